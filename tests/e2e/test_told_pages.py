"""Pages made as known kinds of programs make theirs: what is kept of each, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.told import every_name, every_word
from e2e.truth import items_of
from fixtures.pages.author.answers import TALK
from fixtures.pages.author.as_shown import IN_ATTRIBUTES, SHOWN
from fixtures.pages.author.chat_programs import APPS, App, app_page
from fixtures.pages.author.sites import SITES
from fixtures.pages.comments.trees import POSTED
from fixtures.pages.divider.receipts import ROWS
from fixtures.pages.load_more.a_part_of_all import PART
from fixtures.pages.segment.misleading_marks import at
from fixtures.pages.segment.old_posts import OLD
from fixtures.pages.told_page import ToldPage, told_page
from fixtures.pages.walk.columns import PANES

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

TOLD_PAGES = (*ROWS, *SITES, *POSTED, *PANES, *PART, *OLD, *TALK, *SHOWN)


@pytest.fixture(scope="module")
def apps(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    return many.captured(steady, first_browser, app_page, [app.name for app in APPS])


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_what_follows_a_name_is_the_same_persons_and_says_that_it_was_taken_over(
    apps: dict[str, Kept], app: App
) -> None:
    every_name(apps[app.name], app)


def _kind_page(path: str, _query: str) -> str | None:
    return told_page(path, TOLD_PAGES)


@pytest.fixture(scope="module")
def kinds(steady: Machine, first_browser: Browser | Firefox) -> dict[str, Kept]:
    views = {kind.name: kind.view for kind in TOLD_PAGES}
    return many.captured(steady, first_browser, _kind_page, list(views), views, many.ENDS)


@pytest.mark.parametrize("kind", TOLD_PAGES, ids=lambda kind: kind.name)
def test_what_people_say_is_kept_once_in_order_and_nothing_else_is_taken_for_it(
    kinds: dict[str, Kept], kind: ToldPage
) -> None:
    every_word(kinds[kind.name], kind)


def test_a_time_that_is_painted_from_an_attribute_is_told(kinds: dict[str, Kept]) -> None:
    items = items_of(kinds[IN_ATTRIBUTES.name].manifest)
    assert [item.time_shown for item in items] == [at(n) for n in range(1, len(items) + 1)]
