"""Firefox: captures begin, end and are interrupted as in Chromium; a real click each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.firefox import Firefox
from e2e.harness import SHORT_SECONDS, ending
from e2e.pdf import PDF
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake_drive.capture import CROSS, TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine
    from fixtures.storms.site import StormSite

pytestmark = pytest.mark.browser
COUNT = 90


def test_a_second_click_stops_and_keeps_everything(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    tab = weather.start(steady, fox, site.thread(count=400), 5)
    fox.click_toolbar(tab)
    assert ending(fox, tab).text == TICK
    kept = steady.newest()
    assert kept.manifest.completeness.stopped_by == "person"
    shown = weather.numbers(kept)
    assert shown == list(range(shown[0], 400))
    assert weather.at_rest(fox, tab)()


@pytest.mark.parametrize("leave", ["location.reload()", "location.assign('/coloured')"])
def test_a_page_that_is_left_or_loaded_again_ends_its_capture(
    steady: Machine, fox: Firefox, site: StormSite, leave: str
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 2)
    fox.evaluate(tab, f"setTimeout(() => {leave}) && null")
    kept = weather.settled(steady, before + 1)[-1]
    assert ending(fox, tab).text == CROSS
    assert (kept.body.state, kept.body.reason) == ("partial", "navigated")
    assert weather.all_parts_open(kept) >= 3


def test_another_thread_in_the_same_document_is_not_mixed_with_the_first(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 2)
    fox.evaluate(tab, "openThread('birch')")
    kept = weather.settled(steady, before + 1)[-1]
    assert ending(fox, tab).text == CROSS
    assert weather.threads(kept) == {"ash"}
    assert kept.manifest.completeness.stopped_by == "navigated"


def test_a_closed_tab_leaves_what_was_kept(steady: Machine, fox: Firefox, site: StormSite) -> None:
    before = len(steady.captures())
    tab = weather.start(steady, fox, site.thread(), 3)
    fox.close_tab(tab)
    kept = weather.settled(steady, before + 1)[-1]
    assert (kept.body.state, kept.body.reason) == ("partial", "closed")
    assert weather.all_parts_open(kept) >= 3


def test_it_waits_behind_another_tab_and_keeps_no_pixel_of_it(
    steady: Machine, fox: Firefox, site: StormSite
) -> None:
    before = len(steady.captures())
    tab = fox.open(site.thread(count=600))
    other = fox.beside(tab, site.coloured)
    # The button is pressed there too, so that the browser would let us picture it.
    fox.click_toolbar(other)
    assert weather.coloured(weather.settled(steady, before + 1)[-1]) == [1]
    fox.bring(tab)
    fox.click_toolbar(tab)
    for _ in range(3):
        weather.wait_for_more(steady)
        fox.bring(other)
        weather.wait_until_it_stands(steady)
        fox.bring(tab)
    weather.wait_for_more(steady)
    fox.click_toolbar(tab)
    kept = weather.settled(steady, before + 2)[-1]
    assert kept.manifest.completeness.stopped_by == "person"
    assert kept.manifest.completeness.gaps == ()
    shown = weather.numbers(kept)
    assert shown == list(range(shown[0], 600))
    assert weather.coloured(kept) == []


def test_a_browser_that_is_killed_loses_nothing_that_was_acknowledged(
    machine: Machine, site: StormSite
) -> None:
    fox = Firefox(machine)
    weather.start(machine, fox, site.thread(), 4)
    sealed = len(machine.sealed_parts())
    fox.kill()
    (kept,) = weather.settled(machine)
    assert kept.body.state == "incomplete"
    assert weather.all_parts_open(kept) >= sealed


def test_pages_that_no_add_on_may_see_are_refused_in_words(
    steady: Machine, fox: Firefox, tmp_path: Path
) -> None:
    before = len(steady.captures())
    (tmp_path / "letter.pdf").write_bytes(PDF)
    words = error_message(Code.PAGE_FORBIDDEN, "en")
    for address in ("about:license", (tmp_path / "letter.pdf").as_uri()):
        tab = fox.open("about:blank")
        fox.navigate(tab, address)
        fox.click_toolbar(tab)
        assert ending(fox, tab).title.startswith(words.what)
        until(lambda: words.next in fox.explanations(), SHORT_SECONDS, "no page explains it")
        fox.close_tab(fox.shown("problem"))
    # Of its own page this browser gives no picture; that of the PDF is kept and said to be no more.
    (kept,) = weather.settled(steady, before + 1)[before:]
    assert (kept.body.state, kept.body.reason) == ("partial", "error")
    assert len(list(kept.parts("tile"))) == 1
    assert kept.manifest.completeness.end == "not_reached"
