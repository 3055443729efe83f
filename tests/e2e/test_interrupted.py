"""Captures cut short: what was acknowledged is kept, and said not to be the whole."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from e2e.firefox import STARTERS, Firefox
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, capture, ending, hosts, tiles_at_least
from e2e.truth import reads
from fixtures.demo import content
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake.vault.index import Index
from keepsake_drive.capture import CROSS, TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import FirefoxTab
    from e2e.harness import Kept, Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser


def _start(
    machine: Machine, browser: Browser | Firefox, demo: DemoSite, tiles: int
) -> Tab | FirefoxTab:
    """Opens the thread, presses the button and waits until so many tiles are sealed.

    With each go words and what was seen, and a copy of the page with the first.
    """
    tab = browser.open(demo.thread_url)
    browser.click_toolbar(tab)
    until(tiles_at_least(machine, 3 * tiles + 3), SHORT_SECONDS, "too few tiles")
    return tab


def _settled(machine: Machine, count: int = 1) -> list[Kept]:
    """Waits until the log holds so many captures and gives them."""
    until(lambda: len(machine.captures()) >= count, SHORT_SECONDS, "the capture is not in the log")
    return machine.captures()


def _all_parts_open(kept: Kept) -> int:
    for part in kept.body.parts:
        assert len(kept.unlocked.part(kept.body.capture, part.part)) == part.bytes
    assert sum(part.kind == "tile" for part in kept.body.parts) >= 2
    return len(kept.body.parts)


def test_a_second_click_stops_and_keeps_everything(
    steady: Machine, steady_browser: Browser, demo: DemoSite
) -> None:
    tab = _start(steady, steady_browser, demo, 2)
    steady_browser.click_toolbar(tab)
    assert ending(steady_browser, tab).text == TICK
    kept = steady.newest()
    assert kept.manifest.completeness.stopped_by == "person"
    assert kept.manifest.completeness.end == "not_reached"
    assert _all_parts_open(kept) >= 4
    assert len(kept.items("message")) > 10


def test_a_closed_tab_leaves_what_was_kept(machine: Machine, demo: DemoSite) -> None:
    with machine.browser() as browser:
        tab = _start(machine, browser, demo, 2)
        browser.close_tab(tab)
        (kept,) = _settled(machine)
    assert kept.body.state in ("partial", "incomplete")
    assert _all_parts_open(kept) >= 4
    if kept.body.manifest >= 0:
        assert kept.manifest.completeness.stopped_by == "closed"


def test_a_page_left_for_another_is_not_mixed_with_it(machine: Machine, demo: DemoSite) -> None:
    with machine.browser() as browser:
        tab = _start(machine, browser, demo, 2)
        browser.navigate(tab, demo.feed_url)
        shown = ending(browser, tab)
        (kept,) = _settled(machine)
    assert kept.body.state in ("partial", "incomplete")
    assert _all_parts_open(kept) >= 4
    assert shown.text in (TICK, CROSS)
    assert kept.manifest.completeness.stopped_by == "navigated"
    assert kept.manifest.page.url == demo.thread_url
    # A sweep that came to the beginning saw the heading there; what the feed has are posts.
    assert {item.kind for item in kept.manifest.items} - {"divider"} == {"message"}


def test_a_host_that_is_killed_loses_nothing_it_acknowledged(
    machine: Machine, demo: DemoSite
) -> None:
    with machine.browser() as browser:
        tab = _start(machine, browser, demo, 3)
        sealed = len(machine.sealed_parts())
        (host,) = hosts(machine)
        os.kill(host, signal.SIGKILL)
        # The browser keeps the rest, and the next host goes on with it. Where that takes longer
        # than a person waits, the button says meanwhile that it waits.
        until(lambda: browser.badge(tab).text == TICK, LONG_SECONDS, "no host went on with it")
        capture(browser, browser.open(demo.profile_url()))
    first, later = machine.captures()
    assert first.body.state == later.body.state == "complete"
    assert first.body.waited is not None
    # One part may have been sealed and not yet acknowledged.
    assert sealed - 1 <= first.body.waited.part < len(first.body.parts)
    _all_parts_open(first)
    machine.stamped()
    verified = machine.keepsake("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_browser_that_is_killed_loses_nothing_that_was_acknowledged(
    machine: Machine, demo: DemoSite
) -> None:
    browser = machine.browser()
    _start(machine, browser, demo, 4)  # two views of the thread or more
    sealed = len(machine.sealed_parts())
    os.kill(browser.pid, signal.SIGKILL)
    # The host lives on just long enough to put away what it has.
    (kept,) = _settled(machine)
    browser.kill()
    assert kept.body.state == "incomplete"
    assert _all_parts_open(kept) >= sealed
    _words_are_found(kept)


def _words_are_found(kept: Kept) -> None:
    """What had been read of the thread by then: in page order, without a hole, and by a search."""
    assert kept.manifest.cut_short
    read = [item for item in kept.items("message") if item.boxes]
    assert len(read) > 10
    thread = content.messages()
    (last,) = [at for at, each in enumerate(thread) if reads(read[-1].text, each.text)][-1:]
    shown = thread[last + 1 - len(read) : last + 1]
    assert all(reads(item.text, each.text) for item, each in zip(read, shown, strict=True))
    index = Index(kept.unlocked)
    try:
        for item in (read[0], read[-1]):
            assert any(hit.entry == kept.entry for hit in index.search(item.text[:60]))
    finally:
        index.close()


@pytest.mark.parametrize("kind", STARTERS)
def test_everything_killed_at_once_loses_nothing_that_was_acknowledged(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    browser = STARTERS[kind](machine)
    _start(machine, browser, demo, 3)
    sealed = len(machine.sealed_parts())
    for host in hosts(machine):
        os.kill(host, signal.SIGKILL)
    browser.kill()
    assert machine.captures() == []
    with STARTERS[kind](machine) as again:
        tab = again.open(demo.profile_url())
        # The cross says that the last capture was cut short. A click keeps the page first; why the
        # last one was cut short is told after that.
        words = error_message(Code.HOST_GONE, "en")
        assert ending(again, tab).title.startswith(words.what)
        capture(again, tab)
        until(lambda: words.next in again.explanations(), SHORT_SECONDS, "no page explains it")
        if not isinstance(again, Firefox):
            _tick_outlives_the_explanation(again, tab)
    first, later = machine.captures()
    assert first.body.state == "incomplete"
    # One part may have been sealed and not yet acknowledged.
    assert _all_parts_open(first) >= sealed - 1
    assert later.body.state == "complete"


def _tick_outlives_the_explanation(browser: Browser, tab: Tab) -> None:
    """Who has read it finds no cross on the button any more, and the tick where it was."""
    other = browser.open("about:blank")
    browser.worker(f"chrome.action.setBadgeText({{tabId: {other.id}, text: '{CROSS}'}})")
    browser.front(tab)
    until(lambda: browser.badge(other).text == "", SHORT_SECONDS, "the cross stays")
    assert browser.badge(tab).text == TICK


def test_two_captures_at_once_in_two_windows_both_end_well(
    steady: Machine, steady_browser: Browser, demo: DemoSite
) -> None:
    before = len(steady.captures())
    feed = steady_browser.open(demo.feed_url)
    profile = steady_browser.open(demo.profile_url("nora.whitfield"))
    steady_browser.click_toolbar(feed)
    until(tiles_at_least(steady, 1), SHORT_SECONDS, "too few tiles")
    capture(steady_browser, profile)
    assert ending(steady_browser, feed).text == TICK
    both = steady.captures()[before:]
    assert {kept.manifest.page.url for kept in both} == {
        demo.feed_url,
        demo.profile_url("nora.whitfield"),
    }
    assert [kept.body.state for kept in both] == ["complete", "complete"]
    for kept in both:
        for part in kept.body.parts:
            assert len(kept.unlocked.part(kept.body.capture, part.part)) == part.bytes


def _asked_nothing(demo: DemoSite, seconds: float) -> bool:
    return demo.requests[-1].at < time.monotonic() - seconds


@pytest.mark.parametrize("kind", STARTERS)
def test_there_is_no_tick_before_the_receipt(machine: Machine, demo: DemoSite, kind: str) -> None:
    with STARTERS[kind](machine) as browser:
        tab = browser.open(demo.feed_url)
        browser.click_toolbar(tab)
        until(tiles_at_least(machine, 2), SHORT_SECONDS, "too few tiles")
        size = machine.vault().size()
        # Whoever holds this lock keeps the host from appending, so that no receipt can be sent.
        with FileLock(machine.vault_path / "vault.lock"):
            until(lambda: _asked_nothing(demo, 6), SHORT_SECONDS, "still scrolling")
            text = browser.badge(tab).text
            assert text.isdigit() or text == "", text
            assert machine.vault().size() == size
        assert ending(browser, tab).text == TICK
        assert machine.vault().size() == size + 1


PICTURED = """
const shoot = chrome.tabs.captureVisibleTab.bind(chrome.tabs);
const whole = (id) => {
  const message = document.querySelector(`[data-message-id="${id}"]`);
  if (!message) return false;
  const { left, top, width, bottom } = message.getBoundingClientRect();
  const shown = (y) => message.contains(document.elementFromPoint(left + width / 2, y));
  return shown(top + 1) && shown(bottom - 1);
};
globalThis.goOn = null;
globalThis.over = false;
chrome.tabs.captureVisibleTab = async (...order) => {
  const about = { target: { tabId: TAB }, func: whole, args: ["ID"] };
  // At the press itself a busy browser may not let anyone ask yet.
  const [{ result }] = await chrome.scripting.executeScript(about).catch(() => [{}]);
  const picture = await shoot(...order);
  if (result && !over) await new Promise((done) => { goOn = done; });
  over ||= result;
  return picture;
};
true"""
"""Holds the walk between the picture that shows a message and the look at the page after it."""


def _held(browser: Browser, tab: Tab) -> object:
    shown = browser.badge(tab)
    assert shown.text not in (TICK, CROSS), shown
    return browser.worker("goOn !== null")


def test_messages_taken_back_at_other_moments_are_told_as_they_were_seen(
    steady: Machine, steady_browser: Browser, demo: DemoSite
) -> None:
    passed, unseen, watched = 492, 400, 470
    demo.remove_when_passed(passed, by=70)
    before = len(steady.captures())
    tab = steady_browser.open(demo.thread_url)
    hold = PICTURED.replace("TAB", str(tab.id)).replace("ID", content.messages()[watched - 1].id)
    steady_browser.worker(hold)
    steady_browser.click_toolbar(tab)
    demo.remove_now(unseen)
    until(lambda: _held(steady_browser, tab), SHORT_SECONDS, "it was not pictured")
    demo.remove_now(watched)
    there = f"document.querySelector('[data-message-id=\"{content.messages()[watched - 1].id}\"]')"
    until(lambda: steady_browser.evaluate(tab, f"{there} === null"), SHORT_SECONDS, "still there")
    steady_browser.worker("goOn()")
    oldest = "document.querySelector('[data-message-id]').dataset.messageId"
    wanted = content.messages()[380].id
    until(
        lambda: str(steady_browser.evaluate(tab, oldest)) < wanted, SHORT_SECONDS, "it stands still"
    )
    steady_browser.click_toolbar(tab)
    assert ending(steady_browser, tab).text == TICK
    (kept,) = steady.captures()[before:]
    states = {
        each.value: item.state
        for item in kept.items("message")
        for each in item.ids
        if each.name == "data-message-id"
    }
    ids = {n: content.messages()[n - 1].id for n in (passed, unseen, watched)}
    # Its place is looked at again when the scroll is put back, and it is not there any more.
    assert states[ids[passed]] == "gone"
    assert states[ids[watched]] == "gone"
    assert ids[unseen] not in states
    assert kept.manifest.completeness.gone == 2
    assert kept.manifest.completeness.gaps == ()
    numbers = sorted(int(value) for value in states)
    missing = set(range(numbers[0], numbers[-1], 37)) - set(numbers)
    assert missing == {int(ids[unseen])}
