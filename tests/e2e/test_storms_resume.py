"""Going on from where an earlier capture of the page was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import LONG_SECONDS, ending
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from fixtures.storms.site import StormSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser
COUNT = 110


def _stopped_early(machine: Machine, browser: Browser, url: str) -> tuple[Tab, Kept]:
    """Captures a thread and stops after some pictures."""
    before = len(machine.captures())
    tab = weather.start(machine, browser, url, 5)
    browser.click_toolbar(tab)
    assert ending(browser, tab).text == TICK
    return tab, weather.settled(machine, before + 1)[-1]


def _gone_on(machine: Machine, browser: Browser, tab: Tab) -> Kept:
    """Chooses the menu's "go on" and waits for the end."""
    before = len(machine.captures())
    # A menu cannot be opened from outside; this is the event that choosing its item is.
    about = f'{{menuItemId: "resume"}}, await chrome.tabs.get({tab.id})'
    browser.worker(f"(async () => chrome.contextMenus.onClicked.dispatch({about}))()")
    until(lambda: len(machine.captures()) > before, LONG_SECONDS, "it does not end")
    assert ending(browser, tab).text == TICK
    return machine.captures()[before]


def test_a_stopped_capture_is_gone_on_from_and_says_how_they_join(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab, first = _stopped_early(steady, steady_browser, site.thread(count=COUNT))
    assert first.manifest.completeness.stopped_by == "person"
    later = _gone_on(steady, steady_browser, tab)
    continues = later.manifest.continues
    assert continues is not None
    assert (continues.capture, continues.join) == (first.body.capture, "shared")
    # Words are gone through before pictures: those were all there when it was stopped.
    had, got = weather.numbers(first, pictured=True), weather.numbers(later, pictured=True)
    # The first picture is of what the person saw; then it goes on where the other one stopped.
    assert set(had) | set(got) == set(range(COUNT))
    assert min(had) > 0
    assert min(got) == 0
    assert min(had) in got
    assert later.manifest.completeness.end == "not_reached"
    assert later.manifest.completeness.end_evidence == "continued"
    assert not later.manifest.whole
    assert weather.at_rest(steady_browser, tab)()


def test_where_the_place_is_not_there_any_more_the_page_is_kept_from_its_beginning(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab, first = _stopped_early(steady, steady_browser, site.thread(count=COUNT))
    steady_browser.evaluate(tab, "thread = 'birch', show()")
    later = _gone_on(steady, steady_browser, tab)
    continues = later.manifest.continues
    assert continues is not None
    assert (continues.capture, continues.join) == (first.body.capture, "not_found")
    assert weather.threads(later) == {"birch"}
    assert weather.numbers(later) == list(range(COUNT))
    assert later.manifest.whole
