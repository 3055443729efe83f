"""The platforms' threads as they are made in 2026: long, and drawn only near the view."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from e2e.platform_scene import capture_all
from fixtures.platforms.shapes.catalogue import SHAPES
from fixtures.platforms.shapes.placeheld import NEVER, SLOW_WHATSAPP, is_named
from keepsake.vault import as_read
from keepsake.vault.seen import seen_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.harness import Kept, Machine
    from fixtures.platforms.shapes.shape import Shape
    from fixtures.platforms.talk import Said
    from keepsake.core.manifest import Item

pytestmark = pytest.mark.browser

NAMED = ("google_messages", "linkedin", "snapchat", "teams")
"""Whose messages are elements that `marks.rows` of `shared/data/platforms` names."""

LONG = 12
"""Characters of what nothing says by chance."""

# A browser gives two pictures a second, whatever the number of windows.
AT_ONCE = 4

each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def kept(
    new_machine: Callable[[], Machine], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Kept]:
    addresses = [shape.address for shape in (*SHAPES, SLOW_WHATSAPP)]
    folder = tmp_path_factory.mktemp("sites")
    captured, _ = capture_all(new_machine(), folder, addresses, "chromium", AT_ONCE)
    return captured


def _is_nameless(shape: Shape, said: Said) -> bool:
    """Whether nothing of a message says who wrote it; its side does."""
    return shape.name == "bumble" or (shape.name == "whatsapp" and not is_named(said))


def _said(kept: Kept) -> list[Item]:
    return [item for item in kept.manifest.items if item.kind != "divider"]


@each_shape
def test_every_message_once_and_in_order(shape: Shape, kept: dict[str, Kept]) -> None:
    one = kept[shape.address]
    assert [item.text for item in _said(one)] == [each.text for each in shape.said]
    known = one.manifest.completeness
    assert (known.end, known.gaps, known.changed, known.gone) == ("reached", (), 0, 0)
    assert (known.items, one.manifest.whole) == (shape.count, True)
    assert known.notes == ()


@each_shape
def test_who_and_when_are_right_or_left_open(shape: Shape, kept: dict[str, Kept]) -> None:
    for item, each in zip(_said(kept[shape.address]), shape.said, strict=True):
        assert item.author in ("", shape.author(each))
        assert item.time == shape.time(each)


@each_shape
def test_what_is_told_is_every_message_with_author_side_and_order(
    shape: Shape, kept: dict[str, Kept]
) -> None:
    one = kept[shape.address]
    read = as_read.reading_of(one.unlocked, one.body, one.manifest)
    assert read is not None
    told = [item for item in read.items if item.kind not in ("divider", "rest")]
    assert [item.text.value for item in told] == [each.text for each in shape.said]
    for item, each in zip(told, shape.said, strict=True):
        assert item.author.value == ("" if _is_nameless(shape, each) else shape.author(each))
        assert item.side.value == shape.side(each)


@each_shape
def test_what_stands_around_the_messages_says_nothing_of_theirs(
    shape: Shape, kept: dict[str, Kept]
) -> None:
    one = kept[shape.address]
    seen = seen_of(one.unlocked, one.body, one.manifest)
    assert seen is not None
    said = {each.text for each in shape.said if len(each.text) >= LONG}
    around = [each for each in seen.views.records.values() if each.role != "item"]
    assert [each.words for each in around if any(text in each.words for text in said)] == []
    notes = [item.text for item in one.manifest.items if item.kind == "divider"]
    assert [note for note in notes if any(text in note for text in said)] == []


@each_shape
def test_the_id_of_each_message(shape: Shape, kept: dict[str, Kept]) -> None:
    for item, each in zip(_said(kept[shape.address]), shape.said, strict=True):
        ids = [one.value for one in item.ids if one.name == "message_id"]
        assert ids == ([shape.number(each)] if shape.number(each) else [])


@each_shape
def test_what_it_is_a_capture_of(shape: Shape, kept: dict[str, Kept]) -> None:
    page = kept[shape.address].manifest.page
    assert (page.platform, page.kind, page.observed) == (shape.platform, shape.kind, ())


@each_shape
def test_items_that_a_platform_is_known_by_are_weighed_against_nothing(
    shape: Shape, kept: dict[str, Kept]
) -> None:
    (manifest,) = kept[shape.address].parts("manifest")
    is_weighed = "segmented" in json.loads(manifest)["pane"]
    assert is_weighed == (shape.platform not in NAMED)


def test_what_is_passed_and_never_drawn_is_a_gap_and_no_item(kept: dict[str, Kept]) -> None:
    shape = SLOW_WHATSAPP
    one = kept[shape.address]
    drawn = [each for each in shape.said if each.n not in NEVER]
    assert [item.text for item in _said(one)] == [each.text for each in drawn]
    known = one.manifest.completeness
    keys = {item.text: item.key for item in _said(one)}
    after, before = shape.said[min(NEVER) - 1], shape.said[max(NEVER) + 1]
    assert [msgspec.json.decode(gap) for gap in known.gaps] == [
        {"after": keys[after.text], "before": keys[before.text]}
    ]
    assert (known.end, known.doubts, one.manifest.whole) == ("reached", ("gaps",), False)
