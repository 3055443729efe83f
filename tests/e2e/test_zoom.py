"""Pages shown smaller, larger and on finer screens: every item once, in order and on a picture."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest

from e2e.firefox import Firefox
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, ending, zoom
from e2e.truth import Truth, first_difference, items_of, reads
from fixtures.pages.site import library_page, page_site
from fixtures.pages.walk.panes import PANES, pane_page, said
from keepsake_drive.browser import WIDTH
from keepsake_drive.capture import TICK
from keepsake_drive.chromium import find_chromium
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from e2e.firefox import FirefoxTab
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser

LIBRARY = "virtuoso"
COUNT = 60
TOTALS = {pane.name: pane.total for pane in PANES} | {LIBRARY: COUNT}
TO_END = "document.querySelector('.pane')?.scrollTo(0, 1e9)"


class Case(NamedTuple):
    """A page, as large as the person made it, on a screen with so many pixels in one of CSS."""

    page: str
    zoom: float = 1
    screen: float = 1
    browser: str = "chromium"  # the other is `firefox`


CASES = (
    Case("document", zoom=0.67),
    Case("auto", zoom=0.67),
    Case("virtuoso", zoom=1.1),
    Case("two", zoom=1.5),
    Case("virtuoso", screen=1.5),
    Case("document", screen=3),
    Case("auto", screen=3),
    Case("auto", zoom=0.67, screen=2, browser="firefox"),
    Case("two", zoom=1.5, screen=2, browser="firefox"),
)

if TYPE_CHECKING:
    Scenes = dict[Case, tuple[Kept, Truth | None]]


def _shown(browser: Browser | Firefox, url: str, case: Case) -> Tab | FirefoxTab:
    tab = browser.open(url)
    if case.zoom != 1:
        zoom(browser, tab, case.zoom)
    ratio = f"Math.abs(devicePixelRatio - {case.zoom * case.screen}) < 0.01"
    until(lambda: browser.evaluate(tab, ratio), SHORT_SECONDS, "it is not shown so")
    browser.evaluate(tab, TO_END)
    return tab


def _captured(
    machine: Machine, browser: Browser | Firefox, cases: list[Case], root: Path
) -> Scenes:
    """Captures all of them at the same time, each in a window of its own."""
    before = len(machine.captures())
    truth: dict[Case, Truth] = {}
    tabs: dict[str, tuple[Case, Tab]] = {}
    with page_site(pane_page) as panes, page_site(library_page, root) as library:
        for case in cases:
            site = library if case.page == LIBRARY else panes
            url = site.url(case.page, count=COUNT, zoom=case.zoom)
            tabs[url] = (case, _shown(browser, url, case))
        for _, tab in tabs.values():
            browser.click_toolbar(tab)
        for case, tab in tabs.values():
            assert ending(browser, tab, LONG_SECONDS).text == TICK, case
            if case.page == LIBRARY:
                truth[case] = msgspec.convert(browser.evaluate(tab, "truth"), Truth)
            browser.close_tab(tab)
    kept = {tabs[one.manifest.page.url][0]: one for one in machine.captures()[before:]}
    return {case: (one, truth.get(case)) for case, one in kept.items()}


@contextmanager
def _on_screen(machine: Machine, ratio: float, kind: str) -> Iterator[Browser | Firefox]:
    """Starts a browser on a screen as fine as that."""
    if kind == "firefox":
        with Firefox(machine, {"layout.css.devPixelsPerPx": str(ratio)}) as fox:
            yield fox
        return
    starter = machine.folder / "chromium"
    real = shlex.quote(str(find_chromium()))
    starter.write_text(f'#!/bin/sh\nexec {real} --force-device-scale-factor={ratio} "$@"\n')
    starter.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEPSAKE_CHROMIUM", str(starter))
        browser = machine.browser()
    with browser:
        yield browser


@pytest.fixture(scope="module")
def scenes(new_machine: Callable[[], Machine], libraries_root: Path) -> Scenes:
    """Every case's capture, and of the library's pages what they really were."""
    found: Scenes = {}
    for ratio, kind in dict.fromkeys((case.screen, case.browser) for case in CASES):
        cases = [case for case in CASES if (case.screen, case.browser) == (ratio, kind)]
        machine = new_machine()
        with _on_screen(machine, ratio, kind) as browser:
            found |= _captured(machine, browser, cases, libraries_root)
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_item_is_there_once_in_order_and_on_a_picture(scenes: Scenes, case: Case) -> None:
    one, truth = scenes[case]
    items = items_of(one.manifest)
    assert len(items) == TOTALS[case.page]
    if truth:
        assert first_difference(items, truth) == ""
    else:
        assert all(reads(item.text, said(n)) for n, item in enumerate(items, 1))
    assert one.manifest.whole
    assert one.manifest.completeness.notes == ()
    assert one.manifest.completeness.unclear == 0
    assert all(item.boxes for item in items_of(one.manifest))
    assert len(one.manifest.tiles) > 1
    # Width in the header of a PNG: the pixels are those of this screen. Firefox draws a CSS pixel
    # that is seen in part to its end.
    (width,) = {int.from_bytes(tile[16:20], "big") for tile in one.parts("tile")}
    more = case.zoom * case.screen if case.browser == "firefox" else 1
    assert 0 <= width - round(WIDTH * case.screen) < more
