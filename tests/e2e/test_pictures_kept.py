"""Stitched pictures of captures out of the vault: the real extension, the real browser and host.

And what a picture does not show although the page holds it: told in the manifest.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from e2e.harness import LONG_SECONDS, SHORT_SECONDS, capture, ending, zoom
from fixtures.pictures.cases import CASES
from fixtures.pictures.pages import document, rows, without_bars
from fixtures.pictures.server import one_page
from keepsake.flows.stitched import stitched
from keepsake_drive.browser import HEIGHT, WIDTH
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser

TALL_MOST = 12_000  # pixels of the browser's own picture; no window is much taller


@dataclass(frozen=True)
class Shown:
    """How a page is shown.

    Attributes:
        width: Of the window.
        height: Of the window.
        zoom: As the person set it for this tab.
        reasons: Of the pieces.
    """

    width: int = WIDTH
    height: int = HEIGHT
    zoom: float = 1
    reasons: tuple[str, ...] = ("",)


TAKEN = {
    "pane": Shown(),
    "header and footer": Shown(),
    "days that stick": Shown(),
    "frame with a pane": Shown(),
    "pane that loads older": Shown(),
    "right to left pane": Shown(),
    "zoom 200": Shown(zoom=2),
    "very tall": Shown(520, 2400, reasons=("", "too_tall")),
}
TO_END = "document.querySelector('.log')?.scrollTo(0, 1e9)"
BLUR = "<div style='position:fixed;inset:0;backdrop-filter:blur(14px)'></div>"
COVER = "<div style='position:fixed;inset:0;background:COLOUR'></div>"


def _kept(machine: Machine, browser: Browser, html: str) -> Kept:
    with one_page(html) as address:
        tab = browser.open(address)
        capture(browser, tab)
        browser.close_tab(tab)
    return machine.newest()


def _page(name: str) -> str:
    return without_bars(CASES[name].page.html)


def _open(browser: Browser, address: str, shown: Shown) -> Tab:
    tab = browser.open(address, width=shown.width, height=shown.height)
    if shown.zoom != 1:
        zoom(browser, tab, shown.zoom)
        wide = f"innerWidth === {round(shown.width / shown.zoom)}"
        until(lambda: browser.evaluate(tab, wide), SHORT_SECONDS, "it is not zoomed")
        browser.evaluate(tab, TO_END)
    return tab


def _tall(browser: Browser, name: str, height: int) -> Image.Image:
    """The browser's own picture of a page in a window so tall."""
    with one_page(_page(name)) as address:
        tab = _open(browser, f"{address}#whole", replace(TAKEN[name], height=height))
        picture = browser.screenshot(tab)
        browser.close_tab(tab)
    return Image.open(io.BytesIO(picture)).convert("RGB")


@pytest.fixture(scope="module")
def taken(steady: Machine, steady_browser: Browser) -> dict[str, Kept]:
    """All of them are captured at once, each in a window of its own."""
    with ExitStack() as sites:
        tabs = {}
        for name, shown in TAKEN.items():
            address = sites.enter_context(one_page(_page(name)))
            tabs[address] = (name, _open(steady_browser, address, shown))
        for _, tab in tabs.values():
            steady_browser.click_toolbar(tab)
        for _, tab in tabs.values():
            assert ending(steady_browser, tab, LONG_SECONDS).text == TICK
            steady_browser.close_tab(tab)
        captures = {tabs[kept.manifest.page.url][0]: kept for kept in steady.captures()}
    assert captures.keys() == TAKEN.keys()
    return captures


@pytest.mark.parametrize("name", TAKEN)
def test_a_capture_is_stitched_to_the_pixel(
    steady: Machine, steady_browser: Browser, taken: dict[str, Kept], name: str
) -> None:
    kept = taken[name]
    pieces = list(stitched(kept.unlocked, kept.entry))
    assert tuple(piece.reason for piece in pieces) == TAKEN[name].reasons
    folder = steady.folder / f"stitched-{kept.entry}"
    done = steady.keepsake("show", str(kept.entry), "--stitched", str(folder))
    assert done.returncode == 0, done.stderr
    files = sorted(folder.iterdir())
    assert [path.read_bytes() for path in files] == [piece.png for piece in pieces]
    assert len(kept.manifest.tiles) > 1
    placed = {place.item for piece in pieces for place in piece.places}
    assert placed == set(range(len(kept.manifest.items)))
    whole = Image.open(io.BytesIO(pieces[0].png)).convert("RGB")
    height = min(whole.height, TALL_MOST)
    expected = _tall(steady_browser, name, height)
    left = pieces[0].left
    compared = expected.crop((left, 0, left + whole.width, height))
    assert (
        ImageChops.difference(whole.crop((0, 0, whole.width, height)), compared).getbbox() is None
    )


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
