"""Everything that can hold text is hostile, and every address of the viewer is walked through it.

A real browser tells what its policy refused, what it wrote on its console, what it asked for and
whether anything opened; none of that may come from what was captured or typed.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from keepsake.core.case.entries import KINDS, MarkBody, RecheckBody
from keepsake.env import real_environment
from keepsake.flows import casework
from keepsake.viewer.server import Serving, serve
from viewer import sample, sample_case
from viewer.access import NO_PAGES, violations
from viewer.conftest import HOST, HOSTILE, Browser, session_of
from viewer.screens import chromium, come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import ConsoleMessage, Page, Request

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser

QUERIES = (
    "/search?q=evil",
    "/search?q=%3Cscript%3E",
    "/timeline?kind=mark",
    "/timeline?kind=gone",
    "/timeline?author=%3Cscript%3E",
    "/captures?in=all",
    f"/captures/{HOSTILE}/text?find=evil",
    f"/captures/{HOSTILE}/picture/1?item=1",
)
BAD = sample.HOSTILE


@dataclass
class Heard:
    """What a browser told while it walked."""

    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.told.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.told.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: self.told.append(f"popup: {popup.url}"))
        page.on("request", self._request)
        page.context.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error("
            "'policy ' + event.violatedDirective + ' ' + event.blockedURI));"
        )

    def _console(self, message: ConsoleMessage) -> None:
        # A browser asks for an icon by itself where an answer is no page.
        by_itself = message.location.get("url", "").endswith("/favicon.ico")
        if message.type in ("error", "warning") and not by_itself:
            self.told.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)


@pytest.fixture
def hostile(stamped: Path, unlocked: Unlocked, tmp_path: Path) -> Iterator[Serving]:
    """A case in which everything was typed or captured to harm."""
    with serve(shutil.copytree(stamped, tmp_path / "vault")) as running:
        state = running.state
        session = state.unlocked_session = session_of(state.path, unlocked, real_environment())
        vault = session.unlocked.vault
        case = sample_case.fill_hostile(vault, (HOSTILE,))
        for body in (
            MarkBody(case, HOSTILE, 1, "threat", BAD),
            RecheckBody(case, HOSTILE, sample_case.day("2026-11-26"), "gone", BAD),
        ):
            casework.keep(vault, body)
        sample.capture(vault, sample.note_about(session.summary(HOSTILE).capture, BAD))
        page = sample.hostile()
        page.observed = [{"kind": "gone", "at": BAD, "said": BAD}]
        sample.capture(vault, page)
        state.touch()
        yield running


def _addresses(app: Flask, entries: list[int], roots: list[int]) -> Iterator[str]:
    """Every address that answers GET, with all places that it can be given."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        address = str(rule)
        address = address.replace("<int:part>", "1").replace("<int:item>", "1")
        address = address.replace("<int:number>", "0").replace("<int:seen>", "0")
        places = entries if "<int:entry>" in address else roots if "<int:root>" in address else [0]
        for place in places:
            filled = address.replace("<int:entry>", str(place)).replace("<int:root>", str(place))
            if "<" not in filled:
                yield filled
    yield from QUERIES


def test_nothing_hostile_has_an_effect_on_any_page(hostile: Serving, unlocked: Unlocked) -> None:
    heard = Heard()
    session = hostile.state.unlocked_session
    assert session is not None
    entries = [HOSTILE, *(one.entry for one in session.summaries()[-2:])]
    work, case = session.casework(), session.unlocked.vault.config.active_case
    roots = [one.root for kind in KINDS.values() for one in work.records(case, kind)]
    app = _app(hostile)
    with chromium() as browser, come_in(browser, hostile) as page:
        # Whoever comes in has the keys of before dropped.
        unlock_at_once(hostile, unlocked)
        heard.listen(page)
        walked = [*_addresses(app, entries, roots)]
        for address in walked:
            answer = page.goto(hostile.address + address, wait_until="load")
            assert answer is not None, address
            if answer.status == 404:
                heard.told = [one for one in heard.told if "404" not in one]
                continue
            if answer.status == 403:
                # What is no page of ours is shown by no tab.
                assert page.title() == "Page closed", address
                heard.told = [one for one in heard.told if "403" not in one]
                continue
            assert answer.status == 200, address
            assert page.title() in ("Keepsake", "Page closed", ""), address
            assert page.evaluate("document.querySelectorAll('script:not([src])').length") == 0
            assert "[U+202E]" in page.content() or "\u202e" not in page.inner_text("body"), address
            # A sandboxed frame without scripts or network says so where a page wanted either.
            heard.told = [one for one in heard.told if address.find("/copy") < 0]
            assert heard.told == [], address
            assert all(one.startswith((hostile.address, "data:")) for one in heard.asked), address
        _read_a_redacted_text(page, hostile)
        assert heard.told == []
    assert len(walked) > 60


def _read_a_redacted_text(page: Page, serving: Serving) -> None:
    """The page that shows what a copy will say, where what is looked for is hostile too."""
    page.goto(f"{serving.address}/captures/{HOSTILE}/text/redact")
    page.fill("#words", f"<script>\n{BAD}")
    page.check("input[name=message] >> nth=0")
    page.click("button.main")
    page.wait_for_selector(".cut")
    assert violations(page) == []
    assert page.title() == "Keepsake"
    assert page.evaluate("document.querySelectorAll('script:not([src])').length") == 0


def _app(serving: Serving) -> Flask:
    """The same application, to ask which addresses it has."""
    from keepsake.viewer.app import create_app

    return create_app(serving.state, HOST)


def test_papers_of_a_hostile_case_hold_it_as_text(hostile: Serving, unlocked: Unlocked) -> None:
    browser = Browser(hostile.state, _app(hostile).test_client())
    browser.enter()
    unlock_at_once(hostile, unlocked)
    data = browser.paper("/statement/pdf")
    assert b"/JavaScript" not in data
    assert b"/OpenAction" not in data
    assert not re.search(rb"/(?:JS|URI|Launch|EmbeddedFile)\s*[(<\[]", data)
