"""Record only: address, account, ids, time and the person's words, and nothing else, ever."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Kept, Machine, capture
from e2e.screen import Screen, choose, click_on, own_page, windowed
from e2e.wire import carried, hits_beside_wire, messages, page_marks, pictures, said, tap, texts
from fixtures import secret_page
from fixtures.canary import forms
from fixtures.secret_page import SecretSite, secret_site
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake_drive.browser import Badge, Browser, Tab

pytestmark = pytest.mark.browser

RECORD = 3  # place in the menu
WORDS = "she looks about twelve"

WATCH = """
globalThis.seen = { shots: 0, crossed: [] };
for (const name of ["captureVisibleTab", "captureTab"]) {
  const real = chrome.tabs[name];
  if (real) chrome.tabs[name] = (...all) => {
    seen.shots += 1;
    return real.apply(chrome.tabs, all);
  };
}
const real = chrome.scripting.executeScript;
chrome.scripting.executeScript = async (order) => {
  const answer = await real.call(chrome.scripting, order);
  seen.crossed.push(JSON.stringify([order.files ?? order.args, answer]));
  return answer;
};
"""
"""Notes in the worker each picture, and all that comes from a page."""


@dataclass(frozen=True)
class Recorded:
    """A page that was recorded, with a note, and then kept whole by an ordinary click.

    Attributes:
        site: What was on the page.
        badge: What the button showed after record only.
        shots: How many pictures the worker asked for until then.
        crossed: Everything that came from a page to the worker until then.
        early: Files that held any of the page while words were typed and not yet kept.
        streams: What each host process was told: the record, the note, the ordinary capture.
        files: Files that held any of the page after all of it.
        kept: The captures, as they came out of the vault.
    """

    site: SecretSite
    badge: Badge
    shots: int
    crossed: str
    early: list[str]
    streams: list[bytes]
    files: list[str]
    kept: list[Kept]


def _note_page(browser: Browser, screen: Screen) -> None:
    """Types words into the page that came up, and keeps them, by keyboard and mouse."""
    tab = own_page(browser, "note")
    until(
        lambda: browser.evaluate(tab, "!document.getElementById('words').hidden"),
        SHORT_SECONDS,
        "the words cannot be written",
    )
    click_on(screen, browser, tab, "text")
    screen.press(*(letter if letter != " " else "space" for letter in WORDS))
    typed = "document.getElementById('text').value"
    until(lambda: browser.evaluate(tab, typed) == WORDS, SHORT_SECONDS, "the words did not arrive")


def _keep_words(browser: Browser, screen: Screen) -> None:
    tab = own_page(browser, "note")
    screen.press("Tab", "Return")
    status = "document.getElementById('status').textContent"
    until(
        lambda: str(browser.evaluate(tab, status)).startswith("Saved."),
        SHORT_SECONDS,
        "the words were not kept",
    )


@pytest.fixture(scope="module")
def recorded(new_machine: Callable[[], Machine]) -> Iterator[Recorded]:
    machine = new_machine()
    tapped = machine.folder / "tapped"
    program = tap(machine.program, tapped)
    with secret_site() as site, Screen() as screen:
        with windowed(replace(machine, program=program), screen) as browser:
            tab = browser.open(site.url)
            browser.worker(WATCH)
            choose(screen, browser, tab, RECORD)
            badge = _ticked(browser, tab)
            sealed = len(machine.captures())
            _note_page(browser, screen)
            early = hits_beside_wire(machine.folder, [*page_marks(site), *texts(WORDS)])
            _keep_words(browser, screen)
            seen = json.loads(str(browser.worker("JSON.stringify(seen)")))
            assert sealed == 1, "the facts are sealed before the words are asked for"
            browser.front(tab)
            capture(browser, tab)
        marks = [*page_marks(site), *texts(WORDS)]
        yield Recorded(
            site=site,
            badge=badge,
            shots=seen["shots"],
            crossed="\n".join(seen["crossed"]),
            early=early,
            streams=[each for each in said(tapped) if _begins(each)],
            files=hits_beside_wire(machine.folder, marks),
            kept=machine.captures(),
        )


def _begins(stream: bytes) -> bool:
    """Whether a capture came in by it, and no mere hello."""
    return any(message["type"] == "begin" for message in messages(stream))


def _ticked(browser: Browser, tab: Tab) -> Badge:
    until(lambda: browser.badge(tab).text == TICK, LONG_SECONDS, "it was not recorded")
    return browser.badge(tab)


def test_nothing_of_the_page_crosses_any_boundary(recorded: Recorded) -> None:
    marks = page_marks(recorded.site)
    # From the page to the worker: no picture, and nothing that scripts brought back.
    assert recorded.shots == 0
    assert recorded.crossed
    crossed = recorded.crossed.encode()
    title = [*texts(secret_page.TITLE)]
    assert [mark for mark in [*marks, *title, *pictures()] if mark in crossed] == []
    # From the worker to the host: the record and the note.
    assert len(recorded.streams) == 3
    for stream in recorded.streams[:2]:
        data = carried(stream)
        assert [mark for mark in [*marks, *title, *pictures()] if mark in data] == []
        kinds = [each["kind"] for each in messages(stream) if each["type"] == "part"]
        assert set(kinds) <= {"note", "manifest"}
    # On disk: neither while words are typed nor after everything.
    assert recorded.early == []
    assert recorded.files == []


def test_nothing_of_the_page_is_in_the_opened_vault(recorded: Recorded) -> None:
    marks = [*page_marks(recorded.site), *texts(secret_page.TITLE), *pictures()]
    for kept in recorded.kept[:2]:
        everything = b"\n".join(
            kept.unlocked.part(kept.body.capture, part.part) for part in kept.body.parts
        )
        assert [mark for mark in marks if mark in everything] == []


def test_the_scan_finds_all_of_it_in_an_ordinary_capture(recorded: Recorded) -> None:
    data = carried(recorded.streams[2])
    # Films and grounds are kept as what they showed; their addresses need not be there.
    for text in (*secret_page.TEXTS, secret_page.ADDRESSES[0], secret_page.TITLE):
        assert any(form in data for form in texts(text)), text
    assert any(form in data for form in pictures())
    assert any(form in data for form in forms(recorded.site.pictures[-1][60:120]))


def test_what_is_recorded_is_the_address_the_account_and_the_time(recorded: Recorded) -> None:
    facts, note, _ordinary = recorded.kept
    assert [part.kind for part in facts.body.parts] == ["begin", "manifest"]
    manifest = facts.manifest
    assert (manifest.mode, manifest.about) == ("record_only", "")
    assert manifest.page.url == recorded.site.url
    assert (manifest.page.title, manifest.tiles, len(manifest.items)) == ("", (), 0)
    assert [(each.value, each.of) for each in manifest.page.ids] == [
        (secret_page.ACCOUNT, secret_page.HANDLE)
    ]
    assert manifest.started.utc < manifest.ended.utc
    assert manifest.completeness.end == "not_reached"
    assert manifest.completeness.notes[0] == "record_only"
    assert recorded.badge.title.startswith("Recorded without pictures.")
    assert [part.kind for part in note.body.parts] == ["begin", "note", "manifest"]
    assert list(note.parts("note")) == [WORDS.encode()]
    assert note.manifest.about == facts.body.capture
    assert note.manifest.page == manifest.page


def test_the_page_was_asked_for_nothing_more(recorded: Recorded) -> None:
    asked = recorded.site.requests
    assert sorted(set(asked)) == sorted({*secret_page.ADDRESSES, f"/{secret_page.HANDLE}/p/1784"})
    assert len(asked) == len(set(asked))
