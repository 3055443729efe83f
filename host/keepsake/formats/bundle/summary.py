"""summary.json: which exhibits a bundle holds and how it was made. Source: FORMAT.md §6.1.

It is a table of contents. What it says of an exhibit is in the exhibit's entry and manifest too,
and the reader shows it from there.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.verify import Report
    from keepsake.formats.bundle.payload import Exhibit, Proof

SUMMARY_VERSION = 2


class Made(msgspec.Struct, frozen=True):
    """When and by what the bundle was made."""

    utc: str
    zone: str
    offset_minutes: int
    program: str
    language: str


class Contents(msgspec.Struct, frozen=True):
    """One exhibit."""

    number: int
    entry: int
    folder: str
    capture: str


class StepThen(msgspec.Struct, frozen=True):
    """What a step of verification found when the bundle was made."""

    number: int
    outcome: str
    reason: str


class Insisted(msgspec.Struct, frozen=True):
    """Something that did not verify and left all the same.

    Attributes:
        exhibit: Its number, 0 for the log itself.
        entry: Its entry, -1 for the log itself.
        step: Of the check.
        reason: Code word of the finding.
        file: Of the vault.
    """

    exhibit: int
    entry: int
    step: int
    reason: str
    file: str


class Summary(msgspec.Struct, frozen=True):
    """The whole of it."""

    keepsake_bundle: int
    made: Made
    vault: str
    entries_in_log: int
    exhibits: tuple[Contents, ...]
    stamps: tuple[str, ...]
    verification: tuple[StepThen, ...]
    insisted: tuple[Insisted, ...] = ()


class _Number(msgspec.Struct, frozen=True):
    number: int
    entry: int


class _Numbers(msgspec.Struct, frozen=True):
    exhibits: tuple[_Number, ...]


def exhibit_numbers(lists: Sequence[bytes], entries: Sequence[int]) -> dict[int, int]:
    """The number of each entry's exhibit, from lists that are not trusted.

    Args:
        lists: contents.json and summary.json; the first that numbers exhibits counts.
        entries: Those in the bundle, in order.

    Returns:
        The list's numbers; an entry that it does not number has the lowest number that is left.
        Nothing rests on them: what an exhibit holds is checked against its entry.
    """
    given = next(filter(None, map(listed_numbers, lists)), {})
    left = (number for number in count(1) if number not in given.values())
    return {entry: given[entry] if entry in given else next(left) for entry in entries}


class _Row(msgspec.Struct, frozen=True, order=True):
    number: int
    entry: int
    folder: str
    capture: str


class _Rows(msgspec.Struct, frozen=True):
    exhibits: tuple[_Row, ...]


def lists_exactly(data: bytes, exhibits: Iterable[tuple[int, int, str, str]]) -> bool:
    """Whether a summary that is not trusted lists these: number, entry, folder and capture."""
    try:
        rows = msgspec.json.decode(data, type=_Rows).exhibits
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return sorted(rows) == sorted(_Row(*each) for each in exhibits)


def listed_numbers(data: bytes) -> dict[int, int]:
    """The number of each entry as a list has it; nothing unless each has one of its own."""
    try:
        rows = msgspec.json.decode(data, type=_Numbers).exhibits
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    found = {row.entry: row.number for row in rows}
    own = len(set(found.values())) == len(rows) and min(found.values(), default=0) > 0
    return found if own and len(found) == len(rows) else {}


def summary(
    made: Made,
    log: tuple[str, int],
    exhibits: Sequence[Exhibit],
    proofs: Sequence[Proof],
    report: Report,
    insisted: tuple[Insisted, ...] = (),
) -> bytes:
    """The exact bytes of summary.json; `log` is the id of its vault, and its size."""  # fmt: skip
    contents = tuple(
        Contents(exhibit.number, exhibit.entry, exhibit.folder, exhibit.body.capture)
        for exhibit in exhibits
    )
    stamps = {f"{stamp.size}-{stamp.authority}" for proof in proofs for stamp in proof.stamps}
    steps = tuple(StepThen(step.number, step.outcome, step.reason) for step in report.steps)
    used = tuple(sorted(stamps))
    return msgspec.json.encode(
        Summary(SUMMARY_VERSION, made, *log, contents, used, steps, insisted)
    )
