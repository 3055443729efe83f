"""What a page looks like when something is missing, wrong or unfinished is for everyone too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures import additions, papers
from keepsake.core.custody import Attribution
from keepsake.env import real_environment
from keepsake.flows.custody import acts as custody
from keepsake.vault import creating
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.server import serve
from viewer import sample
from viewer.access import LOCKED, NO_PAGES, OPEN, look_at, visit
from viewer.conftest import CUT_SHORT, HOST, PROFILE, THREAD, session_of
from viewer.screens import come_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving
    from keepsake.viewer.unlocked_session import UnlockedSession

pytestmark = pytest.mark.browser

LOOKS = [("en", "light", 1280), ("fr", "dark", 360)]
# Pages that say something else while there is nothing.
EMPTY = ("home", "captures", "captures-waiting", "cases", "people", "timeline", "statement",
         "versions", "police", "hand-over", "search-none", "check", "copies")  # fmt: skip
# A long name without a place to break, from right to left, with signs that no font may have.
LONG = "Wintersturm" * 9 + " مرحبا بالعالم שלום 👩‍👩‍👧‍👦 e\u0301"
# Seen by the tests named, in the state in which they are a page of their own.
ELSEWHERE = {
    "auth.first": "test_access.py::test_the_first_pages_are_for_everyone",
    "handover.again": "test_handover.py::test_stopping_it_or_locking_leaves_nothing",
    "export_progress.making": "test_handover_browser.py",
    "export_progress.state": "an answer to a script",
    "export_progress.ended": "leads to the next page",
    "export_progress.done": "test_handover_browser.py",
    "sending.progress": "test_sending_pages.py",
    "sending.state": "an answer to a script",
    "sending.outcome": "test_sending_pages.py",
    "custody.all_of": "below, for the id of a case is drawn anew",
    "removing.form": "below, for files that were added",
    "start.drawing": "a picture on the first page",
    "auth.still": "an answer to a script",
    "drawn.page": "below, for a photo and a paper that were added",
    "drawn.sheet": "a picture on the page of one that is drawn",
    "papers.page": "test_everywhere.py",
    "papers.sheet": "a picture on the page of a paper",
    "captures.seen": "test_seen.py",
    "message.find": "leads to the picture or the text",
    "pictures.copy_frame": "what was captured, in a frame of its own",
}


def test_no_page_is_left_out(stamped: Path) -> None:
    app = create_app(AppState(stamped, real_environment()), HOST)
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    adapter = app.url_map.bind(HOST)
    visited = {
        adapter.match(address.partition("?")[0])[0]
        for address in (*OPEN.values(), *LOCKED.values())
    }
    assert pages - visited - NO_PAGES == set(ELSEWHERE)


def _goes_wrong(page: Page, serving: Serving, look: str) -> list[str]:
    """Forms that are sent without what they need, past what the browser would say."""
    found = []
    for name, address in (
        ("event-wrong", "/timeline/event"),
        ("person-wrong", "/people/person"),
        ("talk-wrong", "/police/talk"),
        ("outcome-wrong", "/police/outcome"),
        ("copies-wrong", "/copies"),
        ("cases-wrong", "/cases"),
        ("again-wrong", f"/captures/{PROFILE}/again"),
        ("change-wrong", "/passphrase/change"),
        ("hand-over-wrong", "/hand-over"),
    ):
        page.goto(serving.address + address)
        form = page.locator("main form", has=page.locator("button.main")).last
        form.evaluate("""(form) => {
          form.noValidate = true;
          for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
          for (const field of form.querySelectorAll("[type=date]")) field.value = "";
          form.querySelector("button.main").click();
        }""")
        expect(page.locator(".problem[role=alert]").first).to_be_visible()
        found += look_at(page, name, look)
    return found


def _unfinished(page: Page, serving: Serving, look: str) -> list[str]:
    page.goto(f"{serving.address}/police/talk")
    page.fill("#said", LONG)
    expect(page.locator(".held")).not_to_be_empty()
    page.goto(serving.address)
    expect(page.locator(".unfinished")).to_have_count(1)
    found = look_at(page, "home-unfinished", look)
    page.locator(".unfinished a").click()
    expect(page.locator(".typed-back")).to_be_visible()
    return found + look_at(page, "talk-unfinished", look)


def _added(vault: Vault, name: str, data: bytes) -> int:
    receipt = additions.add(vault, [(name, data)])[0]
    assert receipt is not None
    return receipt.entry


def _odd(session: UnlockedSession) -> dict[str, str]:
    """What is long, removed, gone or recorded only, by the names of its pictures."""
    vault = session.unlocked.vault
    odd = sample.thread(4)
    odd.title, odd.lines = LONG, [(LONG, LONG)] * 4
    long = sample.capture(vault, odd)
    gone = sample.capture(vault, sample.page_gone())
    only = sample.capture(vault, sample.record_only())
    note, photo, paper, broken = (
        _added(vault, f"{LONG}.{kind}", data)
        for kind, data in (
            ("txt", b"hello"),
            ("heic", papers.heic()),
            ("pdf", papers.pdf(papers.page("One", 1), papers.page("Two"))),
            ("avif", papers.avif()[:300]),
        )
    )
    custody.remove(session.unlocked, CUT_SHORT, Attribution(who=LONG, why=LONG))
    return {
        "captures-odd": "/captures?in=inbox",
        "text-odd": f"/captures/{long}/text",
        "page-gone": f"/captures/{gone}",
        "record-only": f"/captures/{only}",
        "added": f"/captures/{note}",
        "remove": f"/captures/{note}/remove",
        "drawn-photo": f"/captures/{photo}/drawn/1",
        "drawn-paper": f"/captures/{paper}/drawn/1?page=2",
        "drawn-none": f"/captures/{broken}/drawn/1",
        "removed": f"/captures/{CUT_SHORT}",
        "custody-removed": f"/captures/{CUT_SHORT}/custody",
        "custody-case": f"/cases/{vault.config.active_case}/custody",
        "timeline-odd": "/timeline",
        "nowhere": "/nowhere",
        "text-search-none": f"/captures/{THREAD}/text?find=zebra",
    }


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_state_is_for_everyone(
    browser: Browser, vault: Path, unlocked: Unlocked, language: str, theme: str, width: int
) -> None:
    look = f"{language}-{theme}-{width}"
    session = session_of(vault, unlocked, real_environment())
    odd = _odd(session)
    with (
        serve(vault) as running,
        come_in(browser, running, language=language, theme=theme, width=width) as page,
    ):
        page.fill("#passphrase", "wrong")
        page.click("button.main")
        page.wait_for_selector(".problem[role=alert]")
        found = look_at(page, "unlock-wrong", look)
        running.state.unlocked_session = session
        running.state.touch()
        for name, address in odd.items():
            visit(page, running.address + address)
            found += look_at(page, name, look)
        found += _unfinished(page, running, look)
        found += _goes_wrong(page, running, look)
        page.goto(f"{running.address}/police/talk/0")
        expect(page.locator("h1")).to_contain_text(re.compile("nothing here|rien ici"))
        page.goto(f"{running.address}/captures/{CUT_SHORT}")
        expect(page.locator(".capture-line .mark")).to_have_count(0)
    assert found == []


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_nothing_there_is_for_everyone(
    browser: Browser, tmp_path: Path, language: str, theme: str, width: int
) -> None:
    look = f"{language}-{theme}-{width}"
    creating.create(tmp_path / "vault", real_environment())
    with (
        serve(tmp_path / "vault") as running,
        come_in(browser, running, language=language, theme=theme, width=width) as page,
    ):
        found = look_at(page, "first-empty", look)
        page.goto(f"{running.address}/passphrase")
        page.click(".after button")
        expect(page.locator(".now")).to_be_visible()
        for name in EMPTY:
            visit(page, running.address + OPEN[name])
            found += look_at(page, f"{name}-empty", look)
    assert found == []
