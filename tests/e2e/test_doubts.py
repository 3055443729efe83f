"""*Complete* costs doubt: what is missing on a page is told, and then the word is not said."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from e2e import many
from e2e.harness import ending
from e2e.truth import items_of
from fixtures.doubts import late, pages
from fixtures.doubts.site import Doubted, doubt_site
from keepsake.native.drive import CROSS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake.core.manifest import Item
    from keepsake.native.browser import Browser

pytestmark = pytest.mark.browser


def kept_of(
    machine: Machine, browser: Browser | Firefox, doubted: Sequence[Doubted]
) -> dict[str, Kept]:
    """Captures the pages; each by its name."""
    names = [page.name for page in doubted]
    with doubt_site({page.name: page for page in doubted}) as site:
        found = many.on_site(machine, browser, site, names, shown=many.ENDS)
    return {name: each.kept for name, each in found.items()}


def ids(page: Doubted) -> str:
    return page.name


@pytest.fixture(scope="module")
def framed(steady: Machine, each_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, each_browser, (*pages.FRAMES, *pages.NO_FRAMES))


@pytest.mark.parametrize("page", pages.FRAMES, ids=ids)
def test_a_frame_of_another_site_is_told_and_the_page_is_not_called_complete(
    framed: dict[str, Kept], page: Doubted
) -> None:
    manifest = framed[page.name].manifest
    assert not manifest.whole
    assert "frame_unread" in manifest.completeness.doubts
    (frame,) = manifest.completeness.frames
    assert min(frame.width, frame.height) > 150
    assert "localhost" in frame.address or page.name == "sandboxed"


@pytest.mark.parametrize("page", pages.NO_FRAMES, ids=ids)
def test_a_frame_that_nobody_sees_costs_nothing(framed: dict[str, Kept], page: Doubted) -> None:
    manifest = framed[page.name].manifest
    assert manifest.completeness.frames == ()
    assert manifest.whole


def test_a_page_that_is_one_frame_is_told_by_its_name_with_what_to_do(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    (page,) = pages.WHOLE_FRAMES
    with doubt_site({page.name: page}) as site:
        tab = first_browser.open(site.url(page.name))
        first_browser.click_toolbar(tab)
        badge = ending(first_browser, tab)
        first_browser.close_tab(tab)
    assert badge.text == CROSS
    assert "(87)" in badge.title
    manifest = steady.newest().manifest
    assert manifest.completeness.notes == ("frame_only",)
    assert [frame.name for frame in manifest.completeness.frames] == ["Chat"]
    assert not manifest.whole


@pytest.fixture(scope="module")
def heights(steady: Machine, each_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, each_browser, pages.HEIGHTS)


@pytest.mark.parametrize("page", pages.HEIGHTS, ids=ids)
def test_a_page_as_high_as_its_window_is_scrolled_however_that_is_written(
    heights: dict[str, Kept], page: Doubted
) -> None:
    manifest = heights[page.name].manifest
    assert len(items_of(manifest)) == page.items
    assert manifest.whole


@pytest.fixture(scope="module")
def walls(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    every = [page for page, _ in pages.WALLS.values()]
    return kept_of(steady, first_browser, every)


@pytest.mark.parametrize("name", pages.WALLS)
def test_a_wall_is_seen_as_one_however_many_links_stand_below_it(
    walls: dict[str, Kept], name: str
) -> None:
    kept = walls[name]
    instead = kept.manifest.page.instead
    assert instead is not None
    assert instead.kind == pages.WALLS[name][1]
    assert not kept.manifest.whole
    assert kept.body.state == "partial"


@pytest.fixture(scope="module")
def asking(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, first_browser, (*pages.REFUSED, *pages.ASKING, *pages.NOT_ASKING))


@pytest.mark.parametrize("page", pages.REFUSED, ids=ids)
def test_what_the_site_refused_is_never_complete_whatever_rows_are_there(
    asking: dict[str, Kept], page: Doubted
) -> None:
    manifest = asking[page.name].manifest
    assert not manifest.whole
    assert manifest.completeness.status == page.status
    assert "site_refused" in manifest.completeness.doubts
    assert manifest.page.instead


@pytest.mark.parametrize("page", pages.ASKING, ids=ids)
def test_beside_a_field_for_a_password_nothing_is_complete(
    asking: dict[str, Kept], page: Doubted
) -> None:
    manifest = asking[page.name].manifest
    assert not manifest.whole
    assert "password_field" in manifest.completeness.doubts
    # Posts are there, so it is not called a wall.
    assert not manifest.page.instead
    assert len(items_of(manifest)) == pages.POSTS


@pytest.mark.parametrize("page", pages.NOT_ASKING, ids=ids)
def test_a_field_that_nobody_sees_costs_nothing(asking: dict[str, Kept], page: Doubted) -> None:
    assert asking[page.name].manifest.whole


@pytest.fixture(scope="module")
def following(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, first_browser, (*pages.NEXT, *pages.NO_NEXT))


@pytest.mark.parametrize("page", pages.NEXT, ids=ids)
def test_where_a_next_part_is_offered_nothing_is_complete(
    following: dict[str, Kept], page: Doubted
) -> None:
    manifest = following[page.name].manifest
    assert not manifest.whole
    assert manifest.completeness.end_evidence == "more_offered"
    assert len(items_of(manifest)) == pages.POSTS


@pytest.mark.parametrize("page", pages.NO_NEXT, ids=ids)
def test_what_somebody_says_or_leads_nowhere_is_no_offer(
    following: dict[str, Kept], page: Doubted
) -> None:
    manifest = following[page.name].manifest
    assert manifest.whole
    assert len(items_of(manifest)) == page.items


@pytest.fixture(scope="module")
def pictured(steady: Machine, each_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, each_browser, (*late.LATE, *late.NEVER, *late.PLAIN))


def _shows(kept: Kept, item: Item, number: int) -> bool:
    """Whether a tile shows a picture of the site at the place of an item."""
    color = (number * 37 % 200, number * 73 % 200, number * 101 % 200)
    for box in item.boxes:
        png = kept.unlocked.part(kept.body.capture, int(box.part))
        tile = Image.open(io.BytesIO(png)).convert("RGB")
        middle = (int(box.x) + 30, int(box.y + box.height) - 60)
        if 0 <= middle[1] < tile.height and tile.getpixel(middle) == color:
            return True
    return False


@pytest.mark.parametrize("page", late.LATE, ids=ids)
def test_a_picture_is_loaded_only_where_a_tile_shows_it(
    pictured: dict[str, Kept], page: Doubted
) -> None:
    kept = pictured[page.name]
    items = items_of(kept.manifest)
    assert len(items) == page.items
    sharp = "1" if "blurred" in page.name else ""  # another picture than the first, blurred one
    told = [bool(item.media) and all(one.loaded for one in item.media) for item in items]
    for n, (item, loaded) in enumerate(zip(items, told, strict=True), 1):
        assert not loaded or _shows(kept, item, int(f"{sharp}{n}")), (n, item.media)
    unseen = kept.manifest.completeness.pictures_unseen
    # What a busy browser paints too late is told, and costs the word.
    assert kept.manifest.whole == (unseen == 0)
    assert sum(told) >= page.items - unseen
    assert sum(told) > page.items / 2


@pytest.mark.parametrize("page", late.NEVER, ids=ids)
def test_a_picture_that_is_on_no_tile_costs_the_word(
    pictured: dict[str, Kept], page: Doubted
) -> None:
    manifest = pictured[page.name].manifest
    assert not manifest.whole
    assert "picture_unseen" in manifest.completeness.doubts
    assert manifest.completeness.pictures_unseen > 0
    assert len(items_of(manifest)) == page.items


@pytest.mark.parametrize("page", late.PLAIN, ids=ids)
def test_pictures_that_are_there_and_boxes_without_any_cost_nothing(
    pictured: dict[str, Kept], page: Doubted
) -> None:
    manifest = pictured[page.name].manifest
    assert manifest.completeness.pictures_unseen == 0
    assert manifest.whole


@pytest.fixture(scope="module")
def apart(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, first_browser, late.APART)


@pytest.mark.parametrize("page", late.APART, ids=ids)
def test_words_in_no_item_and_no_divider_are_counted_and_cost_the_word(
    apart: dict[str, Kept], page: Doubted
) -> None:
    manifest = apart[page.name].manifest
    texts = " ".join(item.text for item in manifest.items)
    assert "took my phone" in texts or (
        manifest.completeness.words_apart > 0 and not manifest.whole
    )
