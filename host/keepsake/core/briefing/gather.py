"""What an officer asks first, gathered from a case and its captures. Pure.

Whose accounts, what was said, what was demanded and by when, what vanished, what to ask which
platform. Nothing is concluded: what was pointed out was pointed out by the person, what is told is
told in their words, the rest is counted from what was captured.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from keepsake.core import accounts
from keepsake.core.accounts import Seen
from keepsake.core.briefing.counting import count_once, counts
from keepsake.core.briefing.logins import eyewitnesses, logins
from keepsake.core.briefing.names import shown_names
from keepsake.core.briefing.rechecks import rechecks, taken_away
from keepsake.core.briefing.rows import (
    Because,
    Behind,
    Briefing,
    Captured,
    Corrected,
    Gone,
    Handle,
    Person,
    Pointed,
    Recheck,
    Reported,
    Request,
    Said,
    Shown,
    Site,
    day_said,
    items_of,
    said_of,
)
from keepsake.core.briefing.sites import captured, own_accounts, sites
from keepsake.core.case.entries import (
    ContactBody,
    CorrectionBody,
    EventBody,
    EyewitnessBody,
    LoginBody,
    MarkBody,
    PersonBody,
    RecheckBody,
)
from keepsake.core.host import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.accounts import Account, Mark
    from keepsake.core.case.entries import AccountBody
    from keepsake.core.case.fold import Casework, Kept

__all__ = [
    "DISCLOSABLE",
    "NOTHING_DISCLOSED",
    "VERSION",
    "Behind",
    "Briefing",
    "Captured",
    "Corrected",
    "Disclosure",
    "Gone",
    "Handle",
    "Person",
    "Pointed",
    "Recheck",
    "Reported",
    "Request",
    "Said",
    "Shown",
    "Site",
    "briefing",
    "joined",
]  # fmt: skip
# Raised when something is gathered otherwise than before. 2: each message counts once. 3: people,
# sites, how it was captured, and whose an account is. 4: reasons, logins, eyewitnesses, and
# addresses of email are accounts. 5: names that lead to an account are its own, and whose side a
# message is on.
VERSION = 5
CUSTODY = "custody"
DISCLOSABLE = frozenset(
    {
        *("statement", "contacts", "events", "people", "marks", "corrections", "rechecks"),
        *("logins", "eyewitnesses", CUSTODY),
    }
)
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The case and which of its records go along.

    Attributes:
        case: Its id, "" for captures alone.
        records: Of `DISCLOSABLE`.
        redacted: Entries of redactions whose working copies go along.
    """

    case: str = ""
    records: frozenset[str] = frozenset()
    redacted: frozenset[int] = frozenset()


NOTHING_DISCLOSED = Disclosure()


def briefing(
    shown: Sequence[Shown],
    work: Casework,
    disclosure: Disclosure,
    requests: Sequence[Request],
    reporter: str = "",
) -> Briefing:
    """Gathers the briefing.

    Args:
        shown: The captures that are handed over.
        work: All cases; only what belongs to the chosen case and may be told is taken from it.
        disclosure: The case, and which of its records may be told.
        requests: What platforms ask for.
        reporter: Who reports.
    """
    case = work.cases.get(disclosure.case)
    statement = work.statement(disclosure.case) if "statement" in disclosure.records else None
    known = accounts.fold(_seen(shown), joined(shown, work, disclosure))
    people = _now(work, disclosure, "people", PersonBody)
    reported = _accounts(shown, known, people)
    platforms = {name for one in reported for name in one.platforms}
    platforms |= {one.page.platform or "" for one in shown}
    return Briefing(
        keepsake_briefing=VERSION,
        case=case.name if case else "",
        reporter=reporter,
        told={key: text for key, text in statement.body.parts.items() if text} if statement else {},
        accounts=tuple(reported),
        pointed=tuple(_pointed(shown, work, disclosure)),
        gone=tuple(taken_away(shown)),
        messages=count_once(shown),
        # Never all of them at once: a thread may have tens of thousands.
        first=min(_dated(shown), key=lambda said: said.time, default=None),
        last=functools.reduce(_later, _dated(shown), None),
        events=tuple(sorted(_now(work, disclosure, "events", EventBody), key=_when)),
        contacts=tuple(sorted(_now(work, disclosure, "contacts", ContactBody), key=_when)),
        ask=tuple(row for row in requests if row.platform in platforms),
        corrected=tuple(_corrected(shown, work, disclosure)),
        again=tuple(rechecks(shown, _now(work, disclosure, "rechecks", RecheckBody))),
        people=tuple(_person(one, known, shown) for one in people),
        sites=tuple(sites(shown)),
        captured=tuple(captured(shown)),
        logins=tuple(logins(shown, _now(work, disclosure, "logins", LoginBody), known)),
        eyewitnesses=tuple(
            eyewitnesses(shown, _now(work, disclosure, "eyewitnesses", EyewitnessBody))
        ),
    )


