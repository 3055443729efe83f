"""Stitched pictures of captures with a real Firefox, held against its picture of a tall window."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from e2e.harness import capture
from fixtures.pictures.cases import CASES
from fixtures.pictures.pages import without_bars
from fixtures.pictures.server import one_page
from keepsake.flows.stitched import stitched
from keepsake.native.browser import WIDTH

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Machine

pytestmark = pytest.mark.browser

NAMES = ("pane", "header and footer", "days that stick", "frame with a pane", "right to left pane")


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
