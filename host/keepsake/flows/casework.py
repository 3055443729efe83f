"""Writing down what belongs to a case; each verb appends one entry and changes nothing."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from keepsake.core.case.entries import (
    KIND_OF,
    AccountBody,
    AssignBody,
    Body,
    CaseBody,
    Day,
    StatementBody,
)
from keepsake.env import utc_text
from keepsake.vault import drafts, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

LONGEST_LINE = 300
LONGEST_TEXT = 40_000


class Draft(msgspec.Struct, frozen=True):
    """A statement that is being written.

    Attributes:
        saved: When, UTC.
        since: When the first change was made that is in no version yet, UTC.
        base: The version it goes on from, -1 for none.
        parts: As in a statement.
    """

    saved: str
    since: str
    base: int
    parts: dict[str, str]


def make_case(vault: Vault, name: str, entries: Iterable[int] = ()) -> str:
    """Makes a case, puts captures into it, and lets new captures belong to it.

    Args:
        vault: Where to write.
        name: What the person calls it.
        entries: Captures that go into it.

    Returns:
        Its id.

    Raises:
        KeepsakeError: As `transaction.append`.
    """
    case = str(uuid.UUID(bytes=vault.env.random(16), version=4))
    transaction.append(vault, "case", CaseBody(case, "made", name))
    assign(vault, case, entries)
    choose_case(vault, case)
    return case


def rename_case(vault: Vault, case: str, name: str) -> None:
    """Gives a case another name. Raises as `transaction.append`."""
    transaction.append(vault, "case", CaseBody(case, "renamed", name))


def close_case(vault: Vault, case: str, *, closed: bool) -> None:
    """Closes a case, or opens it again; a closed case gets no new captures."""
    transaction.append(vault, "case", CaseBody(case, "closed" if closed else "opened"))
    if closed and vault.config.active_case == case:
        choose_case(vault, "")


def choose_case(vault: Vault, case: str) -> None:
    """Lets new captures belong to a case, or to none."""
    transaction.save_config(vault, replace(vault.config, active_case=case))


def assign(vault: Vault, case: str, entries: Iterable[int]) -> int:
    """Puts captures into a case, or with "" back among those that wait.

    Returns:
        How many.
    """
    chosen = tuple(sorted(set(entries)))
    if chosen:
        transaction.append(vault, "assign", AssignBody(case, chosen))
    return len(chosen)


def keep(vault: Vault, body: Body) -> int:
    """Writes a thing down: an event, a contact, a person, an outcome, a supplement.

    Returns:
        Its entry.
    """
    return transaction.append(vault, KIND_OF[type(body)], body).entry


def withdraw(vault: Vault, body: Body, entry: int) -> None:
    """Takes a thing from the lists; what it said stays in the log.

    Args:
        vault: Where to write.
        body: What it says now.
        entry: The entry that says so.
    """
    keep(vault, msgspec.structs.replace(body, replaces=entry, withdrawn=True))


def join_accounts(vault: Vault, accounts: Iterable[str], note: str = "") -> None:
    """Says that accounts are one and the same."""
    transaction.append(vault, "account", AccountBody("merge", tuple(accounts), note))


def part_account(vault: Vault, account: str, note: str = "") -> None:
    """Says that an account stands for itself again."""
    transaction.append(vault, "account", AccountBody("split", (account,), note))


def own_account(vault: Vault, accounts: Iterable[str], *, own: bool) -> None:
    """Says whether an account is the person's own."""
    action = "own" if own else "other"
    transaction.append(vault, "account", AccountBody(action, tuple(accounts)))


def note_account(vault: Vault, accounts: Iterable[str], note: str) -> None:
    """Writes something down about an account."""
    transaction.append(vault, "account", AccountBody("note", tuple(accounts), note))


def save_draft(unlocked: Unlocked, case: str, base: int, parts: dict[str, str]) -> Draft:
    """Seals what is being written, so that a crash or a lock loses nothing."""
    now, before = unlocked.vault.utc(), load_draft(unlocked, case)
    since = before.since if before and before.base == base else now
    draft = Draft(now, since, base, parts)
    drafts.save(unlocked.vault, case, msgspec.json.encode(draft))
    return draft


def load_draft(unlocked: Unlocked, case: str) -> Draft | None:
    """What was being written, None where all of it is kept."""
    return drafts.load(unlocked, case, Draft)


def drop_draft(vault: Vault, case: str) -> None:
    """Takes away a draft that says nothing new."""
    drafts.remove(vault, case)


def keep_statement(vault: Vault, body: StatementBody) -> int:
    """Keeps a version of the statement; the draft is then no longer needed.

    Returns:
        Its entry.
    """
    entry = keep(vault, body)
    drafts.remove(vault, body.case)
    return entry


def day_of(date: str, clock: str, zone: str) -> Day:
    """A day as the person said it, with the moment in UTC for order.

    Args:
        date: For instance `2026-11-20`; what is no date gives an empty day.
        clock: For instance `18:04`, "" where it is not known; what is no time counts as "".
        zone: IANA name, "" for UTC.
    """
    try:
        start = datetime.fromisoformat(date)
    except ValueError:
        return Day()
    if len(date) != 10:
        return Day()
    hours = _clock(clock)
    moment = start.replace(hour=hours[0], minute=hours[1]) if hours else start
    named = _zone(zone)
    return Day(date, clock if hours else "", zone, utc_text(moment.replace(tzinfo=named)))


def _clock(text: str) -> tuple[int, int] | None:
    try:
        found = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - only hours and minutes are read
    except ValueError:
        return None
    return found.hour, found.minute


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
