"""Words first: all of a thread is gone through before its pictures, and what went since is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from e2e.harness import LONG_SECONDS, Kept, Machine, ending
from e2e.truth import Truth, first_difference, items_of
from fixtures.pages.site import library_page, page_site
from fixtures.pages.walk.swept import ADDRESS, COUNT, EDITED, PAGE, TAKEN, said
from keepsake_drive.capture import TICK

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.firefox import Firefox
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

MOST_BEFORE = 5
"""Pictures of a thread that loads ahead, until that is seen of it."""


@pytest.fixture(scope="module")
def swept(steady: Machine, each_browser: Browser | Firefox) -> Kept:
    with page_site(lambda _path, _query: PAGE) as site:
        tab = each_browser.open(site.url(ADDRESS))
        before = each_browser.evaluate(tab, "place()")
        each_browser.click_toolbar(tab)
        assert ending(each_browser, tab, LONG_SECONDS).text == TICK
        assert abs(each_browser.evaluate(tab, "place()") - before) < COUNT, "put back"
        each_browser.close_tab(tab)
        return next(
            one for one in reversed(list(steady.captures()))
            if one.manifest.page.url == site.url(ADDRESS)
        )  # fmt: skip


def raw(kept: Kept) -> dict[str, Any]:
    (data,) = kept.parts("manifest")
    whole: dict[str, Any] = msgspec.json.decode(data)
    return whole


def words_before(kept: Kept, number: int) -> set[str]:
    """What items say that were handed over before a part of that number."""
    early = [part for part in kept.body.parts if part.kind == "items" and part.part < number]
    lines = [
        json.loads(line)
        for part in early
        for line in kept.unlocked.part(kept.body.capture, part.part).splitlines()
    ]
    return {line["text"] for line in lines if "text" in line}


def test_every_word_is_durable_before_the_pictures_of_the_walk(swept: Kept) -> None:
    sweep = raw(swept)["sweep"]
    first, *others = swept.manifest.tiles
    walked = next(tile for tile in others if tile.at > sweep["from"])
    # A busy page may have its beginning taken again.
    again = others[: others.index(walked)]
    assert all(abs(tile.scroll - first.scroll) < first.pane.height for tile in again)
    assert walked.at > sweep["until"]
    words = "\n".join(words_before(swept, walked.part)).split("\n")
    assert {said(number) for number in range(1, COUNT + 1)} <= set(words)
    assert (sweep["end"], sweep["screens"] > 5) == ("edge", True)


def test_what_went_or_changed_since_is_told_with_both_times(swept: Kept) -> None:
    items = items_of(swept.manifest)
    assert [item.text for item in items if item.state == "gone"] == [said(TAKEN)]
    (changed,) = [item for item in items if item.state == "changed"]
    assert [one.text for one in changed.earlier] == [said(EDITED)]
    assert (changed.text, len(items)) == ("said otherwise now", COUNT)
    sweep = raw(swept)["sweep"]
    assert sweep["from"] <= changed.earlier[0].until < changed.last_seen
    (gone,) = [item for item in items if item.state == "gone"]
    assert gone.last_seen < gone.missing_since


def test_the_pictures_hold_all_of_it_one_joined_to_the_next(swept: Kept) -> None:
    told = swept.manifest.completeness
    assert (told.end, told.gaps, told.not_pictured) == ("reached", (), 0)
    joins = [tile.join for tile in swept.manifest.tiles]
    assert joins[0] == "first"
    assert set(joins[1:]) == {"shared"}


def test_a_thread_that_loads_ahead_of_its_end_is_gone_through_first_too(
    steady: Machine, each_browser: Browser | Firefox, libraries_root: Path
) -> None:
    wish = {"count": 300, "ids": 0, "batch": 12, "ahead": 1500, "delay": "60"}
    with page_site(library_page, libraries_root) as site:
        tab = each_browser.open(site.url("tanstack", **wish))
        each_browser.click_toolbar(tab)
        assert ending(each_browser, tab, LONG_SECONDS).text == TICK
        truth = msgspec.convert(each_browser.evaluate(tab, "truth"), Truth)
        each_browser.close_tab(tab)
    kept = steady.newest()
    assert first_difference(items_of(kept.manifest), truth) == ""
    sweep, tiles = raw(kept)["sweep"], kept.manifest.tiles
    assert sweep["end"] == "edge"
    early = [tile for tile in tiles if tile.at < sweep["until"]]
    assert len(early) < MOST_BEFORE < len(tiles) / 2
    words = "\n".join(words_before(kept, tiles[len(early)].part))
    assert [message.text for message in truth.messages if message.text not in words] == []
