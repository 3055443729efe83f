"""The part of a page that comes from another site is read only where the person allows it, once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.firefox import Firefox
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Kept, Machine, ending
from e2e.screen import Screen, allow, choose, own_page, windowed
from e2e.test_firefox_ways import answer
from e2e.truth import items_of
from fixtures.pages.site import page_site
from fixtures.pages.walk.panes import PANES, pane_page, said
from fixtures.serving import Handler, serving
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

FRAME = (2, 9)
LEFT, TOP = 140, 90
AROUND = (
    "<!doctype html><title>A page around</title><body style='margin:0'>"
    "<h1 style='margin:20px'>Support, with words of the page itself</h1>"
    "<iframe title=chat style='position:absolute;left:{left}px;top:{top}px;width:900px;"
    "height:560px;border:0' src='{inner}'></iframe>"
)
SINGLE = "chrome.permissions.getAll().then(({ origins }) => (origins ?? []).join())"
(THREAD,) = (pane for pane in PANES if pane.name == "auto")


@contextmanager
def _framed() -> Iterator[tuple[str, str]]:
    """Serves a page with a thread of another site in a frame; gives both addresses."""
    with page_site(pane_page) as inner:
        shown = inner.url(THREAD.name).replace("127.0.0.1", "localhost")

        class Outer(Handler):
            def get(self) -> None:
                page = AROUND.format(left=LEFT, top=TOP, inner=shown)
                self.answer("text/html", page.encode())

        with serving(Outer) as port:
            yield f"http://127.0.0.1:{port}/", shown


def _is_read(kept: Kept, address: str, shown: str) -> None:
    """The whole thread in the frame is there, at its place on the pictures."""
    manifest = kept.manifest
    items = items_of(manifest)
    assert len(items) == THREAD.total
    for number, item in enumerate(items, start=1):
        assert said(number) in item.text
    assert manifest.page.url == address
    assert manifest.page.title == "A page around"
    assert manifest.page.document_url == shown
    assert "frame_read" in manifest.completeness.notes
    assert manifest.completeness.frames == ()
    assert manifest.completeness.gaps == ()
    assert manifest.completeness.not_pictured == 0
    assert manifest.whole, manifest.completeness
    boxes = [box for item in items for box in item.boxes]
    assert min(box.x for box in boxes) >= LEFT
    assert max(box.x + box.width for box in boxes) <= LEFT + 900
    first = manifest.tiles[0]
    assert (first.pane.x >= LEFT, first.pane.y >= TOP) == (True, True)


def test_a_frame_of_another_site_is_read_once_when_that_is_allowed(machine: Machine) -> None:
    with (
        _framed() as (address, shown),
        Screen() as screen,
        windowed(machine, screen) as browser,
    ):
        tab = browser.open(address)
        before = browser.evaluate(tab, many.PLACES)
        windows = screen.windows()
        choose(screen, browser, tab, *FRAME)
        asking = own_page(browser, "frame")
        for window in screen.windows() - windows:
            screen.focus(window)
        says = "document.querySelector('#frames button')?.textContent"
        until(
            lambda: "comes from localhost, this time" in str(browser.evaluate(asking, says)),
            SHORT_SECONDS,
            "it does not say what is asked for",
        )
        allow(screen, browser, asking, "allow-0", yes=False)
        status = "document.getElementById('status').textContent"
        until(
            lambda: browser.evaluate(asking, status) == "Not allowed. Nothing was read.",
            SHORT_SECONDS,
            "it does not say that nothing was read",
        )
        assert not machine.vault_path.exists()

        allow(screen, browser, asking, "allow-0")
        until(lambda: len(machine.captures()) == 1, LONG_SECONDS, "nothing was kept")
        assert ending(browser, tab).text == TICK
        until(lambda: browser.worker(SINGLE) == "", SHORT_SECONDS, "it was not given back")
        assert browser.evaluate(tab, many.PLACES) == before
        _is_read(machine.newest(), address, shown)


def test_a_frame_of_another_site_is_read_once_in_firefox(machine: Machine) -> None:
    with _framed() as (address, shown), Firefox(machine) as firefox:
        tab = firefox.open(address)
        firefox.menu(tab, "frame")
        asking = firefox.shown("frame")
        until(
            lambda: any("localhost" in text for text in firefox.texts(asking, "#frames button")),
            SHORT_SECONDS,
            "it does not say what is asked for",
        )
        firefox.click(asking, "#allow-0")
        answer(firefox, asking, "secondary")
        until(
            lambda: firefox.text(asking, "status") == "Not allowed. Nothing was read.",
            SHORT_SECONDS,
            "it does not say that nothing was read",
        )
        assert not machine.vault_path.exists()
        firefox.click(asking, "#allow-0")
        answer(firefox, asking, "primary")
        firefox.bring(tab)
        assert ending(firefox, tab, LONG_SECONDS).text == TICK
        until(lambda: firefox.granted()[1] == [], SHORT_SECONDS, "it was not given back")
    _is_read(machine.newest(), address, shown)
