"""Verification as numbered steps that return evidence: what was looked at, what was found, and why.

The steps and their numbers are those of FORMAT.md §7. What reads files is in `flows`; here is only
what follows from bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from keepsake.core import entry, manifest, note
from keepsake.core.compression import items
from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from keepsake.core.hashing import Measured

CLOCK_TOLERANCE = timedelta(minutes=10)
CLOCK_JUMP_MS = 2_000
CLOCK_BACK = timedelta(milliseconds=CLOCK_JUMP_MS)
STEPS = {
    1: "container",
    2: "checkpoint",
    3: "log",
    4: "entries",
    5: "artifacts",
    6: "manifest",
    7: "time",
    8: "order",
}


class Outcome(StrEnum):
    """The three outcomes; *not checked* is never shown as valid."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a step found that is not simply right.

    Attributes:
        outcome: INVALID or NOT_CHECKED; VALID where something is confirmed that is worth telling.
        reason: Code word; its text is `reason.WORD` in `shared/data/words/verify.json`.
        file: The file it is about, "" for none.
        facts: Numbers and times that a text may show.
        decides: Whether it counts for the outcome of its step. A further proof that could not be
            checked is told as such, and takes nothing from what is proven without it.
    """

    outcome: Outcome
    reason: str
    file: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step and its evidence.

    Attributes:
        number: As in FORMAT.md §7.
        name: Short name of the step.
        findings: What was not simply right; none means valid.
        looked_at: How many things were checked, by kind.
    """

    number: int
    name: str
    findings: tuple[Finding, ...]
    looked_at: Mapping[str, int]

    @property
    def outcome(self) -> Outcome:
        """Invalid when any finding is, else not checked when any is, else valid."""
        return _worst([finding.outcome for finding in self.findings if finding.decides])

    @property
    def reason(self) -> str:
        """Code word of the first finding that decided the outcome, "" when valid."""
        decisive = [f.reason for f in self.findings if f.decides and f.outcome is self.outcome]
        return decisive[0] if decisive else ""

    @property
    def files(self) -> tuple[str, ...]:
        """Files that findings name, each once."""
        return tuple(dict.fromkeys(f.file for f in self.findings if f.file))

    @property
    def facts(self) -> Mapping[str, str]:
        """Facts of the finding that decided the outcome."""
        decisive = [f.facts for f in self.findings if f.decides and f.outcome is self.outcome]
        return decisive[0] if decisive else {}


@dataclass(frozen=True, slots=True)
class Report:
    """All steps of one verification."""

    steps: tuple[Step, ...]

    @property
    def outcome(self) -> Outcome:
        """Invalid when any step is, else not checked when any is, else valid."""
        return _worst([step.outcome for step in self.steps])


def make_step(
    number: int, findings: Sequence[Finding], looked_at: Mapping[str, int] | None = None
) -> Step:
    """Puts findings together under their number."""
    return Step(number, STEPS[number], tuple(findings), dict(looked_at or {}))


def invalid(reason: str, file: str = "", **facts: str) -> Finding:
    """A finding that makes its step invalid."""
    return Finding(Outcome.INVALID, reason, file, facts)


def not_checked(reason: str, file: str = "", **facts: str) -> Finding:
    """A finding that leaves its step not checked."""
    return Finding(Outcome.NOT_CHECKED, reason, file, facts)


def further(reason: str, file: str = "", **facts: str) -> Finding:
    """A further proof that was not checked; its step does not rest on it."""
    return Finding(Outcome.NOT_CHECKED, reason, file, facts, decides=False)


def confirmed(reason: str, file: str = "", **facts: str) -> Finding:
    """A further proof that holds; its step does not rest on it."""
    return Finding(Outcome.VALID, reason, file, facts, decides=False)


def check_checkpoint(data: bytes, key: note.VerifierKey, file: str) -> note.Checkpoint | Finding:
    """Step 2 for one signed checkpoint."""
    try:
        return note.open_checkpoint(data, key)
    except note.NoteError as error:
        return invalid("checkpoint", file, detail=str(error))


def check_artifacts(
    body: entry.CaptureBody, look: Callable[[entry.Part], Measured], name: Callable[[int], str]
) -> list[Finding]:
    """Step 5 for one capture.

    Args:
        body: The capture's entry.
        look: Measures an artifact; raises KeepsakeError or OSError where there is none.
        name: Gives the file name of a part for findings.
    """
    findings = []
    for part in body.parts:
        try:
            problem = entry.check_measured(part, look(part))
        except (KeepsakeError, OSError, KeyError):
            problem = "part_missing"
        if problem:
            findings.append(invalid(problem, name(part.part)))
    return findings


def check_removed(file: str, utc: str, why: str, left: int) -> Finding:
    """Steps 5 and 6 for a capture that the person removed: told with date and reason, never valid.

    Args:
        file: Its folder.
        utc: When it was removed.
        why: The reason that was given.
        left: Sealed parts that are still there: a removal cut short, or a copy made before.
    """
    reason = "removed_unfinished" if left else "removed"
    return not_checked(reason, file, date=utc, why=why)


