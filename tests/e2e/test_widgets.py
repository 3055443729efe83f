"""Threads and feeds made with chat libraries as they are published: nothing twice, nothing missing.

The rows of these pages have no ids, no times in attributes and no telling class names; writers
edit and take back messages while they are looked at. `SLOW=1` also runs 5,000 messages, rows with
ids, and delays of up to three seconds.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pytest

from e2e.harness import Kept, Machine, capture
from e2e.truth import Truth, first_difference, items_of
from fixtures.growth import Growth, watching
from fixtures.widgets.site import page_site, widget_page

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.native.browser import Browser

pytestmark = pytest.mark.browser

WIDGETS = ("virtuoso", "tanstack", "reactwindow", "chatscope", "lit")
SLOW = bool(os.environ.get("SLOW"))
MOST_GROWTH = 300e6
SECONDS = 1500.0


@dataclass(frozen=True)
class Case:
    """One page: the library, how many messages, and how it behaves."""

    widget: str
    count: int = 500
    ids: int = 0
    delay: str = "150"

    def __str__(self) -> str:
        return f"{self.widget}-{self.count}-{'ids' if self.ids else 'bare'}-{self.delay}"


CASES = [Case(widget) for widget in WIDGETS]
if SLOW:
    CASES += [Case(widget, ids=1, delay="0-3000") for widget in WIDGETS]
    CASES += [Case(widget, count=5000) for widget in WIDGETS]


@dataclass(frozen=True)
class Scene:
    """A capture of such a page, beside what the page really was."""

    case: Case
    kept: Kept
    truth: Truth
    growth: Growth


@pytest.fixture(scope="module", params=CASES, ids=str)
def scene(
    request: pytest.FixtureRequest, steady: Machine, steady_browser: Browser, widgets_root: Path
) -> Scene:
    case: Case = request.param
    wish = {
        "count": case.count,
        "ids": case.ids,
        "delay": case.delay,
        "edits": 4,
        "deletes": 4,
        "lost": 2,
    }
    with page_site(widget_page, widgets_root) as site:
        tab = steady_browser.open(site.url(case.widget, **wish), height=1800)
        with watching(steady_browser.pid) as growth:
            capture(steady_browser, tab, SECONDS)
        truth = msgspec.convert(steady_browser.evaluate(tab, "truth"), Truth)
        steady_browser.close_tab(tab)
    return Scene(case, steady.newest(), truth, growth)


def test_every_message_is_there_once_and_in_order(scene: Scene) -> None:
    assert first_difference(items_of(scene.kept.manifest), scene.truth) == ""
    assert len(scene.truth.messages) == scene.case.count


def test_what_was_taken_back_meanwhile_is_kept_and_marked(scene: Scene) -> None:
    items = items_of(scene.kept.manifest)
    gone = [scene.truth.messages[n].n for n, item in enumerate(items) if item.state == "gone"]
    assert sorted(gone) == sorted(scene.truth.deleted)
    assert len(gone) == 4
    assert scene.kept.manifest.completeness.gone == 4


def test_what_was_edited_meanwhile_is_kept_as_it_was_and_as_it_is(scene: Scene) -> None:
    changed = {
        scene.truth.messages[n].n: item
        for n, item in enumerate(items_of(scene.kept.manifest))
        if item.state == "changed"
    }
    assert sorted(changed) == sorted(edit.n for edit in scene.truth.edited)
    assert len(changed) == 4
    for edit in scene.truth.edited:
        assert edit.after in changed[edit.n].text
        assert any(edit.before in each.text for each in changed[edit.n].earlier)


def test_pictures_that_never_came_are_counted(scene: Scene) -> None:
    missing = [
        media.src
        for item in items_of(scene.kept.manifest)
        for media in item.media
        if not media.loaded
    ]
    assert sorted(src.split("/", 3)[-1] for src in missing) == sorted(
        src.lstrip("/") for src in scene.truth.lost
    )
    assert scene.kept.manifest.completeness.not_loaded == 2


def test_it_is_called_complete_and_has_no_gap(scene: Scene) -> None:
    manifest = scene.kept.manifest
    assert manifest.whole
    assert manifest.completeness.end_evidence == "edge_held"
    assert manifest.completeness.notes == ()
    joins = Counter(tile.join for tile in manifest.tiles)
    assert joins["gap"] == 0
    assert joins["first"] == 1


def test_the_browser_grows_by_less_than_300_megabytes(scene: Scene) -> None:
    assert scene.growth.most > 0
    assert scene.growth.most < MOST_GROWTH, scene.growth
