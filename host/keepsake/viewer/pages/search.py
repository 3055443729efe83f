"""Search over everything that was captured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, request, url_for

from keepsake.flows import casework
from keepsake.viewer import context, present
from keepsake.viewer.event_sources import authors
from keepsake.viewer.pages.captures import head_of
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from keepsake.local_time import LocalTime
    from keepsake.vault.index import Hit
    from keepsake.vault.index_rows import Summary

blueprint = Blueprint("search", __name__)

PLACES = 6
MOST_AUTHORS = 60
INSIDE = ("captures", "notes")


class SearchFilter(NamedTuple):
    """What the places are narrowed to; days as `2026-11-20`, each "" for any."""

    inside: str
    platform: str
    author: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place; `item` is its number in the capture, 0 for the title or the address."""

    item: int
    page: int
    author: str
    when: LocalTime | None
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The places of one capture; `more` of them are not listed."""

    head: present.Head
    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Note:
    """A place in what the person wrote down: its kind, where it leads, and the words."""

    kind: str
    link: str
    when: LocalTime | None
    snippet: tuple[tuple[str, bool], ...]


_PAGES = {
    "case": "cases.listing",
    "event": "timeline.page",
    "contact": "police.page",
    "seizure": "police.page",
    "outcome": "police.page",
    "person": "people.page",
    "account": "people.page",
    "mark": "timeline.page",
    "recheck": "timeline.page",
    "statement": "statement.page",
    "supplement": "statement.page",
}


@blueprint.get("/search")
def results() -> str:
    """Where the words were found, by capture."""
    wanted = request.args.get("q", "").strip()[:200]
    asked = _asked()
    summaries = {summary.entry: summary for summary in context.session().summaries()}
    hits = [hit for hit in context.session().search(wanted) if _fits(hit, asked, summaries)]
    by_capture: dict[int, list[Hit]] = {}
    for hit in hits:
        by_capture.setdefault(hit.entry, []).append(hit)
    notes = [_note(hit) for hit in hits if hit.entry not in summaries]
    groups = [
        Group(
            head_of(summaries[entry]),
            tuple(_place(hit) for hit in found[:PLACES]),
            max(0, len(found) - PLACES),
        )
        for entry, found in by_capture.items()
        if entry in summaries
    ]
    return context.page(
        "search.html",
        groups=groups,
        notes=notes,
        wanted=wanted,
        total=len(hits),
        choice=asked,
        platforms=sorted({one.platform for one in summaries.values() if one.platform}),
        authors=authors(list(summaries.values()))[:MOST_AUTHORS],
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


def _fits(hit: Hit, asked: SearchFilter, summaries: dict[int, Summary]) -> bool:
    """Whether a place is where, whose and of when it was asked for."""
    capture = summaries.get(hit.entry)
    captured = capture is not None
    if asked.inside and captured is not (asked.inside == "captures"):
        return False
    if asked.platform and (capture is None or capture.platform != asked.platform):
        return False
    if asked.author and hit.author != asked.author:
        return False
    moment = context.local_times().day_of(hit.time)
    if not moment:
        return not (asked.since or asked.until)
    return (not asked.since or moment >= asked.since) and (not asked.until or moment <= asked.until)


def _place(hit: Hit) -> Place:
    when = context.local_times().write(hit.time) if hit.position >= 0 else None
    return Place(hit.position + 1, hit.position // ITEMS + 1, hit.author, when, hit.snippet)


def _note(hit: Hit) -> Note:
    kind = context.session().unlocked.entry(hit.entry).kind
    link = url_for(_PAGES.get(kind, "auth.home"))
    return Note(kind, link, context.local_times().write(hit.time), hit.snippet)
