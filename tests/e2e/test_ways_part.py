"""Only a part of a page, as asked: from here, back to a day, and up to a second press."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.keys import Keys

from e2e.firefox import Firefox
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Kept, Machine, ending, tiles_at_least
from e2e.scene import IN_VIEW
from e2e.screen import Screen, choose, click_on, own_page, windowed
from fixtures.demo import content
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from typing import Any

    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

HERE, YESTERDAY, DATE = (2, 2), (2, 4), (2, 8)
UP = """
(() => {
  let pane = document.querySelector("[data-message-id]");
  while (pane.scrollHeight < pane.clientHeight + 50) pane = pane.parentElement;
  pane.scrollTop -= 2400;
})()
"""
"""Scrolls the thread up, as a person who looks for where it began."""

DAY = "2026-11-20"
EVERY = [f"id:{message.id}" for message in content.messages()]


def _resting(browser: Browser | Firefox, tab: Any) -> list[list[Any]]:
    """Waits until the thread stands still, and gives its messages in view and where each is."""
    seen: list[Any] = []

    def still() -> bool:
        seen.append(browser.evaluate(tab, IN_VIEW))
        return len(seen) > 5 and all(each == seen[-1] for each in seen[-5:])

    until(still, SHORT_SECONDS, "the thread does not come to rest")
    found: list[list[Any]] = seen[-1]
    return found


def _begin(kept: Kept) -> dict[str, Any]:
    begin: dict[str, Any] = json.loads(next(kept.parts("begin")))
    return begin


def _told(kept: Kept) -> tuple[str, str, str]:
    known = kept.manifest.completeness
    return known.end, known.stopped_by, known.limit


def _keys(kept: Kept) -> list[str]:
    return [item.key for item in kept.items("message")]


def _from_here(machine: Machine, browser: Browser | Firefox, tab: Any, start: Any) -> None:
    _resting(browser, tab)
    browser.evaluate(tab, UP)
    before = _resting(browser, tab)
    start()
    assert ending(browser, tab, LONG_SECONDS).text == TICK
    kept = machine.newest()
    assert _told(kept) == ("not_reached", "limit", "from_here")
    assert _begin(kept)["limits"] == {"from_here": True}
    keys = _keys(kept)
    shown = [f"id:{name}" for name, _ in before]
    assert keys == EVERY[-len(keys) :]
    # What is cut off by the edge of the view is in view all the same.
    assert shown[0] in keys[:3]
    assert kept.items("message")[0].boxes[0].part == kept.manifest.tiles[0].part
    assert kept.manifest.completeness.not_pictured == 0
    assert not kept.manifest.whole
    assert _resting(browser, tab) == before


def test_only_from_here_by_the_menu(machine: Machine, demo: DemoSite) -> None:
    with Screen() as screen, windowed(machine, screen) as browser:
        tab = browser.open(demo.thread_url)
        _from_here(machine, browser, tab, lambda: choose(screen, browser, tab, *HERE))


def test_only_from_here_by_the_menu_of_firefox(machine: Machine, demo: DemoSite) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.thread_url)
        _from_here(machine, firefox, tab, lambda: firefox.menu(tab, "here"))


def _back_to(kept: Kept, day: str) -> None:
    assert _told(kept) == ("not_reached", "limit", "back_to")
    assert kept.manifest.completeness.limits.back_to == day
    assert _begin(kept)["limits"] == {"back_to": day}
    assert _keys(kept) == EVERY[-len(_keys(kept)) :]


def _two_days(kept: Kept) -> None:
    """All of the day is there; of what is older only what stood beside it."""
    _back_to(kept, DAY)
    times = [item.time[:10] for item in kept.items("message")]
    assert DAY in times
    older = {time for time in times if time < DAY}
    assert older <= {"2026-11-19", "2026-11-18"}, older
    assert len(times) < 400


def test_back_to_a_day_by_the_menu_and_to_a_date_that_is_asked_for(
    machine: Machine, demo: DemoSite
) -> None:
    with Screen() as screen, windowed(machine, screen) as browser:
        tab = browser.open(demo.thread_url)
        _resting(browser, tab)
        choose(screen, browser, tab, *YESTERDAY)
        assert ending(browser, tab, LONG_SECONDS).text == TICK
        day = datetime.now(tz=UTC).astimezone() - timedelta(days=1)
        _back_to(machine.newest(), day.strftime("%Y-%m-%d"))

        choose(screen, browser, tab, *DATE)
        asking = own_page(browser, "back")
        click_on(screen, browser, asking, "keep")
        says = "document.getElementById('status').textContent"
        until(
            lambda: browser.evaluate(asking, says) == "Please enter a day.",
            SHORT_SECONDS,
            "it does not ask for a day",
        )
        assert len(machine.captures()) == 1
        # The page that is kept stays in front, in its own window.
        assert browser.evaluate(tab, "document.visibilityState") == "visible"
        browser.evaluate(asking, f"document.getElementById('day').value = '{DAY}'")
        click_on(screen, browser, asking, "keep")
        until(lambda: len(machine.captures()) == 2, LONG_SECONDS, "nothing was kept")
        assert ending(browser, tab).text == TICK
        assert not any("chrome-extension" in url for url in browser.pages())
    _two_days(machine.newest())


def test_back_to_a_date_that_is_asked_for_in_firefox(machine: Machine, demo: DemoSite) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.thread_url)
        _resting(firefox, tab)
        firefox.menu(tab, "back")
        asking = firefox.shown("back")
        firefox.type(asking, "day", DAY)
        firefox.click(asking, "#keep")
        firefox.bring(tab)
        assert ending(firefox, tab, LONG_SECONDS).text == TICK
    _two_days(machine.newest())


def _no_further(kept: Kept) -> None:
    """What was kept by the second press stays, from the newest message on, with nothing between."""
    assert _told(kept) == ("not_reached", "person", "")
    keys = _keys(kept)
    assert keys == EVERY[-len(keys) :]
    assert 10 < len(keys) < len(EVERY)
    assert kept.manifest.completeness.gaps == ()
    assert kept.manifest.started_by == "button"


def test_a_second_press_of_the_shortcut_goes_no_further_back(
    machine: Machine, demo: DemoSite
) -> None:
    with Screen() as screen, windowed(machine, screen) as browser:
        tab = browser.open(demo.thread_url)
        before = _resting(browser, tab)
        screen.chord("Alt_L", "Shift_L", "k")
        until(tiles_at_least(machine, 3), LONG_SECONDS, "the capture does not go on")
        screen.chord("Alt_L", "Shift_L", "k")
        assert ending(browser, tab).text == TICK
        assert _resting(browser, tab) == before
    _no_further(machine.newest())


def test_a_second_press_of_the_shortcut_of_firefox_goes_no_further_back(
    machine: Machine, demo: DemoSite
) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(demo.thread_url)
        before = _resting(firefox, tab)
        firefox.chord(tab, Keys.ALT, Keys.SHIFT, "k")
        until(tiles_at_least(machine, 3), LONG_SECONDS, "the capture does not go on")
        firefox.chord(tab, Keys.ALT, Keys.SHIFT, "k")
        assert ending(firefox, tab).text == TICK
        assert _resting(firefox, tab) == before
    _no_further(machine.newest())
