"""The stitched picture is the browser's own picture of the whole, to the pixel.

Each case is walked over with the extension's own page scripts; the pictures are the browser's. The
other picture is taken of a window tall enough for everything. What cannot be shown so is said.
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from fixtures.pictures.cases import CASES
from fixtures.pictures.driver import reference, walk
from keepsake.formats.stitched.picture import stitched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from fixtures.pictures.cases import Case
    from fixtures.pictures.driver import Walked
    from keepsake.formats.stitched.picture import Piece

pytestmark = pytest.mark.browser

COMPARED = [name for name, case in CASES.items() if case.compared]
APART = [name for name, case in CASES.items() if not case.compared]
BETWEEN = ["between pixels, bars at 110", "pane between pixels", "round corners"]


def _pieces(walked: Walked, case: Case) -> list[Piece]:
    return list(stitched(walked.tiles, case.scale, walked.pictures.get))


def _joined(pieces: list[Piece]) -> Image.Image:
    whole = Image.new("RGB", (pieces[0].width, sum(piece.height for piece in pieces)))
    y = 0
    for piece in pieces:
        whole.paste(Image.open(io.BytesIO(piece.png)), (0, y))
        y += piece.height
    return whole


def test_there_are_as_many_cases_as_were_asked_for() -> None:
    assert len(COMPARED) >= 40


@pytest.mark.parametrize("name", COMPARED)
def test_it_is_exact_to_the_pixel(chromium: Browser, name: str) -> None:
    case = CASES[name]
    walked = walk(chromium, case)
    pieces = _pieces(walked, case)
    assert len(walked.tiles) > 1
    assert tuple(piece.reason for piece in pieces) == case.reasons
    assert {note for piece in pieces for note in piece.notes} == set(case.notes)
    whole = _joined(pieces)
    picture, masked = reference(chromium, case)
    left = pieces[0].left
    expected = picture.crop((left, 0, left + whole.width, picture.height))
    assert whole.size == expected.size
    for x, y, right, bottom in masked:
        for each in (whole, expected):
            each.paste((0, 0, 0), (x - left, y, right - left, bottom))
    assert ImageChops.difference(whole, expected).getbbox() is None


@pytest.mark.parametrize("name", APART)
def test_what_cannot_be_exact_is_said_and_every_pixel_is_a_tile_s(
    chromium: Browser, name: str
) -> None:
    case = CASES[name]
    walked = walk(chromium, case)
    pieces = _pieces(walked, case)
    assert {note for piece in pieces for note in piece.notes} == set(case.notes)
    assert {piece.reason for piece in pieces} == set(case.reasons)
    for piece in pieces:
        picture = Image.open(io.BytesIO(piece.png))
        assert sum(band.height for band in piece.bands) == piece.height
        for band in piece.bands:
            tile = Image.open(io.BytesIO(walked.pictures[band.part])).convert("RGB")
            rows = (piece.left, band.top, piece.left + piece.width, band.top + band.height)
            drawn = picture.crop((0, band.y, piece.width, band.y + band.height))
            assert ImageChops.difference(tile.crop(rows), drawn).getbbox() is None


@pytest.mark.parametrize("name", BETWEEN)
def test_between_two_pixels_no_line_is_lost_or_doubled(chromium: Browser, name: str) -> None:
    """The browser rounds the place of each line anew: a picture of the whole is a pixel off."""
    case = CASES[name]
    whole = _joined(_pieces(walk(chromium, case), case))
    picture, _ = reference(chromium, case)
    assert abs(whole.height - picture.height) <= 2


@pytest.mark.parametrize("name", ["pane", "pixel ratio 1.5"])
def test_items_have_their_places_in_it(chromium: Browser, name: str) -> None:
    case = CASES[name]
    walked = walk(chromium, case)
    (piece,) = _pieces(walked, case)
    places = sorted(piece.places, key=lambda place: place.y)
    assert len(places) == 20
    gaps = [after.y - before.y - before.height for before, after in pairwise(places)]
    assert max(map(abs, gaps)) <= case.scale
    assert places[-1].y + places[-1].height == pytest.approx(piece.height - 100 * case.scale, abs=3)
