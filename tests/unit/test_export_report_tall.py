"""Tall pictures on paper: cut between what stands on them, with marks, and nothing of them lost."""

from __future__ import annotations

import base64
import dataclasses
import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image, ImageDraw

from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import Box, Item, Tile
from keepsake.formats.report import pictures as report_pictures
from keepsake.formats.report.cuts import TALLEST, WINDOW_CUT, cuts
from unit.reports import exhibit, made, text_of

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, ROW, GAP = 400, 90, 20


def bubbles(rows: int) -> Image.Image:
    """A tall picture of messages; between two of them are rows with nothing on them."""
    picture = Image.new("RGB", (WIDTH, rows * ROW), "white")
    draw = ImageDraw.Draw(picture)
    for row in range(rows):
        draw.rectangle((20, row * ROW + GAP, WIDTH - 60, (row + 1) * ROW - GAP), fill="#224466")
    return picture


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def pixels(svg: bytes) -> Image.Image:
    found = re.search(rb"base64,([^\"]+)", svg)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


@pytest.mark.parametrize("rows", [7, 12, 60])
def test_the_parts_hold_every_row_and_a_strip_of_each_other(rows: int) -> None:
    picture = bubbles(rows)
    parts = cuts(picture)
    assert [part.part for part in parts] == list(range(1, len(parts) + 1))
    assert {part.parts for part in parts} == {len(parts)}
    assert (parts[0].top, parts[-1].bottom) == (0, picture.height)
    assert (parts[0].begins, parts[-1].ends) == (-1, -1)
    for before, after in pairwise(parts):
        assert before.ends == after.begins
        assert after.top < before.ends < before.bottom
    assert all(part.bottom - part.top <= TALLEST * WIDTH + 1 for part in parts)


def test_a_cut_goes_through_no_message() -> None:
    parts = cuts(bubbles(60))
    assert len(parts) > 1
    for part in parts[1:]:
        within = part.begins % ROW
        assert within < GAP or within > ROW - GAP


def test_where_places_of_messages_are_known_they_count_and_not_what_is_calm() -> None:
    # All calm but for one row of each message, which lies where its place says.
    picture = Image.new("RGB", (WIDTH, 40 * ROW), "white")
    boxes = [(row * ROW + 4, row * ROW + ROW - 4) for row in range(40)]
    parts = cuts(picture, boxes)
    assert len(parts) > 5
    for part in parts[1:]:
        assert not any(top < part.begins < low for top, low in boxes)


def test_a_message_taller_than_a_page_is_cut_all_the_same() -> None:
    assert len(cuts(bubbles(40), [(0, 40 * ROW)])) > 5


def test_parts_have_one_scale_and_show_the_rows_that_they_name() -> None:
    picture = bubbles(60)
    papers = report_pictures.for_paper(png(picture))
    assert len(papers) == papers[0].cut.parts > 1
    assert len({paper.width for paper in papers}) == 1
    for paper in papers:
        shown = pixels(paper.svg)
        assert shown.size == (WIDTH, paper.cut.bottom - paper.cut.top)
        same = picture.crop((0, paper.cut.top, WIDTH, paper.cut.bottom)).convert("L").tobytes()
        off = (abs(a - b) for a, b in zip(shown.convert("L").tobytes(), same, strict=True))
        assert sum(off) / len(same) < 3
        # On paper no part is taller than the place there is on a page: 18.2 of 23.7 cm.
        assert paper.width / 100 * paper.ratio <= 1.05


def test_a_screen_of_a_telephone_stays_whole_and_a_tall_window_does_not() -> None:
    telephone = png(Image.new("RGB", (1080, 2400), "white"))
    assert len(report_pictures.for_paper(telephone)) == 1
    parts = report_pictures.for_paper(telephone, cut_from=WINDOW_CUT)
    assert len(parts) == 2


@pytest.mark.parametrize(
    ("language", "part", "rows"),
    [("en", "part 2 of 3", "rows"), ("fr", "partie 2 sur 3", "lignes")],
)
def test_on_paper_each_part_says_which_it_is_and_carries_the_fingerprint(
    language: str, part: str, rows: str, tmp_path: Path
) -> None:
    data = png(bubbles(16))
    text = text_of(made([exhibit(["Hello"], picture=data)], language), tmp_path)
    joined = "".join(text.split())
    assert "".join(part.split()) in joined
    assert f"{rows}1" in joined
    assert joined.count(sha256_hex(data)) == 4  # under each part, and in the list of files
    left = {"en": "the rest of this picture", "fr": "le reste de cette image"}[language]
    assert left not in text


def test_the_places_of_messages_reach_the_cut(tmp_path: Path) -> None:
    blank = png(Image.new("RGB", (WIDTH, 16 * ROW), "white"))
    one = exhibit(["Hello"], picture=blank)
    assert one.manifest
    boxes = tuple(Box(0, row * 40 + 2, 100, 36, 1) for row in range(36))
    items = (Item("id:0", boxes=boxes),)
    tile = Tile(1, device_pixel_ratio=2)
    told = msgspec.structs.replace(one.manifest, items=items, tiles=(tile,))
    text = text_of(made([dataclasses.replace(one, manifest=told)]), tmp_path)
    over = round(0.06 * WIDTH)
    tops = [int(top) + over - 1 for top in re.findall(r"rows\s+(\d+)\s+to", text)[1:]]
    assert tops
    # Places are in points of the page, two pixels each: a message begins every 80 rows.
    assert all(top % 80 <= 4 or top % 80 >= 76 for top in tops)