def _now(work: Casework, disclosure: Disclosure, name: str, kind: type[Kind]) -> list[Kind]:
    """What holds now of one kind, where it may be told, in the order in which it was written.

    Whoever has a bundle has the versions that hold and not those before them, and must come to
    the same order.
    """
    if name not in disclosure.records:
        return []
    return [
        kept.body
        for kept in sorted(
            (record.now for record in work.records(disclosure.case, kind)),
            key=lambda kept: kept.entry,
        )
    ]


def _when(body: EventBody | ContactBody) -> str:
    return body.when.utc


def _later(last: Said | None, said: Said) -> Said:
    return last if last and last.time > said.time else said


def _dated(shown: Iterable[Shown]) -> Iterator[Said]:
    for one in shown:
        for number, item in items_of(one):
            if item.time and counts(one.page, item):
                yield said_of(one, number, item)


def _pointed(shown: Sequence[Shown], work: Casework, disclosure: Disclosure) -> Iterator[Pointed]:
    for mark in _now(work, disclosure, "marks", MarkBody):
        if said := _named(shown, mark.entry, mark.item):
            yield Pointed(mark.meaning, said, mark.note, day_said(mark.due), mark.due.utc)


def _corrected(
    shown: Sequence[Shown], work: Casework, disclosure: Disclosure
) -> Iterator[Corrected]:
    for one in _now(work, disclosure, "corrections", CorrectionBody):
        if said := _named(shown, one.entry, one.item):
            yield Corrected(said, one.author, day_said(one.when), one.why)


def _named(shown: Iterable[Shown], entry: int, number: int) -> Said | None:
    """The message that a record is about, None where it is not handed over."""
    one = next((each for each in shown if each.entry == entry), None)
    item = dict(items_of(one)).get(number) if one else None
    return said_of(one, number, item) if one and item else None


def joined(
    shown: Sequence[Shown], work: Casework, disclosure: Disclosure
) -> list[Kept[AccountBody]]:
    """Which accounts the person joined and parted, as far as it may be told with these captures."""
    return accounts.tellable(work.accounts, _seen(shown), notes="people" in disclosure.records)


def _seen(shown: Iterable[Shown]) -> list[Seen]:
    return [
        Seen(one.entry, one.utc, one.page.platform or "", one.page.url, one.page.ids)
        for one in shown
    ]


def _person(one: PersonBody, known: Sequence[Account], shown: Sequence[Shown]) -> Person:
    theirs = [each.name for each in known if set(one.accounts) & set(each.keys)]
    numbers = {each.entry: each.number for each in shown}
    reasons = (
        Because(each.kind, each.note, numbers[each.entry], each.item)
        if each.entry in numbers
        else Because(each.kind, each.note)
        for each in one.reasons
    )
    return Person(one.name, one.relation, one.sure, one.why, tuple(theirs), tuple(reasons))


def _accounts(
    shown: Sequence[Shown], known: Sequence[Account], people: Sequence[PersonBody]
) -> list[Reported]:
    """Accounts, those first behind which the person names somebody, their own ones last."""
    by_entry = {one.entry: one for one in shown}
    own, names = own_accounts(shown, known), shown_names(shown, known)
    found = [_reported(one, by_entry, people, own, names.get(one.key, [])) for one in known]
    return sorted(found, key=lambda one: 0 if one.behind else 2 if one.own else 1)


def _reported(
    one: Account,
    by_entry: dict[int, Shown],
    people: Sequence[PersonBody],
    own: set[str],
    names: Sequence[Handle],
) -> Reported:
    behind = [
        Behind(person.name, person.sure, person.why)
        for person in people
        if set(person.accounts) & set(one.keys)
    ]
    hosts = dict.fromkeys(host_of(by_entry[entry].page.url) for entry in one.captures)
    return Reported(
        platform=one.platform,
        name=one.name,
        handles=(*map(_handle, one.handles), *names),
        permanent=tuple(map(_handle, one.permanent)),
        addresses=one.addresses,
        exhibits=tuple(by_entry[entry].number for entry in one.captures),
        first=one.first,
        last=one.last,
        behind=tuple(behind),
        platforms=one.platforms,
        hosts=tuple(filter(None, hosts)),
        own=_own(one, own) if not behind else "",
    )


def _own(one: Account, own: set[str]) -> str:
    return "said" if one.own else "shown" if one.key in own else ""


def _handle(mark: Mark) -> Handle:
    return Handle(mark.name, mark.value, mark.where, mark.platform)
