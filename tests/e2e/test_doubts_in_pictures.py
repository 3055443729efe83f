"""*Complete* costs doubt: what is missing on a page is told, and then the word is not said."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from e2e.doubted import ids, kept_of
from e2e.truth import items_of
from fixtures.doubts import late, pages

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from fixtures.doubts.site import Doubted
    from keepsake.core.manifest import Item
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


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
def pictured(steady: Machine, each_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, each_browser, (*late.LATE, *late.NEVER, late.LEFT, *late.PLAIN))


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
    # A few: of a background that the browser asked for as we looked, nobody is told when it came.
    assert unseen <= page.items / 4


@pytest.mark.parametrize("page", late.NEVER, ids=ids)
def test_a_picture_that_is_on_no_tile_costs_the_word(
    pictured: dict[str, Kept], page: Doubted
) -> None:
    manifest = pictured[page.name].manifest
    assert not manifest.whole
    assert "picture_unseen" in manifest.completeness.doubts
    assert manifest.completeness.pictures_unseen > 0
    assert len(items_of(manifest)) == page.items


def test_pictures_that_came_behind_the_walk_are_gone_to_once_more(
    pictured: dict[str, Kept],
) -> None:
    kept = pictured[late.LEFT.name]
    for n, item in enumerate(items_of(kept.manifest), 1):
        assert [one.loaded for one in item.media] == [True], n
        assert _shows(kept, item, n), n
    assert kept.manifest.whole


@pytest.mark.parametrize("page", late.PLAIN, ids=ids)
def test_pictures_that_are_there_and_boxes_without_any_cost_nothing(
    pictured: dict[str, Kept], page: Doubted
) -> None:
    manifest = pictured[page.name].manifest
    assert manifest.completeness.pictures_unseen == 0
    assert manifest.whole
