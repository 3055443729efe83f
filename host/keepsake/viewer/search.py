"""Search over everything that was captured and written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keepsake.viewer import present
from keepsake.viewer.event_sources import authors
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from keepsake.local_time import LocalTime
    from keepsake.vault.index import Hit
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.view import View

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


class Found(NamedTuple):
    """What was found, and what it can be narrowed to; `total` counts all places."""

    groups: list[Group]
    notes: list[Note]
    total: int
    platforms: list[str]
    authors: list[str]


_PAGES = {
    "case": "cases.listing",
    "event": "timeline.page",
    "contact": "police.page",
    "seizure": "police.page",
    "outcome": "police.page",
    "person": "people.page",
    "account": "people.page",
    "mark": "timeline.page",
    "correction": "timeline.page",
    "recheck": "timeline.page",
    "login": "people.page",
    "eyewitness": "people.page",
    "statement": "statement.page",
    "supplement": "statement.page",
}


def search(view: View, wanted: str, asked: SearchFilter) -> Found:
    """Where the words were found, by capture.

    Raises:
        KeepsakeError: An entry is damaged, with its file named.
    """
    summaries = {summary.entry: summary for summary in view.session.summaries()}
    hits = [hit for hit in view.session.search(wanted) if _fits(view, hit, asked, summaries)]
    by_capture: dict[int, list[Hit]] = {}
    for hit in hits:
        by_capture.setdefault(hit.entry, []).append(hit)
    notes = [_note(view, hit) for hit in hits if hit.entry not in summaries]
    groups = [
        Group(
            present.head_of(view, summaries[entry]),
            tuple(_place(view, hit) for hit in found[:PLACES]),
            max(0, len(found) - PLACES),
        )
        for entry, found in by_capture.items()
        if entry in summaries
    ]
    captures = list(summaries.values())
    return Found(
        groups,
        notes,
        len(hits),
        sorted({one.platform for one in captures if one.platform}),
        authors(view, captures)[:MOST_AUTHORS],
    )


def _fits(view: View, hit: Hit, asked: SearchFilter, summaries: dict[int, Summary]) -> bool:
    """Whether a place is where, whose and of when it was asked for."""
    capture = summaries.get(hit.entry)
    captured = capture is not None
    if asked.inside and captured is not (asked.inside == "captures"):
        return False
    if asked.platform and (capture is None or capture.platform != asked.platform):
        return False
    if asked.author and hit.author != asked.author:
        return False
    moment = view.times.day_of(hit.time)
    if not moment:
        return not (asked.since or asked.until)
    return (not asked.since or moment >= asked.since) and (not asked.until or moment <= asked.until)


def _place(view: View, hit: Hit) -> Place:
    when = view.times.write(hit.time) if hit.position >= 0 else None
    return Place(hit.position + 1, hit.position // ITEMS + 1, hit.author, when, hit.snippet)


def _note(view: View, hit: Hit) -> Note:
    kind = view.session.unlocked.entry(hit.entry).kind
    link = view.address(_PAGES.get(kind, "auth.home"))
    return Note(kind, link, view.times.write(hit.time), hit.snippet)
