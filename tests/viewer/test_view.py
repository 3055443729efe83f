"""What pages show is made from values: without a request, an application or a browser."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import flask
import pytest

from keepsake import viewer
from keepsake.core import placed
from keepsake.env import real_environment
from keepsake.local_time import LocalTimes
from keepsake.viewer import (
    capture_list,
    content_cover,
    disclosures,
    home,
    message_place,
    opened,
    rechecks,
    timeline,
)
from keepsake.viewer.catalogue import catalogue_in
from keepsake.viewer.search import SearchFilter, search
from keepsake.viewer.timeline_rows import TimelineFilter
from keepsake.viewer.view import View
from viewer.conftest import THREAD, session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.vault.unlocked import Unlocked

ROOT = Path(viewer.__file__).parent
# What stands between a request and the pages.
PLUMBING = {
    "app.py",
    "context.py",
    "mending_pages.py",
    "notices.py",
    "sealed_query.py",
    "security.py",
}


@pytest.fixture
def view(vault: Path, unlocked: Unlocked) -> View:
    assert not flask.has_app_context()
    text = catalogue_in("en")
    return View(
        session=session_of(vault, unlocked, real_environment()),
        text=text,
        times=LocalTimes("America/Toronto", text),
        zone="America/Toronto",
        blur=False,
        address=lambda page, **facts: "?".join([page, *(f"{k}={v}" for k, v in facts.items())]),
    )


def test_rows_of_the_timeline_are_made_from_a_value(view: View) -> None:
    everything = TimelineFilter("all", "", "", "", 0)
    summaries = timeline.summaries_of(view)
    rows, _after = timeline.part(view, everything, summaries)
    assert {"message", "capture"} <= {row.kind for row in rows}
    assert [row.utc for row in rows] == sorted(row.utc for row in rows)
    assert f"captures.pictures?entry={THREAD}" in {row.link for row in rows}
    only = TimelineFilter("capture", "", "", "", 0)
    assert {row.kind for row in timeline.part(view, only, summaries)[0]} == {"capture"}


def test_what_can_be_disclosed_is_made_from_a_value(view: View) -> None:
    told = disclosures.disclosable(view, view.session.case())
    assert list(told) == list(disclosures.ORDER)
    assert told["statement"]
    assert told["contacts"]
    assert disclosures.disclosable(view, None) == {}


def test_home_and_the_list_are_made_from_a_value(view: View) -> None:
    shown = home.home(view.session, view.session.unlocked.vault, date(2026, 11, 27))
    assert shown.captures == len(view.session.summaries())
    case = view.session.case()
    assert case is not None
    assert capture_list.where_of(view, "") == case.case
    assert ("all", "", shown.captures) in capture_list.places_of(view, "all")


def test_a_capture_and_its_messages_are_made_from_a_value(view: View) -> None:
    shown = opened.open_capture(view, THREAD)
    assert shown.manifest is not None
    assert shown.head.mark == "kept"
    box = placed.best_box(shown.capture.body.parts, shown.manifest, shown.manifest.items[0])
    assert box is not None
    marked = message_place.marked(view, 1, shown.capture.body, shown.manifest, box.part)
    assert marked is not None
    assert marked.number == 1
    assert rechecks.looks(view, view.session.summary(THREAD)) is not None
    assert not content_cover.any_of(view, THREAD, [box.part])


def test_what_is_found_is_made_from_a_value(view: View) -> None:
    wanted = view.session.summary(THREAD).title.split()[0]
    found = search(view, wanted, SearchFilter("", "", "", "", ""))
    assert found.total == sum(len(one.places) + one.more for one in found.groups) + len(found.notes)
    assert found.groups


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_nothing_beside_pages_asks_for_the_request() -> None:
    asks = ("flask", "keepsake.viewer.context", "keepsake.viewer.pages")
    models = [path for path in ROOT.glob("*.py") if path.name not in PLUMBING]
    assert len(models) > 40
    wrong = [
        f"{path.name} imports {name}"
        for path in models
        for name in _imported(path)
        if any(f"{name}.".startswith(f"{one}.") for one in asks)
    ]
    assert wrong == []
