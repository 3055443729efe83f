"""Stitching, on pictures made for it: where tiles are joined, and where not."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageChops, ImageDraw

from keepsake.core.manifest import Box
from keepsake.formats.stitched.picture import TileFacts, stitched

WIDE, HIGH = 400, 300


def _column(height: int, *, blank: range = range(0)) -> Image.Image:
    dice = random.Random(7)
    picture = Image.new("RGB", (WIDE, height), "white")
    pen = ImageDraw.Draw(picture)
    for y in range(0, height, 12):
        if y not in blank:
            pen.line((10, y, dice.randint(60, WIDE - 10), y + 5), fill="black", width=3)
    return picture


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _views(column: Image.Image, tops: list[int]) -> dict[int, bytes]:
    return {part: _png(column.crop((0, top, WIDE, top + HIGH))) for part, top in enumerate(tops, 1)}


def _facts(tops: list[int], joins: list[str] | None = None) -> list[TileFacts]:
    pane = Box(0, 0, WIDE, HIGH)
    joins = joins or ["first", *["shared"] * (len(tops) - 1)]
    return [
        TileFacts(part, pane, top, join)
        for part, (top, join) in enumerate(zip(tops, joins, strict=True), 1)
    ]


def _same(png: bytes, expected: Image.Image) -> bool:
    picture = Image.open(io.BytesIO(png))
    return (
        picture.size == expected.size and ImageChops.difference(picture, expected).getbbox() is None
    )


@pytest.mark.parametrize(
    "tops",
    [[0, 250, 500, 700], [700, 500, 250, 0], [300, 0, 250, 480, 700], [0, 100, 90, 360, 600, 700]],
)
def test_whatever_way_a_page_was_walked_the_picture_is_the_same(tops: list[int]) -> None:
    column = _column(1000)
    (piece,) = stitched(_facts(tops), 1.0, _views(column, tops).get)
    assert _same(piece.png, column)
    assert sum(band.height for band in piece.bands) == 1000


def test_scroll_positions_are_only_hints() -> None:
    column, tops = _column(800), [0, 250, 500]
    facts = [
        TileFacts(each.part, each.pane, wrong, each.join)
        for each, wrong in zip(_facts(tops), [0, 9000, 3], strict=True)
    ]
    (piece,) = stitched(facts, 1.0, _views(column, tops).get)
    assert _same(piece.png, column)


def test_a_gap_is_a_gap_and_nothing_is_made_up() -> None:
    tops = [0, 250, 700]
    column = _column(1000)
    pieces = list(stitched(_facts(tops, ["first", "shared", "gap"]), 1.0, _views(column, tops).get))
    assert [(piece.reason, piece.height) for piece in pieces] == [("", 550), ("gap", 300)]


def test_a_stretch_of_one_colour_is_joined_by_position_and_says_so() -> None:
    column, tops = _column(1000, blank=range(240, 800)), [0, 270, 540, 700]
    (piece,) = stitched(_facts(tops), 1.0, _views(column, tops).get)
    assert piece.notes == ("position",)
    assert _same(piece.png, column)


def test_a_picture_that_cannot_be_read_leaves_a_place_that_says_so() -> None:
    column, tops = _column(1000), [0, 250, 500, 700]
    views: dict[int, bytes | None] = {**_views(column, tops), 2: b"no picture"}
    pieces = list(stitched(_facts(tops), 1.0, views.get))
    assert [piece.reason for piece in pieces] == ["", "unreadable"]


def test_no_piece_is_taller_than_viewers_open() -> None:
    tops = list(range(0, 40_000, 280))
    column = _column(tops[-1] + HIGH)
    pieces = list(stitched(_facts(tops), 1.0, _views(column, tops).get))
    assert max(piece.height for piece in pieces) <= 16_000
    assert [piece.reason for piece in pieces] == ["", "too_tall", "too_tall"]
    y = 0
    for piece in pieces:
        assert _same(piece.png, column.crop((0, y, WIDE, y + piece.height)))
        y += piece.height
    assert y == column.height


def test_nothing_makes_no_picture() -> None:
    assert list(stitched([], 1.0, lambda _: None)) == []
    assert list(stitched(_facts([0, 10]), 1.0, lambda _: None)) == []
