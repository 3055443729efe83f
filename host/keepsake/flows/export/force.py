"""Captures that do not verify and leave all the same because the person insists: told on page 1.

What cannot be opened, or is not what was kept, stays out of the copy; the entry goes along as it
is, so that whoever checks the copy finds the same files missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.formats.bundle.summary import Insisted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from keepsake.core.verify import Finding, Report
    from keepsake.vault.unlocked import Unlocked

_PART = re.compile(r"parts/(?P<capture>[^/]+)/(?P<part>\d+)\.age")
_OF_CAPTURES = (5, 6)


@dataclass(frozen=True, slots=True)
class Failures:
    """What does not verify.

    Attributes:
        without: Parts that stay out, by entry.
        first: The first thing that was found of each entry.
        vault: The first finding of each step that concerns no capture alone.
    """

    without: Mapping[int, frozenset[int]] = field(default_factory=dict)
    first: Mapping[int, Finding] = field(default_factory=dict)
    vault: tuple[tuple[int, Finding], ...] = ()

    def insisted(self, numbers: Mapping[int, int]) -> tuple[Insisted, ...]:
        """For summary.json: by exhibit, and 0 for the vault."""
        rows = [
            Insisted(numbers[entry], entry, 5, one.reason, one.file)
            for entry, one in sorted(self.first.items())
        ]
        rows += [Insisted(0, -1, step, one.reason, one.file) for step, one in self.vault]
        return tuple(rows)


NO_FAILURES = Failures()


class Checked(NamedTuple):
    """What a check found, and what of it fails and leaves all the same."""

    report: Report
    failures: Failures


def failures_of(unlocked: Unlocked, captures: Sequence[int], checked: Report) -> Failures:
    """Reads from a check which captures fail, and which of their files.

    Args:
        unlocked: The vault, open.
        captures: Entries that are to leave.
        checked: A check of exactly these.
    """
    names = dict(_names(unlocked, captures))
    without: dict[int, set[int]] = {}
    first: dict[int, Finding] = {}
    vault = []
    for step in checked.steps:
        wrong = [one for one in step.findings if one.outcome is Outcome.INVALID]
        for one in wrong if step.number in _OF_CAPTURES else ():
            match = _PART.fullmatch(one.file)
            if match and match["capture"] in names:
                entry = names[match["capture"]]
                first.setdefault(entry, one)
                without.setdefault(entry, set()).add(int(match["part"]))
        if wrong and step.number not in _OF_CAPTURES:
            vault.append((step.number, wrong[0]))
    frozen = {entry: frozenset(parts) for entry, parts in without.items()}
    return Failures(frozen, first, tuple(vault))


def capture_of(unlocked: Unlocked, captures: Collection[int], file: str) -> str:
    """The entry of the capture that a file of the vault belongs to, "" where there is none."""
    match = _PART.match(file)
    return str(dict(_names(unlocked, captures)).get(match["capture"], "")) if match else ""


def _names(unlocked: Unlocked, captures: Collection[int]) -> Iterator[tuple[str, int]]:
    for entry in captures:
        try:
            yield unlocked.capture(entry).body.capture, entry
        except KeepsakeError:
            continue  # its entry does not open, which step 4 of the same check names
