"""Firefox in rough weather: window, size, zoom, sleep and a slow program, as in Chromium."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import SHORT_SECONDS, capture, ending, hosts
from fixtures.growth import family
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake_drive.capture import CROSS, TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from fixtures.storms.site import StormSite

pytestmark = pytest.mark.browser
COUNT = 90
SLOW = os.environ.get("SLOW") == "1"
SWITCHES = 200 if SLOW else 8
MANY = 2000


def _kept_whole(machine: Machine, before: int) -> Kept:
    kept = weather.settled(machine, before + 1)[-1]
    assert weather.numbers(kept) == list(range(COUNT))
    assert kept.manifest.completeness.end == "reached"
    weather.all_parts_open(kept)
    return kept


def test_a_tab_that_is_moved_to_another_window_ends_its_capture_and_goes_on_later(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    other = fox.open(site.coloured)
    tab = weather.start(steady, fox, site.thread(), 5)
    # The browser takes the leave that the click gave away with it.
    fox.move(tab, other)
    assert ending(fox, tab).text == CROSS
    words = error_message(Code.TAB_MOVED, "en")
    until(lambda: words.next in fox.explanations(), SHORT_SECONDS, "no page explains it")
    kept = weather.settled(steady, before + 1)[-1]
    assert (kept.body.state, kept.body.reason) == ("partial", "moved")
    assert weather.coloured(kept) == []
    assert weather.all_parts_open(kept) >= 5
    until(weather.at_rest(fox, tab), SHORT_SECONDS, "the page was left where it was")
    fox.bring(tab)
    fox.menu(tab, "resume")
    rest = weather.settled(steady, before + 2)[-1]
    assert rest.manifest.continues.capture == kept.body.capture
    assert rest.manifest.continues.join == "shared"
    assert set(weather.numbers(kept)) | set(weather.numbers(rest)) == set(range(COUNT))
    assert weather.coloured(rest) == []


def test_a_window_that_is_resized_and_zoomed_is_captured_on_and_it_is_said(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 3)
    fox.resize(tab, 900, 700)
    for _ in range(2):
        weather.wait_for_more(steady)
    fox.zoom(tab, 1.5)
    assert ending(fox, tab).text == TICK
    kept = _kept_whole(steady, before)
    completeness = kept.manifest.completeness
    assert completeness.notes == ("resized",)
    assert completeness.unclear == 0
    assert {tile.device_pixel_ratio for tile in kept.manifest.tiles} == {0, 1.5}


def test_two_windows_at_once_both_end_well_and_an_address_that_follows_is_noted(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    birch = fox.open(site.thread("birch"))
    ash = fox.open(site.thread(telling=1))
    for tab in (birch, ash):
        fox.click_toolbar(tab)
    for tab in (birch, ash):
        assert ending(fox, tab).text == TICK
    both = weather.settled(steady, before + 2)[before:]
    notes = {weather.threads(kept).pop(): kept.manifest.completeness.notes for kept in both}
    assert notes == {"ash": ("address_changed",), "birch": ()}
    for kept in both:
        assert len(weather.threads(kept)) == 1
        assert weather.numbers(kept) == list(range(COUNT))
        assert kept.manifest.whole


def test_a_computer_that_sleeps_goes_on_and_it_is_said(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 3)
    with weather.stopped(sorted(family(fox.pid))):
        time.sleep(9.5)  # how long it sleeps, not how long something takes
    assert ending(fox, tab).text == TICK
    kept = _kept_whole(steady, before)
    assert kept.manifest.whole
    assert "time_jumped" in kept.manifest.completeness.notes


def test_a_host_that_stands_still_for_a_while_loses_nothing(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 2)
    with weather.stopped([weather.host_of(steady)]):
        sealed = len(steady.sealed_parts())
        scroll = f"{weather.PANE}.scrollTop + 100000 * first"
        # The walk goes on for a few pictures and then waits for the host.
        seen = [fox.evaluate(tab, scroll), None]
        until(
            lambda: weather.unmoved(seen, fox.evaluate(tab, scroll)), SHORT_SECONDS, "it walks on"
        )
        assert len(steady.sealed_parts()) == sealed
        assert fox.badge(tab).text.isdigit()
    assert ending(fox, tab).text == TICK
    assert _kept_whole(steady, before).manifest.whole


def test_a_background_that_is_ended_loses_nothing_and_the_page_goes_home_by_itself(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 5)
    sealed = len(steady.sealed_parts())
    fox.end_background(tab)
    until(lambda: not hosts(steady), SHORT_SECONDS, "the host outlives the background")
    kept = weather.settled(steady, before + 1)[-1]
    assert (kept.body.state, kept.body.reason) == ("incomplete", "cut_short")
    assert weather.all_parts_open(kept) >= sealed
    until(weather.at_rest(fox, tab), SHORT_SECONDS, "the page was left where it was")
    # The next click is an ordinary one; that the last capture was cut short is told after it.
    capture(fox, tab)
    words = error_message(Code.HOST_GONE, "en")
    until(lambda: words.what in fox.explanations(), SHORT_SECONDS, "no page explains it")
    assert fox.badge(tab).text == TICK
    assert _kept_whole(steady, before + 1).manifest.whole


def test_no_pixel_of_another_tab_is_kept_whenever_it_comes_to_the_front(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    chance = random.Random(7)
    before = len(steady.captures())
    tab = fox.open(site.thread(count=MANY))
    other = fox.beside(tab, site.coloured)
    # The button is pressed there too, so that the browser would let us picture it.
    fox.click_toolbar(other)
    assert weather.coloured(weather.settled(steady, before + 1)[-1]) == [1]
    fox.bring(tab)
    fox.click_toolbar(tab)
    weather.wait_for_more(steady)
    for _ in range(SWITCHES):
        time.sleep(chance.random() * 0.5)
        fox.bring(other)
        time.sleep(chance.random() * 0.2)
        fox.bring(tab)
    weather.wait_for_more(steady)
    fox.click_toolbar(tab)
    kept = weather.settled(steady, before + 2)[-1]
    assert kept.manifest.completeness.stopped_by == "person"
    assert kept.manifest.completeness.gaps == ()
    shown = weather.numbers(kept)
    assert shown == list(range(shown[0], MANY))
    assert weather.coloured(kept) == []
