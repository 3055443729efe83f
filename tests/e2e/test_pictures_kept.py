"""Stitched pictures of captures out of the vault: the real extension, the real browser and host.

And what a picture does not show although the page holds it: told in the manifest.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from e2e.harness import capture
from fixtures.pictures.cases import CASES
from fixtures.pictures.pages import document, rows
from fixtures.pictures.server import one_page
from keepsake.flows.stitched import stitched

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from keepsake.formats.stitched import Piece
    from keepsake.native.browser import Browser

pytestmark = pytest.mark.browser

NAMES = [
    "pane",
    "header and footer",
    "frame with a pane",
    "pane that loads older",
    "days that stick",
    "pane in a shadow root",
    "right to left pane",
    "the same again and again",
]
TAKEN = NAMES if os.environ.get("SLOW") else NAMES[:3]
# A window that is tall enough has no scroll bar, and lines would break elsewhere.
NO_BARS = "* { scrollbar-width: none }</style>"
BLUR = "<div style='position:fixed;inset:0;backdrop-filter:blur(14px)'></div>"
COVER = "<div style='position:fixed;inset:0;background:COLOUR'></div>"


def _kept(machine: Machine, browser: Browser, html: str) -> Kept:
    with one_page(html) as address:
        tab = browser.open(address)
        capture(browser, tab)
        browser.close_tab(tab)
    return machine.newest()


def _tall(browser: Browser, html: str, height: int) -> Image.Image:
    """The browser's own picture of a page in a window so tall."""
    with one_page(html) as address:
        tab = browser.open(f"{address}#whole", height=height)
        picture = browser.screenshot(tab)
        browser.close_tab(tab)
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _whole(pieces: list[Piece]) -> Image.Image:
    assert [piece.reason for piece in pieces] == [""]
    return Image.open(io.BytesIO(pieces[0].png))


@pytest.mark.parametrize("name", TAKEN)
def test_a_capture_is_stitched_to_the_pixel(
    steady: Machine, steady_browser: Browser, name: str
) -> None:
    html = CASES[name].page.html.replace("</style>", NO_BARS)
    kept = _kept(steady, steady_browser, html)
    pieces = list(stitched(kept.unlocked, kept.entry))
    whole = _whole(pieces)
    folder = steady.folder / f"stitched-{kept.entry}"
    done = steady.keepsake("show", str(kept.entry), "--stitched", str(folder))
    assert done.returncode == 0, done.stderr
    assert [path.read_bytes() for path in folder.iterdir()] == [pieces[0].png]
    assert len(kept.manifest.tiles) > 1
    assert {place.item for place in pieces[0].places} == set(range(len(kept.manifest.items)))
    expected = _tall(steady_browser, html, whole.height)
    left = pieces[0].left
    compared = expected.crop((left, 0, left + whole.width, whole.height))
    assert whole.size == compared.size
    assert ImageChops.difference(whole, compared).getbbox() is None


@pytest.mark.parametrize(
    ("cover", "look"),
    [
        (BLUR, "blurred"),
        (COVER.replace("COLOUR", "#fff"), "blank"),
        (COVER.replace("COLOUR", "#000"), "black"),
    ],
)
def test_a_picture_that_does_not_show_the_words_that_are_there_is_taken_twice_and_told(
    steady: Machine, steady_browser: Browser, cover: str, look: str
) -> None:
    html = document(f"{rows(9)}{cover}")
    kept = _kept(steady, steady_browser, html)
    assert [tile.look for tile in kept.manifest.tiles] == [look, look]
    assert kept.manifest.completeness.unclear == 2


def test_dark_pages_and_white_places_are_not_called_blank(
    steady: Machine, steady_browser: Browser
) -> None:
    dark = "body { background: #000; color: #999 } .row { background: #000 !important }"
    white = "<div data-message-id=gap class=row style='height:560px'>.</div>"
    for html in (document(rows(9), dark), document(white + rows(3))):
        kept = _kept(steady, steady_browser, html)
        assert {tile.look for tile in kept.manifest.tiles} == {""}
        assert kept.manifest.completeness.unclear == 0
