"""Firefox: the ways to start, from the button's menu and by keys, with its own question."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.keys import Keys

from e2e.firefox import Firefox, FirefoxTab
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Machine, ending, tiles_at_least
from e2e.wire import (
    carried,
    hits_beside_wire,
    messages,
    page_marks,
    pictures,
    said,
    tap,
    texts,
    unpacked,
)
from fixtures import secret_page
from fixtures.canary import contents
from fixtures.secret_page import secret_site
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from fixtures.demo.server import DemoSite

pytestmark = pytest.mark.browser

WORDS = "she looks about twelve"
SAVE_OFTEN = 'Services.prefs.setIntPref("browser.sessionstore.interval", 500)'
ANSWER = """
const question = document.querySelector("#addon-webext-permissions-notification");
const button = question?.querySelector(`.popup-notification-${arguments[0]}-button`);
if (!button || PopupNotifications.panel.state !== "open") return false;
button.click();
return true;
"""


def _session_saved(machine: Machine) -> bool:
    """Whether the browser has written down that the page for the person's words is open."""
    return any(
        b"/ui/note.html" in unpacked(data)
        for path, data in contents(machine.profile)
        if path.name == "recovery.jsonlz4"
    )


def answer(firefox: Firefox, tab: FirefoxTab, which: str) -> None:
    """Answers the browser's own question: `primary` is yes."""
    until(lambda: firefox.privileged(tab, ANSWER, which), SHORT_SECONDS, "no question came")
    # One that only just came up takes no answer yet; it is given again until the question is gone.
    unanswered = lambda: firefox.privileged(tab, ANSWER, which)  # noqa: E731
    until(lambda: not unanswered(), SHORT_SECONDS, "the question did not go")


def _says(firefox: Firefox, tab: FirefoxTab, name: str, start: str) -> None:
    until(
        lambda: firefox.text(tab, name).startswith(start),
        SHORT_SECONDS,
        f"{name} does not say {start}",
    )


def test_record_only_lets_nothing_of_the_page_through(machine: Machine) -> None:
    tapped = machine.folder / "tapped"
    with_tap = dataclasses.replace(machine, program=tap(machine.program, tapped))
    with secret_site() as site:
        # What stands in a page's own form is in the session that the browser itself writes down.
        draft = set(texts(secret_page.TEXTS[3]))
        marks = [*(mark for mark in page_marks(site) if mark not in draft), *texts(WORDS)]
        with Firefox(with_tap) as firefox:
            tab = firefox.open(site.url)
            firefox.privileged(tab, SAVE_OFTEN)
            firefox.menu(tab, "record")
            note = firefox.shown("note")
            assert len(machine.captures()) == 1
            firefox.type(note, "text", WORDS)
            until(lambda: _session_saved(machine), SHORT_SECONDS, "the session was not saved")
            assert hits_beside_wire(machine.folder, marks) == []
            firefox.click(note, "#keep")
            _says(firefox, note, "status", "Saved.")
            assert len(site.requests) == len(set(site.requests))
    assert hits_beside_wire(machine.folder, marks) == []
    facts, words = machine.captures()
    title = [*texts(secret_page.TITLE), *pictures()]
    for stream in said(tapped):
        assert [mark for mark in [*page_marks(site), *title] if mark in carried(stream)] == []
        kinds = {each["kind"] for each in messages(stream) if each["type"] == "part"}
        assert kinds <= {"note", "manifest"}
    assert facts.manifest.page.url == site.url
    assert [each.value for each in facts.manifest.page.ids] == [secret_page.ACCOUNT]
    assert list(words.parts("note")) == [WORDS.encode()]
    assert json.loads(next(words.parts("begin")))["about"] == facts.body.capture


def test_all_tabs_ask_first_and_say_so_when_it_is_not_allowed(
    machine: Machine, demo: DemoSite
) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.profile_url())
        firefox.beside(tab, demo.profile_url("milo.tran"))
        firefox.menu(tab, "tabs")
        asking = firefox.shown("tabs")
        firefox.click(asking, "#allow")
        answer(firefox, asking, "secondary")
        _says(firefox, asking, "status", "Not allowed.")
        assert not machine.vault_path.exists()
        firefox.click(asking, "#allow")
        answer(firefox, asking, "primary")
        _says(firefox, asking, "outcome", "Captured: 2")
        assert firefox.in_sight(asking)
        assert firefox.granted()[1] == ["<all_urls>"]
    captures = machine.captures()
    assert [kept.manifest.page.url for kept in captures] == [
        demo.profile_url(),
        demo.profile_url("milo.tran"),
    ]
    assert all(list(kept.parts("tile")) for kept in captures)
    assert not any(list(kept.parts("mhtml")) for kept in captures)


def test_visible_only_and_the_shortcut(machine: Machine, demo: DemoSite) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.thread_url)
        firefox.menu(tab, "visible")
        assert ending(firefox, tab).text == TICK
        until(lambda: firefox.painted(tab) == TICK, SHORT_SECONDS, "it is not to be seen")
        (kept,) = machine.captures()
        assert len(list(kept.parts("tile"))) == 1
        assert kept.manifest.completeness.notes == ("visible_area_only",)
        other = firefox.open(demo.profile_url())
        firefox.chord(other, Keys.ALT, Keys.SHIFT, "k")
        assert ending(firefox, other).text == TICK
        assert machine.newest().manifest.page.url == demo.profile_url()
        assert firefox.explanations() == ""


def test_progress_is_shown_beside_the_page_and_stops_it_and_it_goes_on_later(
    machine: Machine, demo: DemoSite
) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.thread_url)
        firefox.click_toolbar(tab)
        until(tiles_at_least(machine, 3), LONG_SECONDS, "the capture does not go on")
        firefox.menu(tab, "progress")
        progress = firefox.shown("progress")
        counts = lambda: [int(text) for text in firefox.texts(progress, "dd")[:2]]  # noqa: E731
        first = until(counts, SHORT_SECONDS, "no numbers")
        until(
            lambda: all(now > then for now, then in zip(counts(), first, strict=True)),
            LONG_SECONDS,
            "the numbers do not grow while the window is there",
        )
        assert firefox.in_sight(tab)
        firefox.click(progress, "#captures button")
        assert ending(firefox, tab).text == TICK
        stopped = machine.newest()
        assert stopped.manifest.completeness.stopped_by == "person"
        _says(firefox, progress, "status", "No capture is running right now.")
        firefox.menu(tab, "resume")
        until(tiles_at_least(machine, 2), LONG_SECONDS, "it does not go on")
        firefox.menu(tab, "stop")
        until(lambda: len(machine.captures()) == 2, SHORT_SECONDS, "it does not stop")
    begin = json.loads(next(machine.newest().parts("begin")))
    assert begin["continues"]["capture"] == stopped.body.capture
