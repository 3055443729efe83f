"""Pages that no library made: whatever the rows are made of, each is kept once and in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Kept, Machine, ending, zoom
from e2e.told import every_item, what_never_loads
from e2e.truth import items_of
from fixtures.pages.divider.notes import NOTED, NOTES, noted
from fixtures.pages.load_more.not_all_to_be_had import FAST, NEXT_PAGE, OFFERED
from fixtures.pages.rows import who
from fixtures.pages.segment.by_shape import SHAPED, ShapedPage, shaped_page, words_of
from fixtures.pages.segment.hidden_and_repeated import SAID_AGAIN
from fixtures.pages.segment.in_parts import IN_PARTS
from fixtures.pages.segment.misleading_marks import MOVED
from fixtures.pages.site import page_site
from fixtures.pages.walk.panes import said
from fixtures.pages.walk.small_parts import NARROW
from keepsake_drive.capture import CROSS, TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

WIDE_VIEW = (2866, 1612)
"""A screen of 1920 by 1080 at 67 %."""
NARROW_VIEW = (360, 740)
WIDE_NAMES = ("five-bubbles", "stories-above", "opened-over", "popup-in-shadow")


@pytest.fixture(scope="module")
def kept(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return many.captured(steady, first_browser, shaped_page, [page.name for page in SHAPED])


@pytest.fixture(scope="module")
def wide(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return many.captured(
        steady, first_browser, shaped_page, WIDE_NAMES, dict.fromkeys(WIDE_NAMES, WIDE_VIEW)
    )


@pytest.mark.parametrize("page", SHAPED, ids=lambda page: page.name)
def test_every_item_is_there_once_and_in_order(kept: dict[str, Kept], page: ShapedPage) -> None:
    every_item(kept[page.name], page)


@pytest.mark.parametrize("page", IN_PARTS, ids=lambda page: page.name)
def test_what_its_items_were_taken_for_is_kept(kept: dict[str, Kept], page: ShapedPage) -> None:
    (manifest,) = kept[page.name].parts("manifest")
    told = json.loads(manifest)["pane"]["segmented"]
    assert told["chosen"] != told["next"] != ""
    # Nothing that marks or repeats holds such items, so another candidate was better.
    assert told["margin"] > 0
    assert "runs " in told["chosen"] or " + " in told["chosen"]


@pytest.mark.parametrize("name", WIDE_NAMES)
def test_in_a_very_wide_window_too(wide: dict[str, Kept], name: str) -> None:
    every_item(wide[name], next(page for page in SHAPED if page.name == name))


def test_in_a_window_without_room_for_two_columns_what_is_written_to_is_kept(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    views = {page.name: NARROW_VIEW for page in NARROW}
    captured = many.captured(steady, first_browser, shaped_page, list(views), views)
    for page in NARROW:
        every_item(captured[page.name], page)


@pytest.mark.parametrize("page", [page for page in SHAPED if page.when], ids=lambda page: page.name)
def test_who_and_when_is_told_where_only_the_place_in_the_item_says_so(
    kept: dict[str, Kept], page: ShapedPage
) -> None:
    assert page.when
    for n, item in enumerate(items_of(kept[page.name].manifest), 1):
        assert (item.author, item.text) == (who(n), said(n))
        # What became of it stands beside the time, and is told apart.
        assert f"{item.receipt} {item.time_shown}".strip() == page.when(n)
    between = [item.text for item in kept[page.name].items("divider")]
    assert len(set(between)) == len(between)


@pytest.fixture(scope="module")
def with_notes(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return many.captured(steady, first_browser, shaped_page, [page.name for page in NOTED])


@pytest.mark.parametrize("page", NOTED, ids=lambda page: page.name)
def test_what_the_site_says_among_the_messages_is_kept_in_its_place_and_given_to_nobody(
    with_notes: dict[str, Kept], page: ShapedPage
) -> None:
    kept = with_notes[page.name].manifest
    told = [item for item in kept.items if not _names_only(item.text)]
    wanted = noted(page)
    assert [item.author for item in told] == [author for author, _ in wanted]
    for item, (_, words) in zip(told, wanted, strict=True):
        # A note may have a second line; nothing else of the page may be in it.
        assert item.text.startswith(words)
        assert " says " not in item.text or item.text == words
    assert kept.whole
    assert (kept.completeness.gone, kept.completeness.changed) == (0, 0)


def _names_only(text: str) -> bool:
    """Tells whether a row says neither a message nor a note, as a name over a group does."""
    return " says " not in text and not any(note in text for note in NOTES.values())


@pytest.mark.parametrize("name", ["five-bubbles", "few-beside-many"])
def test_at_200_percent_the_conversation_is_kept_and_no_more_is_called_whole_than_was_shown(
    steady: Machine, first_browser: Browser | Firefox, name: str
) -> None:
    page = next(each for each in SHAPED if each.name == name)
    with page_site(shaped_page) as site:
        tab = first_browser.open(site.url(name))
        zoom(first_browser, tab, 2)
        zoomed = "devicePixelRatio === 2"
        until(lambda: first_browser.evaluate(tab, zoomed), SHORT_SECONDS, "it is not zoomed")
        first_browser.click_toolbar(tab)
        assert ending(first_browser, tab, LONG_SECONDS).text in (TICK, CROSS)
        first_browser.close_tab(tab)
        (kept,) = (each for each in steady.captures() if each.manifest.page.url == site.url(name))
    items = items_of(kept.manifest)
    assert len(items) == page.total
    assert all(words in item.text for words, item in zip(words_of(page), items, strict=True))
    # Its bubbles reach out of its box, where nothing scrolls them into view.
    assert not kept.manifest.whole
    assert kept.manifest.completeness.end == "not_reached"


def test_what_only_a_click_would_bring_is_told_and_nothing_is_called_whole(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    captured = many.captured(
        steady, first_browser, shaped_page, ["offered", "next-page", "nothing"]
    )
    told = {name: kept.manifest.completeness for name, kept in captured.items()}
    ends = {name: (each.end, each.end_evidence, each.items) for name, each in told.items()}
    assert ends == {
        "offered": ("not_reached", "more_offered", OFFERED.total),
        "next-page": ("not_reached", "more_offered", NEXT_PAGE.total),
        "nothing": ("not_reached", "no_items", 0),
    }
    assert told["offered"].collapsed == 4
    assert not any(kept.manifest.whole for kept in captured.values())
    words = [item.text for item in captured["offered"].manifest.items if item.kind == "divider"]
    assert words == ["Load earlier messages", *["View 3 replies"] * 3]


def test_a_page_that_cannot_be_scrolled_ends_soon_and_is_not_called_whole(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    told = many.captured(steady, first_browser, shaped_page, ["held-fast"])["held-fast"].manifest
    assert not told.whole
    assert (told.completeness.end, told.completeness.end_evidence) == ("not_reached", "stuck")
    assert told.items[-1].text == said(FAST.total)


def test_what_only_a_script_of_the_page_can_move_is_not_called_whole(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    kept = many.captured(steady, first_browser, shaped_page, ["moved"], shown=(TICK, CROSS))[
        "moved"
    ]
    shown = [item.text for item in items_of(kept.manifest) if item.boxes]
    assert any(said(MOVED.total) in text for text in shown)
    assert not kept.manifest.whole
    assert kept.manifest.completeness.end == "not_reached"
    assert {"tile", "snapshot"} <= {part.kind for part in kept.body.parts}


def test_where_the_same_is_said_again_and_again_each_time_of_it_is_on_a_picture(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    kept = many.captured(steady, first_browser, shaped_page, ["again"])["again"].manifest
    assert tuple(item.text for item in items_of(kept)) == SAID_AGAIN
    assert kept.completeness.not_pictured == 0
    assert (kept.whole, kept.completeness.end_evidence) == (False, "items_alike")


def test_a_page_that_never_ends_loading_is_kept_and_what_did_not_come_is_told(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    captured = many.captured(steady, first_browser, shaped_page, ["never-loaded"])
    what_never_loads(captured["never-loaded"])


def test_another_conversation_in_the_same_place_ends_the_capture_and_is_not_mixed_in(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    kept = many.captured(steady, first_browser, shaped_page, ["swapped"], shown=(CROSS,))["swapped"]
    texts = [item.text for item in items_of(kept.manifest)]
    assert texts
    assert not any("elsewhere" in text for text in texts)
    assert kept.manifest.completeness.stopped_by == "navigated"
    assert not kept.manifest.whole
