"""Pages made as known kinds of programs make theirs: what is kept of each, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.harness import LONG_SECONDS, Kept, Machine, ending
from e2e.truth import items_of
from fixtures.widgets.apps import APPS, App, app_page
from fixtures.widgets.kinds import Kind, kind_page
from fixtures.widgets.kinds_apps import SITES
from fixtures.widgets.kinds_panes import PANES
from fixtures.widgets.kinds_posts import POSTED
from fixtures.widgets.kinds_rows import ROWS
from fixtures.widgets.site import page_site
from keepsake.native.browser import HEIGHT, WIDTH
from keepsake.native.drive import CROSS, TICK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.native.browser import Browser

pytestmark = pytest.mark.browser

BATCH = 10
KINDS = (*ROWS, *SITES, *POSTED, *PANES)


def _captured(
    machine: Machine,
    browser: Browser,
    pages: Callable[[str, str], str | None],
    names: Sequence[str],
    view: tuple[int, int] = (WIDTH, HEIGHT),
) -> dict[str, Kept]:
    """Captures pages, a few at the same time, each in a window of its own."""
    with page_site(pages) as site:
        for start in range(0, len(names), BATCH):
            few = names[start : start + BATCH]
            tabs = [browser.open(site.url(name), width=view[0], height=view[1]) for name in few]
            for tab in tabs:
                browser.click_toolbar(tab)
            for tab in tabs:
                assert ending(browser, tab, LONG_SECONDS).text in (TICK, CROSS)
                browser.close_tab(tab)
        by_address = {each.manifest.page.url: each for each in machine.captures()}
        return {name: by_address[site.url(name)] for name in names}


@pytest.fixture(scope="module")
def apps(steady: Machine, steady_browser: Browser) -> dict[str, Kept]:
    return _captured(steady, steady_browser, app_page, [app.name for app in APPS])


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_what_follows_a_name_is_the_same_persons_and_says_that_it_was_taken_over(
    apps: dict[str, Kept], app: App
) -> None:
    manifest = apps[app.name].manifest
    found = [(item.author, item.author_source, item.text) for item in items_of(manifest)]
    assert found == app.told
    assert {item.kind for item in items_of(manifest)} == {"message"}
    assert manifest.whole


def _kind_page(path: str, _query: str) -> str | None:
    return kind_page(path, KINDS)


@pytest.fixture(scope="module")
def kinds(steady: Machine, steady_browser: Browser) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for view in dict.fromkeys(kind.view for kind in KINDS):
        names = [kind.name for kind in KINDS if kind.view == view]
        found |= _captured(steady, steady_browser, _kind_page, names, view)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_people_say_is_kept_once_in_order_and_nothing_else_is_taken_for_it(
    kinds: dict[str, Kept], kind: Kind
) -> None:
    manifest = kinds[kind.name].manifest
    assert tuple((item.author, item.text) for item in items_of(manifest)) == kind.told
    told = manifest.completeness
    assert (told.end_evidence, manifest.whole, told.notes) == (kind.end, kind.whole, kind.notes)
