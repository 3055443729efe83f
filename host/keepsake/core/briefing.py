"""What an officer asks first, gathered from a case and its captures. Pure.

Whose accounts, what was said, what was demanded and by when, what vanished, what to ask which
platform. Nothing is concluded: what was pointed out was pointed out by the person, what is told is
told in their words, the rest is counted from what was captured.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from keepsake.core import accounts
from keepsake.core.accounts import Seen
from keepsake.core.case_entries import (
    ContactBody,
    EventBody,
    MarkBody,
    PersonBody,
)
from keepsake.core.manifest import DIVIDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.accounts import Account, Mark
    from keepsake.core.casework import Casework
    from keepsake.core.manifest import Item, Manifest, Page

VERSION = 1
DISCLOSED = frozenset({"statement", "contacts", "events", "people", "marks"})
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Shown:
    """A capture as the briefing needs it: its number in the bundle and what was read of it."""

    number: int
    entry: int
    utc: str
    page: Page
    manifest: Manifest | None


class Request(msgspec.Struct, frozen=True):
    """What a platform asks for from police; from `platform_requests.json`.

    Attributes:
        wants: In which form it wants the account, by language.
        note: What else to know, by language.
        days: For how long it keeps data when police ask, 0 where that is not known.
        confirmed: Whether it was read at the platform's own page of that day.
    """

    platform: str
    wants: dict[str, str]
    note: dict[str, str]
    days: int
    source: str
    checked: str
    confirmed: bool


class Said(msgspec.Struct, frozen=True):
    """One message, and where it is."""

    exhibit: int
    item: int
    author: str
    text: str
    time: str
    time_shown: str


class Pointed(msgspec.Struct, frozen=True):
    """A message that the person pointed out, as what, and by when something was demanded."""

    meaning: str
    said: Said
    note: str = ""
    due: str = ""


class Gone(msgspec.Struct, frozen=True):
    """A message that was there during the capture and then no longer."""

    said: Said
    since: str


class Handle(msgspec.Struct, frozen=True):
    """A handle or permanent id, and where on the page it was found."""

    name: str
    value: str
    where: tuple[str, ...]


class Behind(msgspec.Struct, frozen=True):
    """Who the person thinks is behind an account, how sure they are, and why."""

    name: str
    sure: str
    why: str


class Reported(msgspec.Struct, frozen=True):
    """An account.

    Attributes:
        first: When a capture first showed it, UTC, and `last` when one last did.
        behind: Empty where the person named nobody; such an account may be their own.
    """

    platform: str
    name: str
    handles: tuple[Handle, ...]
    permanent: tuple[Handle, ...]
    addresses: tuple[str, ...]
    exhibits: tuple[int, ...]
    first: str
    last: str
    behind: tuple[Behind, ...]


class Briefing(msgspec.Struct, frozen=True):
    """All of it.

    Attributes:
        reporter: Who reports, as they named themselves for this copy; "" where they did not.
        told: Parts of the statement by key, in the person's words.
        first: The earliest message with a time of its own, and `last` the latest.
    """

    keepsake_briefing: int
    case: str
    reporter: str
    told: dict[str, str]
    accounts: tuple[Reported, ...]
    pointed: tuple[Pointed, ...]
    gone: tuple[Gone, ...]
    messages: int
    first: Said | None
    last: Said | None
    events: tuple[EventBody, ...]
    contacts: tuple[ContactBody, ...]
    ask: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The case and which of its records go along.

    Attributes:
        case: Its id, "" for captures alone.
        disclose: Of `DISCLOSED`.
    """

    case: str = ""
    disclose: frozenset[str] = frozenset()


NO_CASE = Chosen()


