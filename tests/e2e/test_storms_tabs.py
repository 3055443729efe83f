"""Another tab in front: the capture waits, and not one pixel of the other tab is kept."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import SHORT_SECONDS, capture, ending
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from fixtures.storms.site import StormSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser
SLOW = os.environ.get("SLOW") == "1"
RACES = 500 if SLOW else 15
SWITCHES = 500 if SLOW else 10
CLICKS = 60 if SLOW else 4
MANY = 2000


@pytest.fixture(scope="module")
def other(steady: Machine, steady_browser: Browser, site: StormSite) -> Tab:
    """A tab of one colour that the browser would let us picture: the button was pressed there."""
    other = steady_browser.open(site.coloured)
    capture(steady_browser, other)
    assert weather.coloured(steady.newest()) == [1], "the scan does not see the colour"
    return other


# Turns to the other tab around the browser's own shot, in every order that there is.
RACE = """
const shoot = chrome.tabs.captureVisibleTab.bind(chrome.tabs);
const go = (tab) => chrome.tabs.update(tab, { active: true });
globalThis.races = 0;
chrome.tabs.captureVisibleTab = async (...order) => {
  const kind = Math.floor(Math.random() * 5);
  if (kind === 0 || races >= MOST) return shoot(...order);
  races += 1;
  if (kind === 1 || kind === 2) await go(OTHER);
  if (kind === 3) go(OTHER);
  const picture = shoot(...order);
  if (kind === 2 || kind === 3) go(OURS);
  if (kind === 4) go(OTHER);
  try {
    return await picture;
  } finally {
    if (kind === 1 || kind === 4) await go(OURS);
  }
};
true"""


def _open_beside(browser: Browser, other: Tab, url: str) -> Tab:
    """Opens an address in front, in a window that the other tab is moved to."""
    tab = browser.open(url)
    browser.worker(f"chrome.tabs.move({other.id}, {{windowId: {tab.window}, index: -1}})")
    weather.bring(browser, tab.id)
    return tab


def test_it_waits_behind_another_tab_and_goes_on_when_the_person_comes_back(
    steady: Machine, steady_browser: Browser, site: StormSite, other: Tab
) -> None:
    tab = _open_beside(steady_browser, other, site.thread())
    steady_browser.click_toolbar(tab)
    until(lambda: len(steady.sealed_parts()) > 3, SHORT_SECONDS, "too few parts")
    weather.bring(steady_browser, other.id)
    weather.wait_until_it_stands(steady)
    assert steady_browser.badge(tab).text.isdigit()
    weather.bring(steady_browser, tab.id)
    assert ending(steady_browser, tab).text == TICK
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(90))
    assert kept.manifest.whole
    assert weather.coloured(kept) == []


def test_no_pixel_of_another_tab_is_kept_in_the_race_between_check_and_shot(
    steady: Machine, steady_browser: Browser, site: StormSite, other: Tab
) -> None:
    tab = _open_beside(steady_browser, other, site.thread(count=MANY))
    race = RACE.replace("MOST", str(RACES)).replace("OTHER", str(other.id))
    steady_browser.worker(race.replace("OURS", str(tab.id)))
    steady_browser.click_toolbar(tab)
    until(lambda: steady_browser.worker("races") == RACES, RACES * 3.0, "too few races")
    kept = _go_on_and_stop(steady, steady_browser, tab)
    assert "other_tab_in_front" in kept.manifest.completeness.notes
    assert weather.coloured(kept) == []


def test_no_pixel_of_another_tab_is_kept_whenever_it_comes_to_the_front(
    steady: Machine, steady_browser: Browser, site: StormSite, other: Tab
) -> None:
    chance = random.Random(7)
    tab = _open_beside(steady_browser, other, site.thread(count=MANY))
    steady_browser.click_toolbar(tab)
    until(lambda: len(steady.sealed_parts()) > 3, SHORT_SECONDS, "too few parts")
    for _ in range(SWITCHES):
        time.sleep(chance.random() * 0.5)
        weather.bring(steady_browser, other.id)
        time.sleep(chance.random() * 0.2)
        weather.bring(steady_browser, tab.id)
    kept = _go_on_and_stop(steady, steady_browser, tab)
    assert weather.coloured(kept) == []


def _go_on_and_stop(machine: Machine, browser: Browser, tab: Tab) -> Kept:
    """Waits until one more picture is kept and stops; nothing may be missing between them."""
    weather.wait_for_more(machine)
    browser.click_toolbar(tab)
    assert ending(browser, tab).text == TICK
    kept = machine.newest()
    assert kept.manifest.completeness.stopped_by == "person"
    assert kept.manifest.completeness.gaps == ()
    shown = weather.numbers(kept)
    assert shown == list(range(shown[0], MANY))
    return kept


def test_the_first_picture_is_of_the_tab_that_was_clicked(
    steady: Machine, steady_browser: Browser, site: StormSite, other: Tab
) -> None:
    chance = random.Random(11)
    short = site.thread(count=8)
    tab = _open_beside(steady_browser, other, short)
    for _ in range(CLICKS):
        before = len(steady.captures())
        away = f"setTimeout(() => chrome.tabs.update({other.id}, {{active: true}}), WAIT); true"
        steady_browser.worker(away.replace("WAIT", str(chance.randrange(60))))
        steady_browser.click_toolbar(tab)
        until(lambda: _in_front(steady_browser, other), SHORT_SECONDS, "the other tab never came")
        weather.bring(steady_browser, tab.id)
        kept = weather.settled(steady, before + 1)[-1]
        assert kept.manifest.page.url == short
        assert len(kept.manifest.tiles) == 1
        assert weather.coloured(kept) == []


def _in_front(browser: Browser, tab: Tab) -> bool:
    return browser.worker(f"chrome.tabs.get({tab.id}).then((tab) => tab.active)") is True
