"""Has the log's newest checkpoint stamped by authorities outside (RFC 3161), again and again.

What a desk's key can sign it could sign at any time; a stamp says by when. No more than a hash goes
out. Each authority is asked by itself, and after a failure with pauses that grow.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256
from keepsake.desk import log as logs
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.settings import SettingsError
from keepsake.stamp import client, queue
from keepsake.stamp.authorities import choose, load_authorities
from keepsake.stamp.wire import StampError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.intake import Intake
    from keepsake.desk.settings import StampSettings
    from keepsake.stamp.authorities import Authority

SHOWN_MAX = 100

_DESK = "desk"
_REASONS = {Code.STAMP_UNREACHABLE: "unreachable", Code.STAMP_REFUSED: "refused"}


class Schedule(NamedTuple):
    """Who is asked.

    Attributes:
        authorities: Each with its roots.
        every: How often.
    """

    authorities: tuple[Authority, ...]
    every: timedelta


class Standing(NamedTuple):
    """What there is.

    Attributes:
        stamps: The newest first.
        authorities: All that were asked, with what came of it last.
    """

    stamps: Sequence[DictRow]
    authorities: Sequence[DictRow]


def schedule(settings: StampSettings) -> Schedule:
    """Who is asked by the settings; nobody where they say so.

    Raises:
        SettingsError: The list, a root in it, or an authority that is named is not there or wrong.
    """
    lasts = timedelta(hours=settings.hours)
    if not settings.hours:
        return Schedule((), lasts)
    if settings.authorities:
        # Where the list is read from is said in one way to all of the program.
        os.environ["KEEPSAKE_AUTHORITIES"] = settings.authorities
    try:
        known = load_authorities()
    except KeepsakeError as error:
        raise SettingsError(f"stamps.authorities: {error}") from error
    unknown = set(settings.ids) - {authority.id for authority in known}
    if unknown:
        raise SettingsError(f"stamps.ids: {', '.join(sorted(unknown))}")
    return Schedule(choose(known, settings.ids), lasts)


def stamp(intake: Intake, asked: Schedule, now: datetime) -> int:
    """Asks each authority that may be asked now; gives how many stamps there are more.

    Args:
        intake: What it works with.
        asked: Who is asked.
        now: By the desk's clock.
    """
    return sum(_stamped(intake, authority, asked.every, now) for authority in asked.authorities)


def standing(transaction: Transaction) -> Standing:
    """What there is, for a page."""
    stamps = "select * from stamp order by id desc limit %s"
    authorities = "select * from authority order by name"
    return Standing(
        list(every(transaction, stamps, SHOWN_MAX)), list(every(transaction, authorities))
    )


def of(transaction: Transaction, number: int) -> DictRow | None:
    """One of them."""
    return one(transaction, "select * from stamp where id = %s", number)


def _stamped(intake: Intake, authority: Authority, lasts: timedelta, now: datetime) -> bool:
    with intake.database.connection() as transaction:
        before = one(transaction, "select * from authority where id = %s", authority.id)
        size, checkpoint = logs.head(transaction)
    # A time further away than that means that the clock was put back since.
    if before and now < before["next_try"] <= now + max(lasts, timedelta(hours=1)):
        return False
    nonce = secrets.randbits(8 * queue.NONCE_BYTES)
    failures, reason, token = 0, "", b""
    try:
        # Without a transaction: whoever wants to write into the log does not wait for this.
        token, _ = client.ask(authority, sha256(checkpoint), nonce, client.fetch)
    except StampError as error:
        failures = (before["failures"] if before else 0) + 1
        slow = error.reason == "slow"
        reason = "slow" if slow else _REASONS.get(error.code, "wrong")
    with intake.database.connection() as transaction:
        change = Change(transaction, intake.log, _DESK, now)
        if token:
            _keep(change, authority, (size, checkpoint), token)
        elif not before or before["reason"] != reason:
            # Once for each trouble, not for each try.
            change.record(Kind.STAMP_FAILED, authority=authority.id, reason=reason)
        _ask_again(change, authority, (failures, reason), lasts)
    return bool(token)


def _keep(change: Change, authority: Authority, head: tuple[int, bytes], token: bytes) -> None:
    roots = b"\n".join(root.strip() for root in authority.roots) + b"\n"
    change.transaction.execute(
        "insert into stamp (authority, name, size, checkpoint, token, roots, at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        [authority.id, authority.name, *head, token, roots, change.at],
    )
    change.record(
        Kind.CHECKPOINT_STAMPED, authority=authority.id, size=head[0], token=sha256(token).hex()
    )


def _ask_again(
    change: Change, authority: Authority, found: tuple[int, str], lasts: timedelta
) -> None:
    failures, reason = found
    again = change.at + lasts
    if failures:
        jitter = secrets.token_bytes(queue.JITTER_BYTES)
        again = queue.after_failure(change.at, failures, authority.spacing_seconds, jitter)
    change.transaction.execute(
        "insert into authority (id, name, failures, reason, asked, next_try)"
        " values (%s, %s, %s, %s, %s, %s) on conflict (id) do update set name = excluded.name,"
        " failures = excluded.failures, reason = excluded.reason, asked = excluded.asked,"
        " next_try = excluded.next_try",
        [authority.id, authority.name, failures, reason, change.at, again],
    )