def briefing(
    shown: Sequence[Shown],
    work: Casework,
    chosen: Chosen,
    requests: Sequence[Request],
    reporter: str = "",
) -> Briefing:
    """Gathers the briefing.

    Args:
        shown: The captures that are handed over.
        work: All cases; only what belongs to the chosen case and may be told is taken from it.
        chosen: The case, and which of its records may be told.
        requests: What platforms ask for.
        reporter: Who reports.
    """
    case = work.cases.get(chosen.case)
    statement = work.statement(chosen.case) if "statement" in chosen.disclose else None
    dated = sorted(_dated(shown), key=lambda said: said.time)
    reported = _accounts(shown, work, chosen)
    platforms = {one.platform for one in reported} | {one.page.platform for one in shown}
    return Briefing(
        keepsake_briefing=VERSION,
        case=case.name if case else "",
        reporter=reporter,
        told={key: text for key, text in statement.body.parts.items() if text} if statement else {},
        accounts=tuple(reported),
        pointed=tuple(_pointed(shown, work, chosen)),
        gone=tuple(_gone(shown)),
        messages=sum(one.manifest.count for one in shown if one.manifest),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        events=tuple(sorted(_now(work, chosen, "events", EventBody), key=_when)),
        contacts=tuple(sorted(_now(work, chosen, "contacts", ContactBody), key=_when)),
        ask=tuple(row for row in requests if row.platform in platforms),
    )


def _now(work: Casework, chosen: Chosen, name: str, kind: type[Kind]) -> list[Kind]:
    """What holds now of one kind, where it may be told."""
    if name not in chosen.disclose:
        return []
    return [record.body for record in work.records(chosen.case, kind)]


def _when(body: EventBody | ContactBody) -> str:
    return body.when.utc


def _items(one: Shown) -> Iterator[tuple[int, Item]]:
    items = one.manifest.items if one.manifest else ()
    return ((n, item) for n, item in enumerate(items, start=1) if item.kind != DIVIDER)


def _said(one: Shown, number: int, item: Item) -> Said:
    return Said(one.number, number, item.author, item.text, item.time, item.time_shown)


def _dated(shown: Iterable[Shown]) -> Iterator[Said]:
    for one in shown:
        yield from (_said(one, number, item) for number, item in _items(one) if item.time)


def _gone(shown: Iterable[Shown]) -> Iterator[Gone]:
    for one in shown:
        for number, item in _items(one):
            if item.state == "gone":
                yield Gone(_said(one, number, item), item.missing_since)


def _pointed(shown: Sequence[Shown], work: Casework, chosen: Chosen) -> Iterator[Pointed]:
    by_entry = {one.entry: one for one in shown}
    for mark in _now(work, chosen, "marks", MarkBody):
        one = by_entry.get(mark.entry)
        item = dict(_items(one)).get(mark.item) if one else None
        if one and item:
            due = " ".join(filter(None, (mark.due.date, mark.due.clock, mark.due.zone)))
            yield Pointed(mark.meaning, _said(one, mark.item, item), mark.note, due)


def _accounts(shown: Sequence[Shown], work: Casework, chosen: Chosen) -> list[Reported]:
    """Accounts, those first behind which the person names somebody."""
    numbers = {one.entry: one.number for one in shown}
    seen = [
        Seen(one.entry, one.utc, one.page.platform or "", one.page.url, one.page.ids)
        for one in shown
    ]
    people = _now(work, chosen, "people", PersonBody)
    found = [_reported(one, numbers, people) for one in accounts.fold(seen, work.accounts)]
    return sorted(found, key=lambda one: not one.behind)


def _reported(one: Account, numbers: dict[int, int], people: Sequence[PersonBody]) -> Reported:
    behind = [
        Behind(person.name, person.sure, person.why)
        for person in people
        if set(person.accounts) & set(one.keys)
    ]
    return Reported(
        platform=one.platform,
        name=one.name,
        handles=tuple(map(_handle, one.handles)),
        permanent=tuple(map(_handle, one.permanent)),
        addresses=one.addresses,
        exhibits=tuple(numbers[entry] for entry in one.captures),
        first=one.first,
        last=one.last,
        behind=tuple(behind),
    )


def _handle(mark: Mark) -> Handle:
    return Handle(mark.name, mark.value, mark.where)
