"""Walking over threads of real chat libraries, against loops that only scroll the same pane.

One loop scrolls as fast as the browser allows pictures, and waits at the top as long as a walk that
wants to be sure that nothing more comes; the other as fast as words are gone through first. Memory
is of all the browser's processes together, the host among them.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bench import big_page
from bench.browser import EXTENSION, ROOT, browser_with, wait_until_kept
from bench.measure import Figure
from e2e.firefox import Firefox
from e2e.harness import Machine
from fixtures.bare_scroll import WORDS, scrolled
from fixtures.growth import watching
from fixtures.pages.site import library_page, page_site
from keepsake.vault import access

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.browser import Setting
    from keepsake.vault.handle import Vault
    from keepsake_drive.browser import Browser, Tab

LIBRARIES = ("virtuoso", "tanstack", "reactwindow", "chatscope", "lit")
MOST_MEGABYTES = 300.0
MOST_VIEW_BYTES = 3000.0
MOST_END = 3.0
LEAST_RATE = 6.0
_TALL = 1600
_SECONDS = 1800.0
_FAR = """
globalThis.jumped = 0, (() => {
  const last = new Map();
  addEventListener("scroll", ({ target }) => {
    const pane = target.scrollingElement ?? target;
    const far = Math.abs(pane.scrollTop - (last.get(pane) ?? pane.scrollTop));
    if (far > 2 * pane.clientHeight) globalThis.jumped = Date.now();
    last.set(pane, pane.scrollTop);
  }, true);
})(), 0
"""
"""When the pane was last moved far: at the end of a walk it goes back to where it began."""


@dataclass(frozen=True)
class Walk:
    """One capture of a thread.

    Attributes:
        seconds: From the click until it is sealed.
        megabytes: By which the browser grew.
        manifest: What was kept.
        jumped: When the page was last moved far, seconds since 1970.
    """

    seconds: float
    megabytes: float
    manifest: dict[str, Any]
    jumped: float

    def at(self, n: int) -> float:
        """When a tile was taken."""
        return _time_of(self.manifest["tiles"][n]["at"])

    @property
    def words(self) -> float:
        """Seconds from the click until all words were gone through and handed over."""
        until, began = self.manifest["sweep"]["until"], self.manifest["started"]["utc"]
        return _time_of(until) - _time_of(began)

    @property
    def swept(self) -> float:
        """Seconds that going through the words took."""
        sweep = self.manifest.get("sweep")
        return _time_of(sweep["until"]) - _time_of(sweep["from"]) if sweep else 0.0

    @property
    def per_tile(self) -> float:
        """Seconds from one tile of the walk to the next."""
        until = _time_of(self.manifest["sweep"]["until"])
        times = [time for n in range(len(self.manifest["tiles"])) if (time := self.at(n)) > until]
        return (times[-1] - times[0]) / (len(times) - 1)


def figures(setting: Setting, say: Callable[[str], None], counts: Sequence[int]) -> list[Figure]:
    """Gives time and memory for threads of so many messages, each walked once."""
    taken: list[Figure] = []
    with (
        page_site(library_page, ROOT / "dist" / "libraries") as site,
        browser_with(setting, EXTENSION, setting.host) as browser,
    ):
        for count in counts:
            for library in LIBRARIES:
                say(f"walk over {count} in {library}")
                taken += _library(setting, browser, site.url(library, count=count, ids=0), count)
        say("a page of 10,000 elements")
        with page_site(big_page.page) as pages:
            big, small = (_walked(setting, browser, pages.url(name)) for name in ("big", "small"))
        taken.append(_elements(big, small))
    with page_site(library_page, ROOT / "dist" / "libraries") as site:
        say("walk in Firefox")
        taken.append(_firefox(setting, site.url("virtuoso", count=max(counts), ids=0), max(counts)))
    return taken


def _library(setting: Setting, browser: Browser, url: str, count: int) -> list[Figure]:
    floor, growth = scrolled(browser, url, _TALL)
    swift, _ = scrolled(browser, url, _TALL, WORDS)
    walk = _walked(setting, browser, url)
    name = url.rpartition("/")[2].partition("?")[0]
    of = f"{name} {count}"
    taken = [_whole(of, walk, floor)]
    if walk.swept:  # not where all of it is near
        taken.append(_words(of, walk, swift))
    if name == LIBRARIES[0]:
        taken += [
            _end(of, walk),
            _memory(of, walk.megabytes, growth.most / 1e6),
            _views(of, count, setting.vault),
        ]
    return taken


def _whole(of: str, walk: Walk, floor: float) -> Figure:
    return Figure(
        f"walk {of}",
        walk.seconds,
        floor + walk.swept,
        "s",
        1,
        higher_is_better=False,
        meaning="click until all messages are sealed, against a loop that only scrolls the same "
        "pane by 0.9 of its height twice a second and waits 4.2 s at the end, and what going "
        f"through the words took ({walk.swept:.1f} s) with it; the limit is 1.15.",
    )


def _words(of: str, walk: Walk, swift: float) -> Figure:
    return Figure(
        f"words {of}",
        walk.words,
        swift,
        "s",
        1,
        higher_is_better=False,
        meaning="click until the words of all messages are handed over, before their pictures, "
        "against a loop that only scrolls the same pane by 0.95 of its height eight times a second "
        "and waits 0.7 s at the end; the limit is 1.25.",
    )


def _end(of: str, walk: Walk) -> Figure:
    return Figure(
        f"end {of}",
        walk.jumped - walk.at(-1),
        MOST_END,
        "s",
        1,
        higher_is_better=False,
        meaning="the last picture until the page is moved back to where it stood, against 3 s.",
    )


def _elements(big: Walk, small: Walk) -> Figure:
    return Figure(
        "10,000 elements",
        big.per_tile,
        small.per_tile,
        "s",
        1,
        higher_is_better=False,
        meaning="from one tile to the next on a page of 10,000 elements, against one of 700; the "
        "limit is 1.5.",
    )


def _firefox(setting: Setting, url: str, count: int) -> Figure:
    machine = Machine(setting.folder, EXTENSION, setting.host, setting.folder)
    with Firefox(machine) as browser:
        tab = browser.open(url)
        browser.click_toolbar(tab)
        wait_until_kept(browser, tab, _SECONDS)
    walk = Walk(0, 0, _newest(setting.vault), 0)
    return Figure(
        f"Firefox {count}",
        1 / walk.per_tile,
        LEAST_RATE,
        "1/s",
        1,
        higher_is_better=True,
        meaning="tiles of the same page in Firefox, which sets no limit, against 6 a second.",
    )


def _memory(of: str, megabytes: float, without: float) -> Figure:
    return Figure(
        f"memory {of}",
        megabytes,
        MOST_MEGABYTES,
        "MB",
        1,
        higher_is_better=False,
        meaning="growth of what all the browser's processes and the host hold (anonymous and "
        "shared memory, without the files of the programs) during that capture, the page's own "
        f"growth included, against the limit of 300 MB; the bare loop alone: {without:.0f} MB.",
    )


def _views(of: str, count: int, vault: Vault) -> Figure:
    newest = list(access.unlock(vault, None).captures())[-1]
    kept = sum(part.bytes for part in newest.body.parts if part.kind == "views")
    return Figure(
        f"views {of}",
        kept / count,
        MOST_VIEW_BYTES,
        "B",
        1,
        higher_is_better=False,
        meaning="what was seen of the page, as it is sealed, for each message of that capture, "
        "against the limit of 3 kB.",
    )


def _newest(vault: Vault) -> dict[str, Any]:
    unlocked = access.unlock(vault, None)
    body = list(unlocked.captures())[-1].body
    manifest: dict[str, Any] = json.loads(unlocked.part(body.capture, body.manifest))
    return manifest


def _time_of(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _walked(setting: Setting, browser: Browser, url: str) -> Walk:
    tab: Tab = browser.open(url, height=_TALL)
    browser.evaluate(tab, _FAR)
    with watching(browser.pid) as growth:
        start = time.perf_counter()
        browser.click_toolbar(tab)
        wait_until_kept(browser, tab, _SECONDS)
        seconds = time.perf_counter() - start
    jumped = float(str(browser.evaluate(tab, "globalThis.jumped"))) / 1000
    browser.close_tab(tab)
    return Walk(seconds, growth.most / 1e6, _newest(setting.vault), jumped)
