"""Captures pages of the fixtures, several at the same time, in windows that are used again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from e2e.harness import LONG_SECONDS, Kept, Machine, ending, press_anew
from fixtures.pages.site import page_site
from keepsake_drive.browser import HEIGHT, WIDTH
from keepsake_drive.capture import CROSS, TICK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from e2e.firefox import Firefox
    from keepsake_drive.browser import Badge, Browser

    Pages = Callable[[str, str], str | None]
    Views = Mapping[str, tuple[int, int]]

AT_ONCE = 6
USUAL = (WIDTH, HEIGHT)
ENDS = (TICK, CROSS)

PLACES = """
[scrollY, ...[...document.querySelectorAll("*")].map((each) => [each.scrollLeft, each.scrollTop])]
"""


class Site(Protocol):
    """Gives the address of a page by its path."""

    def url(self, path: str, /) -> str: ...


@dataclass(frozen=True)
class Around:
    """What the button showed at the end of a capture, and where all of the page stood around it."""

    badge: Badge
    before: object
    after: object


@dataclass(frozen=True)
class Seen:
    """A capture of a page, and where all of the page stood before and after it."""

    kept: Kept
    before: object
    after: object


def each_kept(
    browser: Browser | Firefox,
    addresses: Sequence[str],
    *,
    at_once: int = AT_ONCE,
    size: tuple[int, int] = USUAL,
    places: str = PLACES,
) -> dict[str, Around]:
    """Captures the pages of addresses, `at_once` of them at a time.

    A window is a third of the work of a small capture, so each is used again for the next page.

    Args:
        browser: What they are opened in.
        addresses: Each once.
        at_once: How many windows there are.
        size: Of their pages.
        places: What tells of a page where it stands.
    """
    width, height = size
    # All windows first: a window that opens while another is pictured costs that picture.
    tabs = {url: browser.open(url, width=width, height=height) for url in addresses[:at_once]}
    waiting, running = deque(addresses[at_once:]), deque(tabs.items())
    before = {url: browser.evaluate(tab, places) for url, tab in running}
    for _, tab in running:
        press_anew(browser, tab)
    found = {}
    while running:
        url, tab = running.popleft()
        badge = ending(browser, tab, LONG_SECONDS)
        found[url] = Around(badge, before[url], browser.evaluate(tab, places))
        if not waiting:
            browser.close_tab(tab)
            continue
        following = waiting.popleft()
        browser.visit(tab, following)
        before[following] = browser.evaluate(tab, places)
        press_anew(browser, tab)
        running.append((following, tab))
    return found


def seen(
    machine: Machine,
    browser: Browser | Firefox,
    pages: Pages,
    names: Sequence[str],
    views: Views | None = None,
    shown: tuple[str, ...] = (TICK,),
) -> dict[str, Seen]:
    """Captures pages of a site, and gives what was seen of each.

    Args:
        machine: Where they are kept.
        browser: What they are opened in.
        pages: As for `page_site`.
        names: Their paths.
        views: How large those of another size than the usual one are.
        shown: What the button may show at the end.
    """
    with page_site(pages) as site:
        return on_site(machine, browser, site, names, views, shown)


def on_site(
    machine: Machine,
    browser: Browser | Firefox,
    site: Site,
    names: Sequence[str],
    views: Views | None = None,
    shown: tuple[str, ...] = (TICK,),
) -> dict[str, Seen]:
    """Does as `seen`, of a site that runs."""
    views = views or {}
    around: dict[str, Around] = {}
    for size in {views.get(name, USUAL): None for name in names}:
        addresses = [site.url(name) for name in names if views.get(name, USUAL) == size]
        around |= each_kept(browser, addresses, size=size)
    badges = {url: one.badge for url, one in around.items()}
    assert {badge.text for badge in badges.values()} <= {*shown}, badges
    kept = {each.manifest.page.url: each for each in machine.captures()}
    assert around.keys() <= kept.keys(), (badges, kept.keys())
    found = {name: (kept[site.url(name)], around[site.url(name)]) for name in names}
    return {name: Seen(one, seen.before, seen.after) for name, (one, seen) in found.items()}


def captured(
    machine: Machine,
    browser: Browser | Firefox,
    pages: Pages,
    names: Sequence[str],
    views: Views | None = None,
    shown: tuple[str, ...] = (TICK,),
) -> dict[str, Kept]:
    """Does as `seen`, and gives what was kept of each."""
    every = seen(machine, browser, pages, names, views, shown)
    return {name: each.kept for name, each in every.items()}
