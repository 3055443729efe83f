"""Captures pages of the fixtures, several at the same time, each in a window of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from e2e.harness import LONG_SECONDS, Kept, Machine, ending, press_anew
from fixtures.pages.site import page_site
from keepsake_drive.browser import HEIGHT, WIDTH
from keepsake_drive.capture import CROSS, TICK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from e2e.firefox import Firefox
    from keepsake_drive.browser import Browser

    Pages = Callable[[str, str], str | None]
    Views = Mapping[str, tuple[int, int]]

AT_ONCE = 10
USUAL = (WIDTH, HEIGHT)
ENDS = (TICK, CROSS)

PLACES = """
[scrollY, ...[...document.querySelectorAll("*")].map((each) => [each.scrollLeft, each.scrollTop])]
"""


class Site(Protocol):
    """Gives the address of a page by its path."""

    def url(self, path: str, /) -> str: ...


@dataclass(frozen=True)
class Seen:
    """A capture of a page, and where all of the page stood before and after it."""

    kept: Kept
    before: object
    after: object


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
    found: dict[str, Seen] = {}
    for start in range(0, len(names), AT_ONCE):
        few = names[start : start + AT_ONCE]
        found |= _at_once(machine, browser, site, few, views or {}, shown)
    return found


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


def _at_once(
    machine: Machine,
    browser: Browser | Firefox,
    site: Site,
    names: Sequence[str],
    views: Views,
    shown: tuple[str, ...],
) -> dict[str, Seen]:
    tabs = {}
    for name in names:
        width, height = views.get(name, USUAL)
        tabs[name] = browser.open(site.url(name), width=width, height=height)
    before = {name: browser.evaluate(tab, PLACES) for name, tab in tabs.items()}
    for tab in tabs.values():
        press_anew(browser, tab)
    after, badges = {}, {}
    for name, tab in tabs.items():
        badges[name] = badge = ending(browser, tab, LONG_SECONDS)
        assert badge.text in shown, (name, badge)
        after[name] = browser.evaluate(tab, PLACES)
        browser.close_tab(tab)
    kept = {each.manifest.page.url: each for each in machine.captures()}
    lost = {name: badges[name] for name in names if site.url(name) not in kept}
    assert not lost, (lost, {url: each.manifest.completeness for url, each in kept.items()})
    return {name: Seen(kept[site.url(name)], before[name], after[name]) for name in names}
