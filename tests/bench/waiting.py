"""A capture that waits in the browser, against the same one with the program there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.browser import EXTENSION, ROOT, browser_with, wait_until_kept
from bench.measure import Figure
from fixtures.pages.site import library_page, page_site
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.capture import TICK, WAITS

if TYPE_CHECKING:
    from bench.browser import Setting

MOST = 1.3
MESSAGES = 500
_SECONDS = 900.0


def figures(setting: Setting, runs: int) -> list[Figure]:
    """Gives the time of both, in turns, each in a browser of its own."""
    ours, theirs = [], []
    with page_site(library_page, ROOT / "dist" / "libraries") as site:
        url = site.url("virtuoso", count=MESSAGES, ids=0)
        for _ in range(runs):
            with browser_with(setting, EXTENSION, setting.host) as browser:
                theirs.append(_seconds(browser, url, TICK))
            with Browser(EXTENSION, NativeHost(None)) as browser:
                ours.append(_seconds(browser, url, WAITS))
                waiting = _parts(browser)
    return [
        Figure(
            f"waiting {MESSAGES}",
            sorted(ours)[runs // 2],
            MOST * sorted(theirs)[runs // 2],
            "s",
            runs,
            higher_is_better=False,
            meaning="click until all of a thread waits in the browser, sealed, because there is no "
            f"program ({waiting} parts), against 1.3 times the same with the program there.",
        )
    ]


def _seconds(browser: Browser, url: str, mark: str) -> float:
    tab = browser.open(url)
    start = time.perf_counter()
    browser.click_toolbar(tab)
    wait_until_kept(browser, tab, _SECONDS, mark)
    return time.perf_counter() - start


def _parts(browser: Browser) -> object:
    """How many there are, from the extension's own database."""
    return browser.worker("""new Promise((told) => {
      indexedDB.open("waiting").onsuccess = ({ target }) => {
        const lines = target.result.transaction("lines").objectStore("lines");
        lines.count().onsuccess = (counted) => told(counted.target.result);
      };
    })""")
