"""Firefox: of every kind of page some are kept and held against what Chromium is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.told import every_item, every_name, every_row, every_word, what_never_loads
from fixtures.pages.author.as_shown import IN_ATTRIBUTES, SCALED, TURNED
from fixtures.pages.author.chat_programs import APPS, App, app_page
from fixtures.pages.divider.receipts import ROWS
from fixtures.pages.segment.by_shape import SHAPED, ShapedPage, shaped_page
from fixtures.pages.told_page import ToldPage, told_page
from fixtures.pages.walk.columns import PANES as NARROW
from fixtures.pages.walk.panes import PANES, Pane, pane_page

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Machine

pytestmark = pytest.mark.browser

SHAPED_NAMES = (
    "table",
    "shadows",
    "framed",
    "arabic",
    "log-of-lines",
    "slotted",
    "by-index",
    "many-beside-many",
)
SOME_SHAPED = [page for page in SHAPED if page.name in SHAPED_NAMES]
SOME_PANES = [pane for pane in PANES if pane.name in ("reverse", "modal", "sticky")]
SOME_TOLD = [kind for kind in (*ROWS, *NARROW) if kind.name in ("grid", "closed")]
SOME_TOLD += [*TURNED, *SCALED, IN_ATTRIBUTES]
SOME_APPS = [app for app in APPS if app.name == "sequential"]
ALL = (*SOME_SHAPED, *SOME_PANES, *SOME_TOLD, *SOME_APPS)


def _page(path: str, query: str) -> str | None:
    own = told_page(path, tuple(SOME_TOLD)) or app_page(path, query)
    return own or shaped_page(path, query) or pane_page(path, query)


@pytest.fixture(scope="module")
def seen(steady: Machine, fox: Firefox) -> dict[str, many.Seen]:
    views = {kind.name: kind.view for kind in SOME_TOLD}
    return many.seen(steady, fox, _page, [page.name for page in ALL], views)


@pytest.mark.parametrize("page", SOME_SHAPED, ids=lambda page: page.name)
def test_every_item_is_there_once_and_in_order(
    seen: dict[str, many.Seen], page: ShapedPage
) -> None:
    every_item(seen[page.name].kept, page)


@pytest.mark.parametrize("kind", SOME_TOLD, ids=lambda kind: kind.name)
def test_what_people_say_is_kept_once_in_order_and_nothing_else_is_taken_for_it(
    seen: dict[str, many.Seen], kind: ToldPage
) -> None:
    every_word(seen[kind.name].kept, kind)


@pytest.mark.parametrize("app", SOME_APPS, ids=lambda app: app.name)
def test_what_follows_a_name_is_the_same_persons_and_says_that_it_was_taken_over(
    seen: dict[str, many.Seen], app: App
) -> None:
    every_name(seen[app.name].kept, app)


@pytest.mark.parametrize("pane", SOME_PANES, ids=lambda pane: pane.name)
def test_every_row_is_there_once_in_order_and_the_page_stands_as_before(
    seen: dict[str, many.Seen], pane: Pane
) -> None:
    every_row(seen[pane.name], pane)


def test_a_page_that_never_ends_loading_is_kept_and_what_did_not_come_is_told(
    steady: Machine, fox: Firefox
) -> None:
    what_never_loads(many.captured(steady, fox, shaped_page, ["never-loaded"])["never-loaded"])
