"""Walking over threads of a real chat library, against a loop that only scrolls the same pane.

The loop scrolls as fast as the browser allows pictures, and waits at the top as long as any walk
must that wants to know that nothing more comes. Memory is of all the browser's processes together,
the host among them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.browser import EXTENSION, ROOT, browser_with, wait_until_kept
from bench.measure import Figure
from fixtures.bare_scroll import scrolled
from fixtures.growth import watching
from fixtures.pages.site import library_page, page_site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.browser import Setting
    from keepsake_drive.browser import Browser, Tab

MOST_MEGABYTES = 300.0
_TALL = 1600
_SECONDS = 1800.0


def figures(setting: Setting, say: Callable[[str], None], counts: Sequence[int]) -> list[Figure]:
    """Gives time and memory for threads of so many messages, each walked once."""
    taken: list[Figure] = []
    with (
        page_site(library_page, ROOT / "dist" / "libraries") as site,
        browser_with(setting, EXTENSION, setting.host) as browser,
    ):
        for count in counts:
            say(f"walk over {count}")
            url = site.url("virtuoso", count=count, ids=0)
            floor, growth = scrolled(browser, url, _TALL)
            without = growth.most / 1e6
            seconds, megabytes = _captured(browser, url)
            taken += [_time(count, seconds, floor), _memory(count, megabytes, without)]
    return taken


def _time(count: int, seconds: float, floor: float) -> Figure:
    return Figure(
        f"walk {count}",
        seconds,
        floor,
        "s",
        1,
        higher_is_better=False,
        meaning=f"click until all {count} messages are sealed, against a loop that only scrolls "
        "the same pane by 0.9 of its height twice a second and waits 4.2 s at the end.",
    )


def _memory(count: int, megabytes: float, without: float) -> Figure:
    return Figure(
        f"memory {count}",
        megabytes,
        MOST_MEGABYTES,
        "MB",
        1,
        higher_is_better=False,
        meaning="growth of what all the browser's processes and the host hold (anonymous and "
        "shared memory, without the files of the programs) during that capture, the page's own "
        f"growth included, against the limit of 300 MB; the bare loop alone: {without:.0f} MB.",
    )


def _captured(browser: Browser, url: str) -> tuple[float, float]:
    tab: Tab = browser.open(url, height=_TALL)
    with watching(browser.pid) as growth:
        start = time.perf_counter()
        browser.click_toolbar(tab)
        wait_until_kept(browser, tab, _SECONDS)
        seconds = time.perf_counter() - start
    browser.close_tab(tab)
    return seconds, growth.most / 1e6
