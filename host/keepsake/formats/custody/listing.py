"""The list of custody, line by line: for the form on paper (`form`), and as CSV."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import msgspec

from keepsake.core.added.entry import KIND, FileBody
from keepsake.core.custody import ReceiptBody
from keepsake.core.entry import CaptureBody
from keepsake.core.entry import body as body_of
from keepsake.core.manifest import COMMAND
from keepsake.env import parse_utc
from keepsake.formats import waited
from keepsake.formats.custody import receipts
from keepsake.formats.interchange import csv_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keepsake.core.custody import Act
    from keepsake.core.entry import Entry
    from keepsake.formats.paper.words import Words

KEPT = "kept"


class Kept(Protocol):
    """What was kept: an exhibit, or a line of the form for one."""

    @property
    def number(self) -> int:
        """As which exhibit it is known."""

    @property
    def entry(self) -> int:
        """Its place in the log."""

    @property
    def record(self) -> Entry:
        """Its entry."""


class Line(msgspec.Struct, frozen=True):
    """One act.

    Attributes:
        record: Its place in the log.
        utc: When, by the computer's clock.
        when: The same in words, in the zone of the computer then.
        action: In words.
        exhibits: Their numbers, "" for the whole vault.
        who: As the person named themselves.
        why: In their words.
        to: Who received it.
        medium: How it travelled.
        sha256: Of what left, was printed or was checked.
        outcome: Of a check, in words.
    """

    record: int
    utc: str
    when: str
    action: str
    exhibits: str
    who: str
    why: str
    to: str
    medium: str
    sha256: str
    outcome: str


def lines(acts: Iterable[Act], exhibits: Sequence[Kept], words: Words) -> list[Line]:
    """How each capture was kept, and every act since, in the order of the log.

    Args:
        acts: Only such as may be told, in a bundle those that name only captures in it.
        exhibits: What the list is about.
        words: Of the report's language.
    """
    numbers = {exhibit.entry: exhibit.number for exhibit in exhibits}
    found = [_kept(exhibit, words) for exhibit in exhibits]
    found += [_line(act, numbers, words) for act in acts]
    return sorted(found, key=lambda line: line.record)


def as_csv(rows: Sequence[Line]) -> bytes:
    """The rows as CSV."""
    cells = (map(str, msgspec.structs.astuple(row)) for row in rows)
    return b"".join(csv_cells.rows(chain((Line.__struct_fields__,), cells)))


def _kept(exhibit: Kept, words: Words) -> Line:
    record = exhibit.record
    at = partial(moment, zone=record.zone, offset_minutes=record.offset_minutes, words=words)
    when = at(record.utc)
    action = words(f"custody.{KEPT}")
    if told := waited.short(body_of(record, CaptureBody), at, words.language):
        action = f"{action} ({told[0]}{words('colon')}{told[1]})"
    who = body_of(record, FileBody).who if record.kind == KIND else _operator(record, words)
    return Line(
        exhibit.entry, record.utc, when, action, str(exhibit.number), who, "", "", "", "", ""
    )


def _operator(record: Entry, words: Words) -> str:
    """Who ran the program where no person clicked; "" where one did, who is not named there."""
    host = body_of(record, CaptureBody).host
    if host.get("started_by") != COMMAND:
        return ""
    return host.get("operator", "") or words("custody.unnamed.command")


def _line(act: Act, numbers: Mapping[int, int], words: Words) -> Line:
    body = act.body
    here = sorted(numbers[entry] for entry in body.captures if entry in numbers)
    named = ", ".join(map(str, here))
    action = words.named("custody.kind", act.kind)
    document = getattr(body, "document", "")
    if document:
        action = f"{action} ({words.named('custody.document', document)})"
    outcome = getattr(body, "outcome", "")
    return Line(
        record=act.entry,
        utc=act.utc,
        when=moment(act.utc, act.zone, act.offset_minutes, words),
        action=action,
        exhibits=named,
        who=body.who,
        why=body.why,
        to=getattr(body, "to", ""),
        medium=getattr(body, "medium", ""),
        sha256=act.sha256,
        outcome=words.named("custody.outcome", outcome) if outcome else _received(act, words),
    )


def _received(act: Act, words: Words) -> str:
    """What a receipt says, in the zone of the computer then; "" of every other act."""
    if not isinstance(act.body, ReceiptBody):
        return ""
    at = partial(moment, zone=act.zone, offset_minutes=act.offset_minutes, words=words)
    return receipts.said(act.body, lambda key: words(f"custody.{key}"), at)


def moment(utc: str, zone: str, offset_minutes: int, words: Words) -> str:
    """A time in words, in the zone that the computer was in then, which is named."""
    try:
        found = parse_utc(utc)
    except ValueError:
        return utc
    return f"{words.moment(found, offset_minutes)} ({words.zone(zone, offset_minutes)})"
