"""The present state of all cases: the fold of their entries. Pure; what was replaced stays.

Source: FORMAT.md §9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from keepsake.core import practice
from keepsake.core.added.entry import HOLDERS
from keepsake.core.case.entries import (
    KINDS,
    AccountBody,
    AssignBody,
    Body,
    CaseBody,
    ContactBody,
    CorrectionBody,
    CoverBody,
    EventBody,
    EyewitnessBody,
    LoginBody,
    MarkBody,
    OutcomeBody,
    PersonBody,
    RecheckBody,
    SeizureBody,
    StatementBody,
    SupplementBody,
)
from keepsake.core.entry import CaptureBody
from keepsake.core.entry import body as body_of

if TYPE_CHECKING:
    from keepsake.core.entry import Entry

Kind = TypeVar("Kind")
_RECORDS = (
    EventBody, ContactBody, SeizureBody, OutcomeBody, PersonBody, StatementBody, MarkBody,
    CorrectionBody, RecheckBody, LoginBody, EyewitnessBody,
)  # fmt: skip


class Kept(NamedTuple, Generic[Kind]):
    """One entry: its place in the log, when it was written, what it says."""

    entry: int
    utc: str
    body: Kind


class Record(NamedTuple, Generic[Kind]):
    """A thing in a case with all its versions, oldest first; `root` names it for good."""

    root: int
    versions: tuple[Kept[Kind], ...]

    @property
    def now(self) -> Kept[Kind]:
        """The version that holds."""
        return self.versions[-1]

    @property
    def body(self) -> Kind:
        """What it says now."""
        return self.versions[-1].body


@dataclass(slots=True)
class Case:
    """One case.

    Attributes:
        exhibits: Number by entry, given in the order in which captures came into the case; a
            number is never given twice, so that what names one stays right.
        inside: Entries that belong to it now.
    """

    case: str
    name: str
    made: int
    utc: str
    closed: bool = False
    exhibits: dict[int, int] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)

    @property
    def numbered(self) -> list[tuple[int, int]]:
        """Number and entry of everything that is in the case now, by number."""
        return sorted(
            (number, entry) for entry, number in self.exhibits.items() if entry in self.inside
        )


@dataclass(slots=True)
class Casework:
    """All cases, read entry by entry in the order of the log."""

    cases: dict[str, Case] = field(default_factory=dict)
    place: dict[int, str] = field(default_factory=dict)
    accounts: list[Kept[AccountBody]] = field(default_factory=list)
    covered: dict[int, set[int]] = field(default_factory=dict)
    _records: dict[type, dict[int, list[Kept[Body]]]] = field(default_factory=dict)
    _roots: dict[int, int] = field(default_factory=dict)
    _supplements: list[Kept[SupplementBody]] = field(default_factory=list)
    _early: dict[str, list[int]] = field(default_factory=dict)

    def add(self, index: int, entry: Entry) -> None:
        """Takes the next entry in; kinds that are no business of a case are passed over.

        Raises:
            KeepsakeError: VAULT_DAMAGED, its body has another form.
        """
        if entry.kind in HOLDERS:
            self.capture(index, body_of(entry, CaptureBody).case)
            return
        kind = KINDS.get(entry.kind)
        if kind is None:
            return
        self._take(Kept(index, entry.utc, body_of(entry, kind)))

    def capture(self, index: int, case: str) -> None:
        """Takes a capture in, where the case that was chosen then is known already.

        One made to practise has no place, so that nothing can put it into a case.
        """
        if case != practice.CASE:
            self._put(index, case)

    def records(self, case: str, kind: type[Kind]) -> list[Record[Kind]]:
        """The things of a kind in a case that were not withdrawn, in the order they were begun."""
        found = []
        for root, versions in list(self._records.get(kind, {}).items()):
            now = versions[-1].body
            if getattr(now, "case", "") == case and not getattr(now, "withdrawn", False):
                found.append(Record(root, cast("tuple[Kept[Kind], ...]", tuple(versions))))
        return found

    def record(self, kind: type[Kind], root: int) -> Record[Kind] | None:
        """One thing by its root, also one that was withdrawn."""
        versions = self._records.get(kind, {}).get(root)
        return Record(root, cast("tuple[Kept[Kind], ...]", tuple(versions))) if versions else None

    def supplements(self, case: str) -> list[Kept[SupplementBody]]:
        """What was added to the statement later, oldest first."""
        return [kept for kept in self._supplements if kept.body.case == case]

    def statement(self, case: str) -> Record[StatementBody] | None:
        """The statement of a case with all its versions."""
        found = self.records(case, StatementBody)
        return found[0] if found else None

    def inbox(self) -> list[int]:
        """Entries of captures that belong to no case yet, in order."""
        return [entry for entry, case in list(self.place.items()) if case not in self.cases]

    def _take(self, kept: Kept[Body]) -> None:
        body = kept.body
        if isinstance(body, CaseBody):
            self._case(kept, body)
        elif isinstance(body, AssignBody):
            for entry in body.entries:
                if entry in self.place:
                    self._put(entry, body.case)
        elif isinstance(body, AccountBody):
            self.accounts.append(Kept(kept.entry, kept.utc, body))
        elif isinstance(body, SupplementBody):
            self._supplements.append(Kept(kept.entry, kept.utc, body))
        elif isinstance(body, CoverBody):
            self._cover(body)
        elif isinstance(body, _RECORDS):
            self._record(kept, body.replaces)

    def _cover(self, body: CoverBody) -> None:
        parts = self.covered.get(body.entry, set())
        self.covered[body.entry] = (
            parts | set(body.parts) if body.covered else parts - set(body.parts)
        )

    def _record(self, kept: Kept[Body], replaces: int) -> None:
        of_kind = self._records.setdefault(type(kept.body), {})
        root = self._roots.get(replaces, kept.entry)
        if root not in of_kind:
            # It names an entry of another kind, or none: then it stands for itself.
            root = kept.entry
        self._roots[kept.entry] = root
        of_kind.setdefault(root, []).append(kept)

    def _case(self, kept: Kept[Body], body: CaseBody) -> None:
        known = self.cases.get(body.case)
        if known is None:
            self.cases[body.case] = Case(body.case, body.name, kept.entry, kept.utc)
            for entry in self._early.pop(body.case, ()):
                self._put(entry, body.case)
            return
        if body.action in ("closed", "opened"):
            known.closed = body.action == "closed"
        if body.name:
            known.name = body.name

    def _put(self, entry: int, case: str) -> None:
        before = self.cases.get(self.place.get(entry, ""))
        if before is not None:
            before.inside.discard(entry)
        self.place[entry] = case
        there = self.cases.get(case)
        if there is None:
            if case:
                self._early.setdefault(case, []).append(entry)
            return
        there.inside.add(entry)
        there.exhibits.setdefault(entry, len(there.exhibits) + 1)
