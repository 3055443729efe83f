"""What home tells: what to do now, what is done already, what is due, and the next step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from keepsake.core.case.entries import ContactBody, SeizureBody
from keepsake.flows import casework
from keepsake.vault.access import has_recovery_code, is_code_checked
from keepsake.vault.index_rows import REMOVED

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.unlocked_session import UnlockedSession

NEWEST = 3
NOW = ("tell", "delete", "capture", "touch", "write")
SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class Due:
    """A day to keep in mind.

    Attributes:
        day: For instance `2026-12-01`.
        days: How many days until then; negative when it is past.
        what: What was promised, or what it is about.
        root: The talk it was noted in, -1 for a device.
    """

    day: str
    days: int
    what: str
    root: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the page.

    Attributes:
        now: Keys of the five lines on what to do now.
        captures: How many there are, and `removed` how many were taken away since.
        waiting: How many of them no time stamp covers yet.
        unassigned: How many belong to no case.
        exports: How often something was handed over.
        statement: `kept`, `draft` or `none`.
        contacts: How many talks with the police the case holds.
        recovery: Whether a recovery code was made, and `sheet` whether it is known to be on paper.
        due: Days to keep in mind, the nearest first.
        next_step: A key of `home.next`.
        newest: The newest captures, newest first.
    """

    now: tuple[str, ...]
    captures: int
    removed: int
    waiting: int
    unassigned: int
    exports: int
    statement: str
    contacts: int
    recovery: bool
    sheet: bool
    due: tuple[Due, ...]
    next_step: str
    newest: tuple[Summary, ...]


def home(session: UnlockedSession, vault: Vault, today: date) -> Home:
    """Looks at the vault and decides on the next step.

    Raises:
        KeepsakeError: An entry is damaged.
    """
    summaries = session.true_summaries()
    stamped = session.stamped_size()
    removed = sum(one.state == REMOVED for one in summaries)
    case, work = session.case(), session.casework()
    shown = Home(
        now=NOW,
        captures=len(summaries) - removed,
        removed=removed,
        waiting=sum(summary.entry >= stamped for summary in summaries),
        unassigned=len(work.inbox()),
        exports=len(session.exports()),
        statement=_statement(session),
        contacts=len(work.records(case.case, ContactBody)) if case else 0,
        recovery=has_recovery_code(vault),
        sheet=is_code_checked(vault),
        due=tuple(_due(session, today)),
        next_step="",
        newest=tuple(reversed(summaries[-NEWEST:])),
    )
    step = _next_step(shown, claimed=vault.claimed, cased=bool(work.cases))
    return replace(shown, next_step=step)


def _statement(session: UnlockedSession) -> str:
    case = session.case()
    if case is None:
        return "none"
    if session.casework().statement(case.case):
        return "kept"
    return "draft" if casework.load_draft(session.unlocked, case.case) else "none"


def _due(session: UnlockedSession, today: date) -> list[Due]:
    case = session.case()
    if case is None:
        return []
    found: list[Due] = []
    for talk in session.casework().records(case.case, ContactBody):
        for day in {talk.body.promised_on, talk.body.follow_up} - {""}:
            what = talk.body.promised or talk.body.agency or talk.body.person
            found += _within(day, what, talk.root, today)
    for sheet in session.casework().records(case.case, SeizureBody):
        if sheet.body.back_on:
            found += _within(sheet.body.back_on, sheet.body.what, -1, today)
    return sorted(found, key=lambda one: one.day)


def _within(day: str, what: str, root: int, today: date) -> list[Due]:
    days = (date.fromisoformat(day) - today).days
    return [Due(day, days, what, root)] if abs(days) <= SOON_DAYS else []


def _next_step(shown: Home, *, claimed: bool, cased: bool) -> str:
    steps = (
        ("capture", not shown.captures),
        ("passphrase", not claimed),
        ("case", not cased),
        ("recovery", not shown.recovery),
        ("inbox", shown.unassigned > 0),
        ("statement", shown.statement != "kept"),
        ("police", not shown.contacts),
        ("follow_up", any(due.days <= 0 for due in shown.due)),
        ("handover", not shown.exports),
    )
    return next((key for key, wanted in steps if wanted), "goon")
