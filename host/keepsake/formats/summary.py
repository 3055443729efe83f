"""summary.json: which exhibits a bundle holds and how it was made. Source: FORMAT.md §6.1.

It is a table of contents. What it says of an exhibit is in the exhibit's entry and manifest too,
and the reader shows it from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.verify import Report
    from keepsake.formats.bundle import Exhibit, Proof

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


def exhibit_numbers(data: bytes, entries: Sequence[int]) -> dict[int, int]:
    """The number of each entry's exhibit, from a summary that is not trusted.

    Args:
        data: summary.json.
        entries: Those in the bundle, in order.

    Returns:
        The summary's numbers where each entry has one of its own there, else 1, 2, 3 in order.
        Nothing rests on them: what an exhibit holds is checked against its entry.
    """
    try:
        rows = msgspec.json.decode(data, type=_Numbers).exhibits
    except (msgspec.DecodeError, UnicodeDecodeError):
        rows = ()
    found = {row.entry: row.number for row in rows}
    own = len(set(found.values())) == len(rows) and min(found.values(), default=0) > 0
    if own and len(found) == len(rows) and set(found) == set(entries):
        return found
    return {entry: number for number, entry in enumerate(entries, start=1)}


def summary(
    made: Made,
    vault: str,
    size: int,
    exhibits: Sequence[Exhibit],
    proofs: Sequence[Proof],
    report: Report,
    insisted: tuple[Insisted, ...] = (),
) -> bytes:
    """The exact bytes of summary.json."""  # fmt: skip
    contents = tuple(
        Contents(exhibit.number, exhibit.entry, exhibit.folder, exhibit.body.capture)
        for exhibit in exhibits
    )
    stamps = {f"{stamp.size}-{stamp.authority}" for proof in proofs for stamp in proof.stamps}
    steps = tuple(StepThen(step.number, step.outcome, step.reason) for step in report.steps)
    used = tuple(sorted(stamps))
    return msgspec.json.encode(
        Summary(SUMMARY_VERSION, made, vault, size, contents, used, steps, insisted)
    )
