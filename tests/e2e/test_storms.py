"""Rough weather during a capture: what was acknowledged stays, and what happened is said."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.firefox import Firefox
from e2e.harness import SHORT_SECONDS, capture, ending, tiles_at_least
from keepsake_drive.capture import CROSS, TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Machine
    from fixtures.storms.site import StormSite
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser
COUNT = 90


def test_a_worker_that_is_ended_loses_nothing_and_the_page_goes_home_by_itself(
    machine: Machine, site: StormSite
) -> None:
    with machine.browser() as browser:
        tab = weather.start(machine, browser, site.thread(), 5)
        sealed = len(machine.sealed_parts())
        weather.stop_worker(browser)
        (kept,) = weather.settled(machine)
        assert (kept.body.state, kept.body.reason) == ("incomplete", "cut_short")
        assert weather.all_parts_open(kept) >= sealed
        until(weather.at_rest(browser, tab), SHORT_SECONDS, "the page was left where it was")
        # The next click is an ordinary one.
        capture(browser, tab)
    assert weather.numbers(machine.newest()) == list(range(COUNT))


def test_a_page_that_is_loaded_again_ends_its_capture(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab = weather.start(steady, steady_browser, site.thread(), 3)
    steady_browser.evaluate(tab, "location.reload()")
    assert ending(steady_browser, tab).text == CROSS
    kept = steady.newest()
    assert (kept.body.state, kept.body.reason) == ("partial", "navigated")
    assert kept.manifest.completeness.end == "not_reached"
    assert weather.all_parts_open(kept) >= 3
    assert len(kept.manifest.tiles) == len(list(kept.parts("tile")))


def test_a_tab_that_is_moved_to_another_window_is_captured_on(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab = weather.start(steady, steady_browser, site.thread(), 2)
    other = steady_browser.open(site.coloured)
    steady_browser.worker(f"chrome.tabs.move({tab.id}, {{windowId: {other.window}, index: 0}})")
    weather.bring(steady_browser, tab.id)
    assert ending(steady_browser, tab).text == TICK
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(COUNT))
    assert kept.manifest.whole


def test_a_message_that_comes_meanwhile_is_on_a_picture_too(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab = steady_browser.open(site.thread())
    newest = f"[...list.children].find((each) => each.textContent.endsWith('end {COUNT - 1}'))"
    place = f"Math.round({newest}.getBoundingClientRect().top)"
    before = steady_browser.evaluate(tab, place)
    steady_browser.click_toolbar(tab)
    # By then the end that it comes at is far out of view.
    until(tiles_at_least(steady, 9), SHORT_SECONDS, "too few parts")
    steady_browser.evaluate(tab, f"list.append(message({COUNT})); true")
    assert ending(steady_browser, tab).text == TICK
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(COUNT + 1))
    assert kept.manifest.whole
    *_, last = kept.manifest.tiles
    assert {box.part for box in kept.items("message")[-1].boxes} == {last.part}
    assert steady_browser.evaluate(tab, place) == before


def test_a_computer_that_sleeps_goes_on_and_it_is_said(machine: Machine, site: StormSite) -> None:
    with machine.browser() as browser:
        tab = weather.start(machine, browser, site.thread(), 3)
        with weather.stopped([weather.host_of(machine)], [browser.pid]):
            time.sleep(9.5)  # how long it sleeps, not how long something takes
        assert ending(browser, tab).text == TICK
    kept = machine.newest()
    assert weather.numbers(kept) == list(range(COUNT))
    assert kept.manifest.whole
    assert "time_jumped" in kept.manifest.completeness.notes


def test_a_host_that_stands_still_for_a_while_loses_nothing(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab = weather.start(steady, steady_browser, site.thread(count=120), 2)
    with weather.stopped([weather.host_of(steady)]):
        sealed = len(steady.sealed_parts())
        scroll = f"{weather.PANE}.scrollTop + 100000 * first"
        # The walk goes on for a few pictures and then waits for the host.
        seen = [steady_browser.evaluate(tab, scroll), None]
        until(
            lambda: weather.unmoved(seen, steady_browser.evaluate(tab, scroll)),
            SHORT_SECONDS,
            "it walks on",
        )
        assert len(steady.sealed_parts()) == sealed
        assert steady_browser.badge(tab).text.isdigit()
    assert ending(steady_browser, tab).text == TICK
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(120))
    assert kept.manifest.whole


def test_two_browsers_at_once_on_one_vault_both_end_well(machine: Machine, site: StormSite) -> None:
    with machine.browser() as chromium, Firefox(machine) as firefox:
        ash = weather.start(machine, chromium, site.thread("ash"), 1)
        birch = firefox.open(site.thread("birch"))
        firefox.click_toolbar(birch)
        assert ending(chromium, ash).text == TICK
        assert ending(firefox, birch).text == TICK
    both = machine.captures()
    assert {name for kept in both for name in weather.threads(kept)} == {"ash", "birch"}
    for kept in both:
        assert kept.manifest.whole
        assert weather.numbers(kept) == list(range(COUNT))
        weather.all_parts_open(kept)
    assert machine.keepsake("verify").returncode in (0, 2)  # 2: not stamped yet


def test_a_window_that_is_resized_and_zoomed_is_captured_on_and_it_is_said(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    count = 90
    tab = weather.start(steady, steady_browser, site.thread(count=count), 3)
    steady_browser.worker(f"chrome.windows.update({tab.window}, {{width: 900, height: 700}})")
    before = len(steady.sealed_parts())
    until(lambda: len(steady.sealed_parts()) > before + 2, SHORT_SECONDS, "it stands still")
    steady_browser.worker(f"chrome.tabs.setZoom({tab.id}, 1.5)")
    try:
        assert ending(steady_browser, tab).text == TICK
    finally:
        steady_browser.worker(f"chrome.tabs.setZoom({tab.id}, 0)")
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(count))
    assert kept.manifest.completeness.end == "reached"
    assert "resized" in kept.manifest.completeness.notes
    assert kept.manifest.completeness.unclear == 0
    assert {tile.device_pixel_ratio for tile in kept.manifest.tiles} == {0, 1.5}


@pytest.mark.parametrize("moment", [1, 4])
def test_another_thread_in_the_same_document_is_not_mixed_with_the_first(
    steady: Machine, steady_browser: Browser, site: StormSite, moment: int
) -> None:
    tab = weather.start(steady, steady_browser, site.thread(), moment)
    steady_browser.evaluate(tab, "openThread('birch')")
    assert ending(steady_browser, tab).text == CROSS
    kept = steady.newest()
    # After the first picture alone, nothing of the page was read yet; of the other, nothing ever.
    assert weather.threads(kept) in ({"ash"}, set()) if moment == 1 else ({"ash"},)
    completeness = kept.manifest.completeness
    assert (completeness.stopped_by, completeness.end) == ("navigated", "not_reached")
    # The other thread stays where the person left it.
    assert weather.at_rest(steady_browser, tab)()
    assert b"birch" not in b"".join(kept.parts("items"))


def test_an_address_that_only_follows_the_scrolling_is_noted(
    steady: Machine, steady_browser: Browser, site: StormSite
) -> None:
    tab = steady_browser.open(site.thread(telling=1))
    capture(steady_browser, tab)
    kept = steady.newest()
    assert weather.numbers(kept) == list(range(COUNT))
    assert kept.manifest.whole
    assert kept.manifest.completeness.notes == ("address_changed",)