def check_waited(body: entry.CaptureBody, file: str) -> list[Finding]:
    """Step 7 for one capture: no stamp speaks of the time before it was handed over."""
    if not body.waited:
        return []
    return [further("waited", file, since=body.waited.since, until=body.waited.until)]


def check_manifest(body: entry.CaptureBody, data: bytes | None, file: str) -> list[Finding]:
    """Step 6 for one capture; `data` is the manifest's bytes, None where it has none."""
    if data is None and body.manifest < 0:
        # Of what was cut short no list can ever come: the entry itself lists what arrived.
        tell = further if body.state == entry.INCOMPLETE else not_checked
        return [tell("manifest_none", file)]
    if data is None:
        return [invalid("manifest_missing", file)]
    try:
        listed = items.decode(data)
    except KeepsakeError as error:
        if error.code is Code.VAULT_NEWER:
            return [not_checked("version_newer", file)]
        return [invalid("manifest_unreadable", file)]
    damaged = {part.part for part in body.parts if part.kind == entry.DAMAGED}
    ours = Counter(_identity(part, damaged) for part in body.parts if part.part != body.manifest)
    theirs = Counter(_identity(artifact, damaged) for artifact in listed.artifacts)
    # What it lists of them is what they were before.
    findings = [not_checked("waited_damaged", file, count=str(len(damaged)))] if damaged else []
    if listed.capture != body.capture:
        findings.append(invalid("manifest_other", file))
    if ours != theirs:
        findings.append(invalid("manifest_differs", file))
    return findings


def _identity(part: entry.Part | manifest.Artifact, damaged: set[int]) -> tuple[object, ...]:
    if part.part in damaged:
        return (part.part,)
    return (part.part, part.kind, part.bytes, part.sha256)


@dataclass(frozen=True, slots=True)
class Moment:
    """When an entry says it was written, and what it says of the computer.

    Attributes:
        entry: Its place in the log.
        utc: The time.
        host: What it says of the clock.
        staged: Whether it may have been entered later than that: a capture that was cut short has
            the time at which it began. The `recovery` entry after it has the time of its own.
    """

    entry: int
    utc: datetime
    host: Mapping[str, str] = field(default_factory=dict)
    staged: bool = False


def check_clock(number: int, host: Mapping[str, str]) -> list[Finding]:
    """Step 8 for what an entry itself says of the computer's clock. Source: FORMAT.md §3.6."""
    findings = []
    change = milliseconds(host, "clock_change_ms") or 0
    behind = milliseconds(host, "clock_behind_ms") or 0
    if change < -CLOCK_JUMP_MS:
        seconds = f"{-change / 1000:.1f}"
        findings.append(not_checked("clock_set_back", f"entry {number}", seconds=seconds))
    if behind > CLOCK_JUMP_MS:
        seconds = f"{behind / 1000:.1f}"
        findings.append(not_checked("clock_behind", f"entry {number}", seconds=seconds))
    return findings


def milliseconds(host: Mapping[str, str], name: str) -> int | None:
    """What an entry says of the clock under a name; None where it says nothing readable."""
    text = host.get(name, "")
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else None


@dataclass(frozen=True, slots=True)
class Token:
    """A token that passed step 7: its time, and the size of the tree that existed then."""

    size: int
    time: datetime
    file: str


def check_order(moments: Sequence[Moment], tokens: Sequence[Token]) -> list[Finding]:
    """Step 8: neither the entries' clock nor the authorities' time goes back.

    A clock that went back is no proof of tampering, and is told with both times instead. It is told
    from two seconds on: computers set their clocks by less than that all the time. The moments come
    in the order of their entries.
    """
    findings = []
    for before, after in pairwise(moment for moment in moments if not moment.staged):
        if after.utc < before.utc - CLOCK_BACK:
            facts = {"before": before.utc.isoformat(), "after": after.utc.isoformat()}
            findings.append(not_checked("clock_back", f"entry {after.entry}", **facts))
    findings += [found for one in moments for found in check_clock(one.entry, one.host)]
    latest = list(accumulate((moment.utc for moment in moments), max))
    for token in tokens:
        covered = bisect_left(moments, token.size, key=lambda moment: moment.entry)
        if covered and token.time < latest[covered - 1] - CLOCK_TOLERANCE:
            facts = {"before": latest[covered - 1].isoformat(), "after": token.time.isoformat()}
            findings.append(not_checked("token_early", token.file, **facts))
    return findings


def _worst(outcomes: Sequence[Outcome]) -> Outcome:
    for outcome in (Outcome.INVALID, Outcome.NOT_CHECKED):
        if outcome in outcomes:
            return outcome
    return Outcome.VALID
