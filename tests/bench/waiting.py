"""A capture that waits in the browser, against the same one with the program there."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from bench.browser import EXTENSION, ROOT, browser_with, wait_until_kept
from bench.measure import Figure, in_turns
from fixtures.demo import content
from fixtures.demo.server import demo_site
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.capture import TICK, WAITS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from bench.browser import Setting

MOST = 1.3
MESSAGES = len(content.messages())
_SECONDS = 900.0
PICTURES = re.compile(r"Pictures captured: (\d+)")


def figures(setting: Setting, runs: int) -> list[Figure]:
    """Gives the time of both, in turns, each in a browser of its own that was never used."""
    pictures: list[int] = []
    with demo_site(ROOT / "dist" / "demo", removes=False) as site:
        url = site.thread_url

        def waits() -> float:
            with Browser(EXTENSION, NativeHost(None)) as browser:
                seconds = _seconds(browser, url, WAITS)
                pictures.append(_pictures(browser))
            return seconds

        def goes() -> float:
            with browser_with(setting, EXTENSION, setting.host) as browser:
                return _seconds(browser, url, TICK)

        ours, theirs = in_turns(runs, waits, goes)
    return [
        Figure(
            f"waiting {MESSAGES}",
            ours,
            MOST * theirs,
            "s",
            runs,
            higher_is_better=False,
            meaning="click until all of a thread waits in the browser, sealed, because there is no "
            f"program ({min(pictures)} pictures), against 1.3 times the same with a program.",
        )
    ]


def _seconds(browser: Browser, url: str, mark: str) -> float:
    tab = browser.open(url)
    start = time.perf_counter()
    browser.click_toolbar(tab)
    wait_until_kept(browser, tab, _SECONDS, mark)
    return time.perf_counter() - start


def _pictures(browser: Browser) -> int:
    """How many of them wait, by the words of the page about it."""
    browser.open(f"chrome-extension://{browser.extension}/ui/waiting.html")
    said = until(lambda: PICTURES.search(browser.explanations()), _SECONDS, "no page tells of it")
    return int(said[1]) if said else 0
