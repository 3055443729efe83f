"""Pages in motion: only what people do is told of them, and a walk over them ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.truth import items_of
from fixtures.pages.author.answers import FORGETS
from fixtures.pages.site import page_site
from fixtures.pages.told_page import ToldPage, told_page
from fixtures.pages.walk.moving import (
    FAILED_ONCE,
    LIVE,
    LIVE_EDITED,
    LIVE_GONE,
    MIDDLE,
    MOVING,
    ONE_BY_ONE,
)
from fixtures.pages.walk.panes import said
from keepsake_drive.capture import TICK

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

PLACE = "window.place ? place() : null"


@pytest.fixture(scope="module")
def moving(steady: Machine, each_browser: Browser | Firefox) -> dict[str, tuple[Kept, bool]]:
    """Each page by its name, and whether it stands afterwards where it did."""
    with page_site(lambda path, _query: told_page(path, MOVING)) as site:
        urls = {kind.name: site.url(kind.name) for kind in MOVING}
        around = many.each_kept(each_browser, list(urls.values()), places=PLACE)
    assert {one.badge.text for one in around.values()} == {TICK}, around
    kept = {each.manifest.page.url: each for each in steady.captures()}
    stays = {url: one.before == one.after for url, one in around.items()}
    return {name: (kept[url], stays[url]) for name, url in urls.items()}


@pytest.mark.parametrize("kind", MOVING, ids=lambda kind: kind.name)
def test_what_people_say_is_kept_and_the_end_is_called_what_it_is(
    moving: dict[str, tuple[Kept, bool]], kind: ToldPage
) -> None:
    manifest = moving[kind.name][0].manifest
    assert tuple((item.author, item.text) for item in items_of(manifest)) == kind.told
    told = manifest.completeness
    assert (told.end_evidence, told.notes) == (kind.end, kind.notes)
    assert (manifest.whole, told.doubts) == (kind.whole, () if kind.whole else told.doubts)
    people = 1 if kind is LIVE else 0
    assert (told.changed, told.gone) == (people, people)


@pytest.mark.parametrize("kind", MOVING, ids=lambda kind: kind.name)
def test_what_shows_a_part_of_the_picture_before_it_is_called_joined_to_it(
    moving: dict[str, tuple[Kept, bool]], kind: ToldPage
) -> None:
    manifest = moving[kind.name][0].manifest
    shown = [{box.part for box in item.boxes} for item in items_of(manifest)]
    apart = {tile.part for tile in manifest.tiles if tile.join in ("jump", "gap")}
    before = pairwise(tile.part for tile in manifest.tiles)
    both = [(one, two) for one, two in before if two in apart]
    assert [pair for pair in both if any(parts.issuperset(pair) for parts in shown)] == []


def test_of_a_living_thread_only_the_edit_and_what_was_taken_back_are_told(
    moving: dict[str, tuple[Kept, bool]],
) -> None:
    items = items_of(moving[LIVE.name][0].manifest)
    edited = [(item.text, [each.text for each in item.earlier]) for item in items if item.earlier]
    assert edited == [(f"row {LIVE_EDITED} says something else now", [said(LIVE_EDITED)])]
    assert [item.text for item in items if item.state == "gone"] == [said(LIVE_GONE)]


def test_a_page_that_grew_at_both_ends_is_put_back_to_the_pixel(
    moving: dict[str, tuple[Kept, bool]],
) -> None:
    kept, stayed = moving[MIDDLE.name]
    assert len(list(kept.parts("tile"))) > 5
    assert stayed


def test_that_a_load_failed_once_is_said_by_the_site_and_by_nobody_else(
    moving: dict[str, tuple[Kept, bool]],
) -> None:
    kept, _ = moving[FAILED_ONCE.name]
    assert not any("Retry" in item.text for item in items_of(kept.manifest))


def test_films_that_fill_the_view_are_not_taken_for_blank_pictures(
    moving: dict[str, tuple[Kept, bool]],
) -> None:
    assert moving[ONE_BY_ONE.name][0].manifest.completeness.unclear == 0


def test_a_chat_that_forgets_its_oldest_lines_while_new_ones_come_is_left_and_not_called_whole(
    steady: Machine, each_browser: Browser | Firefox
) -> None:
    def page(path: str, _query: str) -> str | None:
        return told_page(path, (FORGETS,))

    kept = many.captured(steady, each_browser, page, [FORGETS.name])[FORGETS.name].manifest
    numbers = [int(item.text.split()[1]) for item in items_of(kept)]
    assert numbers == sorted(set(numbers))
    assert not kept.whole
    assert kept.completeness.end == "not_reached"
