"""What of a case goes into a bundle beside its captures: the briefing and the records under it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.catalogue import filled, table
from keepsake.core.briefing.gather import Briefing, Disclosure, Request, Shown, briefing, joined
from keepsake.core.case.entries import (
    ContactBody,
    CorrectionBody,
    EventBody,
    EyewitnessBody,
    LoginBody,
    MarkBody,
    PersonBody,
    RecheckBody,
    StatementBody,
)
from keepsake.core.case.fold import Casework
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.statement.paper import paper
from keepsake.flows.statement.references import Naming, reader
from keepsake.local_time import LocalTimes
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.statement.paper import Paper
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.vault.unlocked import Unlocked

_TABLES = ("viewer", "case", "statement")
_KINDS: dict[str, type[Any]] = {
    "statement": StatementBody,
    "contacts": ContactBody,
    "events": EventBody,
    "people": PersonBody,
    "marks": MarkBody,
    "corrections": CorrectionBody,
    "rechecks": RecheckBody,
    "logins": LoginBody,
    "eyewitnesses": EyewitnessBody,
}


def casework(unlocked: Unlocked) -> Casework:
    """All cases of a vault; entries that do not open are passed over, which the audit names."""
    work = Casework()
    for index, record in unlocked.readable():
        work.add(index, record)
    return work


def numbers(work: Casework, case: str, entries: Iterable[int]) -> dict[int, int]:
    """Exhibit numbers by entry: those of the case, so that what a statement names stays right.

    Captures that were never in the case, and all where there is none, follow in the order of
    their entries.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, there is no such case.
    """
    known = work.cases.get(case)
    if case and known is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"case {case}")
    given = dict(known.exhibits) if known else {}
    for entry in sorted(set(entries)):
        given.setdefault(entry, max(given.values(), default=0) + 1)
    return given


def brief(
    exhibits: Sequence[Exhibit], work: Casework, disclosure: Disclosure, reporter: str = ""
) -> Briefing:
    """The briefing over some exhibits. See `keepsake.core.briefing.gather.briefing`."""
    return briefing(shown(exhibits), work, disclosure, requests(), reporter)


def shown(exhibits: Iterable[Exhibit]) -> list[Shown]:
    """Exhibits as what is gathered from them takes them."""
    return [
        Shown(each.number, each.entry, each.record.utc, each.page, each.manifest)
        for each in exhibits
    ]


def statement(
    unlocked: Unlocked, work: Casework, disclosure: Disclosure, zone: str, language: str
) -> Paper | None:
    """The statement of the case ready for paper, None where there is none or it is not told.

    Args:
        unlocked: The vault, open; exhibits that the statement names are read from it.
        work: All cases.
        disclosure: The case, and what of it is told.
        zone: IANA name of the zone that times are written in.
        language: Of the words around the text.
    """
    case = work.cases.get(disclosure.case)
    if case is None or "statement" not in disclosure.records or work.statement(case.case) is None:
        return None
    words = {key: text for name in _TABLES for key, text in table(name, language).items()}

    def say(key: str, **facts: object) -> str:
        return filled(words[key], {name: str(value) for name, value in facts.items()})

    naming = Naming(case, reader(unlocked), say, LocalTimes(zone, say))
    return paper(work, case, naming, language, told=disclosure.records)


def records(work: Casework, disclosure: Disclosure, exhibits: Iterable[Exhibit] = ()) -> list[int]:
    """Entries that say what the briefing tells: the version that holds of each thing disclosed.

    With exhibits also those that say which of their accounts are one, with which account their
    pages were viewed, and who else looked at these.
    """
    seen = shown(exhibits)
    here = {one.entry for one in seen}
    found = {
        record.now.entry
        for name in sorted(disclosure.records & _KINDS.keys())
        for record in work.records(disclosure.case, _KINDS[name])
        if _is_here(record.body, here)
    }
    if "statement" in disclosure.records:
        found |= {added.entry for added in work.supplements(disclosure.case)}
    found |= {kept.entry for kept in joined(seen, work, disclosure)}
    return sorted(found)


def _is_here(body: object, entries: set[int]) -> bool:
    """Whether a record that speaks of captures alone speaks of one that goes along."""
    if isinstance(body, LoginBody):
        return body.entry in entries
    return not isinstance(body, EyewitnessBody) or bool(entries.intersection(body.entries))


def people(work: Casework, disclosure: Disclosure) -> tuple[PersonBody, ...]:
    """Whom the person names, where that is told, in the order in which it was written."""
    if "people" not in disclosure.records:
        return ()
    kept = (record.now for record in work.records(disclosure.case, PersonBody))
    return tuple(one.body for one in sorted(kept, key=lambda one: one.entry))


@lru_cache
def requests() -> tuple[Request, ...]:
    """What platforms ask for, from `platform_requests.json`."""
    data = shared_path("data", "platform_requests.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Request, ...])
