"""Stitched pictures of captures with a real Firefox, held against its picture of a tall window."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from e2e.harness import SHORT_SECONDS, capture
from fixtures.pictures.cases import CASES
from fixtures.pictures.pages import without_bars
from fixtures.pictures.server import one_page
from keepsake.flows.stitched import stitched
from keepsake_drive.browser import HEIGHT, WIDTH
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Machine

pytestmark = pytest.mark.browser

NAMES = ("pane", "header and footer", "days that stick", "frame with a pane", "right to left pane")
ZOOM = 1.1
"""This browser shows it as 109.09 %."""


@pytest.mark.parametrize("name", NAMES)
def test_a_capture_is_stitched_to_the_pixel(steady: Machine, fox: Firefox, name: str) -> None:
    html = without_bars(CASES[name].page.html)
    with one_page(html) as address:
        tab = fox.open(address)
        capture(fox, tab)
        fox.close_tab(tab)
    kept = steady.newest()
    assert len(kept.manifest.tiles) > 1
    (piece,) = stitched(kept.unlocked, kept.entry)
    assert piece.reason == ""
    assert {place.item for place in piece.places} == set(range(len(kept.manifest.items)))
    whole = Image.open(io.BytesIO(piece.png)).convert("RGB")
    with one_page(html) as address:
        tab = fox.open(f"{address}#whole")
        fox.resize(tab, WIDTH, whole.height)
        shown = Image.open(io.BytesIO(fox.screenshot(tab))).convert("RGB")
        fox.close_tab(tab)
    expected = shown.crop((piece.left, 0, piece.left + whole.width, whole.height))
    assert ImageChops.difference(whole, expected).getbbox() is None


def test_a_zoomed_page_is_pictured_as_large_as_it_is_shown_and_stitched(
    steady: Machine, fox: Firefox
) -> None:
    with one_page(without_bars(CASES["pane"].page.html)) as address:
        tab = fox.open(address)
        fox.zoom(tab, ZOOM)
        zoomed = f"Math.abs(devicePixelRatio - {ZOOM}) < 0.01"
        until(lambda: fox.evaluate(tab, zoomed), SHORT_SECONDS, "it is not zoomed")
        shown = Image.open(io.BytesIO(fox.screenshot(tab))).convert("RGB")
        capture(fox, tab)
        fox.close_tab(tab)
    kept = steady.newest()
    tiles = [Image.open(io.BytesIO(tile)).convert("RGB") for tile in kept.parts("tile")]
    assert len(tiles) > 1
    assert {tile.size for tile in tiles} == {shown.size} == {(WIDTH, HEIGHT)}
    assert ImageChops.difference(tiles[0], shown).getbbox() is None
    # Not to the pixel: a line of words may lie one higher where the page is scrolled elsewhere.
    (piece,) = stitched(kept.unlocked, kept.entry)
    assert {place.item for place in piece.places} == set(range(len(kept.manifest.items)))
