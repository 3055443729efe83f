"""What costs a page the word *complete* in whichever browser: each of these is tried in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.doubted import ids, kept_of
from e2e.harness import ending
from e2e.truth import items_of
from fixtures.doubts import late, pages
from fixtures.doubts.site import doubt_site
from keepsake_drive.capture import CROSS

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from fixtures.doubts.site import Doubted
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


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
def apart(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return kept_of(steady, first_browser, (*late.APART, *late.BESIDE))


@pytest.mark.parametrize("page", late.APART, ids=ids)
def test_words_in_no_item_and_no_divider_are_counted_and_cost_the_word(
    apart: dict[str, Kept], page: Doubted
) -> None:
    manifest = apart[page.name].manifest
    texts = " ".join(item.text for item in manifest.items)
    assert "took my phone" in texts or (
        manifest.completeness.words_apart > 0 and not manifest.whole
    )


@pytest.mark.parametrize("page", late.BESIDE, ids=ids)
def test_what_a_site_offers_beside_is_no_passage(apart: dict[str, Kept], page: Doubted) -> None:
    known = apart[page.name].manifest.completeness
    assert (known.words_apart, known.doubts) == (0, ())
