"""Has the log's newest checkpoint cosigned by witnesses outside (c2sp.org/tlog-witness), hourly.

A desk's key can sign any log. A witness remembers what it saw, so that a database that was put back
to an earlier state, or a log that was written anew, is found out by somebody else. No more than a
checkpoint and hashes go out.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.desk import log as logs
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.flows.stamp.witness import NO_CONTINUATION
from keepsake.stamp import queue, wire
from keepsake.stamp.wire import StampError
from keepsake.stamp.witness_client import Growth, OtherLogError, cosigned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.core.cosignature import WitnessKey
    from keepsake.desk.database import Transaction
    from keepsake.desk.intake import Intake
    from keepsake.desk.settings import WitnessSettings

LASTS = timedelta(hours=1)
"""A log that grew is shown again after this."""

REASONS = ("unreachable", "refused", "unknown", "wrong", "longer", "other")
"""Why there is no cosignature; the last two are its word that this is not the log that it saw."""

_DESK = "desk"
_PREFIX = "witness_"
_NO_CONTINUATION = {reason.removeprefix(_PREFIX) for reason in NO_CONTINUATION}


def cosign(intake: Intake, witnesses: Sequence[WitnessSettings], now: datetime) -> int:
    """Asks each witness that may be asked now; gives how many cosigned.

    Args:
        intake: What it works with.
        witnesses: Who is asked.
        now: By the desk's clock.
    """
    return sum(_cosigned(intake, witness, now) for witness in witnesses)


def standing(transaction: Transaction) -> list[DictRow]:
    """Each witness that was asked, with what it cosigned last and why not since, for a page."""
    query = (
        "select witness.*, last.id as cosigned, last.size, last.at from witness"
        " left join lateral (select id, size, at from cosigned where cosigned.key = witness.key"
        " order by id desc limit 1) last on true order by name, witness.key"
    )
    return list(every(transaction, query))


def of(transaction: Transaction, number: int) -> DictRow | None:
    """One checkpoint that was cosigned."""
    return one(transaction, "select * from cosigned where id = %s", number)


def _cosigned(intake: Intake, witness: WitnessSettings, now: datetime) -> bool:
    key = witness.witness_key()
    with intake.database.connection() as transaction:
        before = one(transaction, "select * from witness where key = %s", key.text())
        last = one(transaction, "select max(size) as size from cosigned where key = %s", key.text())
        size, checkpoint = logs.head(transaction)
    known = (last["size"] if last else None) or 0
    # A time further away than that means that the clock was put back since.
    if known == size or (before and now < before["next_try"] <= now + LASTS):
        return False

    def prove(older: int) -> Sequence[bytes]:
        with intake.database.connection() as transaction:
            return logs.consistency_proof(transaction, older, size)

    data, trouble = b"", None
    try:
        # Without a transaction: whoever wants to write into the log does not wait for this.
        growth = Growth(checkpoint, size, prove)
        data = cosigned(witness.address, key, growth, known, wire.converse)
    except StampError as error:
        trouble = error
    with intake.database.connection() as transaction:
        change = Change(transaction, intake.log, _DESK, now)
        if trouble is None:
            transaction.execute(
                "insert into cosigned (key, name, size, file, at) values (%s, %s, %s, %s, %s)",
                [key.text(), key.name, size, data, now],
            )
        _note(change, key, before, trouble)
    return trouble is None


def _note(
    change: Change, key: WitnessKey, before: DictRow | None, trouble: StampError | None
) -> None:
    """Writes down what came of it, and when it is asked again."""
    failures, reason, seen, again = 0, "", 0, change.at + LASTS
    if trouble is not None:
        failures = (before["failures"] if before else 0) + 1
        reason = trouble.reason.removeprefix(_PREFIX)
        seen = trouble.seen if isinstance(trouble, OtherLogError) else 0
        again = queue.after_failure(change.at, failures, 0, secrets.token_bytes(queue.JITTER_BYTES))
        if before and before["reason"] in _NO_CONTINUATION and not seen:
            # What it said of another log stays told until it cosigns again.
            reason, seen = before["reason"], before["seen"]
        if not before or before["reason"] != reason:
            # Once for each trouble, not for each try.
            change.record(Kind.COSIGNING_FAILED, witness=key.name, reason=reason, seen=seen)
    change.transaction.execute(
        "insert into witness (key, name, failures, reason, seen, asked, next_try)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict (key) do update set"
        " failures = excluded.failures, reason = excluded.reason, seen = excluded.seen,"
        " asked = excluded.asked, next_try = excluded.next_try",
        [key.text(), key.name, failures, reason, seen, change.at, again],
    )
