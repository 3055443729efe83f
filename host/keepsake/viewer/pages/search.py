"""Search over everything that was captured."""

from __future__ import annotations

from flask import Blueprint, request

from keepsake.flows import casework
from keepsake.viewer import context
from keepsake.viewer.search import INSIDE, SearchFilter, search

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> str:
    """Where the words were found, by capture."""
    wanted = request.args.get("q", "").strip()[:200]
    asked = _asked()
    found = search(context.view(), wanted, asked)
    return context.page(
        "search.html",
        groups=found.groups,
        notes=found.notes,
        wanted=wanted,
        total=found.total,
        choice=asked,
        platforms=found.platforms,
        authors=found.authors,
    )


def _asked() -> SearchFilter:
    given = request.args.get
    inside = given("in", "")
    return SearchFilter(
        inside if inside in INSIDE else "",
        given("platform", "")[:40],
        given("author", "")[:300],
        casework.day_of(given("from", ""), "", "").date,
        casework.day_of(given("to", ""), "", "").date,
    )
