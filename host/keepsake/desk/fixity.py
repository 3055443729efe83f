"""Reads again what was received, oldest check first, and tells what is not as it was.

Nothing is mended: what a store lost or gave away is for people to see. Each check is written down
and stays.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from keepsake.desk import events
from keepsake.desk.database import every, one
from keepsake.desk.events import Event, Kind
from keepsake.desk.store import MODE, MissingError, StoreError, UnreachableError

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.intake import Intake
    from keepsake.desk.store import Store, Stored

AS_RECEIVED = "as_received"
LISTED_MAX = 100
_WINDOWS = (timedelta(minutes=1), timedelta(hours=1))


class Standing(NamedTuple):
    """How far it is.

    Attributes:
        copies: How many there are.
        size: Of all of them, in bytes.
        last_hour: Bytes that were read again in the last hour.
        unchecked: How many of them were never read again.
        oldest: The check that is longest ago; None where there is none.
        failed: `upload`, `fixity`, `checked` and `received` of those that are not as they were,
            newest first.
    """

    copies: int
    size: int
    last_hour: int
    unchecked: int
    oldest: datetime | None
    failed: Sequence[DictRow]


def check(intake: Intake, rate: int, now: datetime) -> int:
    """Reads copies again until it has read what it may; gives how many.

    Args:
        intake: What it works with.
        rate: Bytes a second, of all workers together, over a minute and over an hour; the last copy
            may go over it, and is waited for afterwards.
        now: By the desk's clock.

    Raises:
        UnreachableError: The store does not answer: nothing is known of what is in it.
    """
    count = 0
    while copy := _next(intake, rate, now):
        size, outcome = _looked_at(intake.store, copy)
        with intake.database.connection() as transaction:
            _record(intake, transaction, copy, (size, outcome), now)
        count += 1
    return count


def standing(transaction: Transaction, now: datetime) -> Standing:
    """How far it is, for a page."""
    # Each by an index: the rows themselves are large.
    query = (
        "select (select count(size) from bundle) as copies,"
        " (select coalesce(sum(size), 0)::bigint from bundle) as size,"
        " (select count(*) from bundle where checked is null) as unchecked,"
        " (select min(checked) from bundle) as oldest,"
        " (select coalesce(sum(size), 0)::bigint from fixity where at > %s) as last_hour"
    )
    row = one(transaction, query, now - _WINDOWS[-1])
    failed = (
        "select upload, fixity, checked, received from bundle"
        " where fixity not in ('', 'as_received') order by checked desc limit %s"
    )
    found = list(every(transaction, failed, LISTED_MAX))
    empty = {"copies": 0, "size": 0, "last_hour": 0, "unchecked": 0, "oldest": None}
    return Standing(failed=found, **(row or empty))


def _next(intake: Intake, rate: int, now: datetime) -> DictRow | None:
    """The copy whose check is longest ago and before now, while something may be read."""
    with intake.database.connection() as transaction:
        for window in _WINDOWS:
            query = "select coalesce(sum(size), 0)::bigint as bytes from fixity where at > %s"
            row = one(transaction, query, now - window)
            if row and row["bytes"] >= rate * window.total_seconds():
                return None
        query = (
            "select * from bundle where checked is null or checked < %s"
            " order by checked nulls first, received limit 1"
        )
        return one(transaction, query, now)


def _looked_at(store: Store, copy: DictRow) -> tuple[int, str]:
    """How many bytes were read, and what is to be told of them."""
    key, version = copy["store_key"], copy["store_version"]
    whole, size = hashlib.sha256(), 0
    try:
        stored = store.stored(key, version)
        for piece in store.pieces(key, version):
            whole.update(piece)
            size += len(piece)
    except MissingError:
        return size, "gone"
    except UnreachableError:
        raise
    except StoreError:
        return size, "unreadable"
    if size != copy["size"]:
        return size, "size_other"
    if whole.hexdigest() != copy["sha256"]:
        return size, "bytes_other"
    return size, _lock(stored, copy["locked_until"]) or _above(store, key, version) or AS_RECEIVED


def _lock(stored: Stored, until: datetime | None) -> str:
    """What is wrong with its lock, "" where nothing is, or where none was promised."""
    if until is None:
        return ""
    if stored.locked_until is None or stored.mode != MODE:
        return "lock_gone"
    return "lock_sooner" if stored.locked_until < until else ""


def _above(store: Store, key: str, version: str) -> str:
    """Whether something was put over it, or a mark of deletion: it lies under that, whole."""
    try:
        return "" if store.stored(key).version == version else "covered"
    except MissingError:
        return "covered"


def _record(
    intake: Intake, transaction: Transaction, copy: DictRow, found: tuple[int, str], now: datetime
) -> None:
    upload: uuid.UUID = copy["upload"]
    size, outcome = found
    transaction.execute(
        "insert into fixity (upload, at, size, outcome) values (%s, %s, %s, %s)",
        [upload, now, size, outcome],
    )
    transaction.execute(
        "update bundle set checked = %s, fixity = %s where upload = %s", [now, outcome, upload]
    )
    if outcome != AS_RECEIVED:
        about = {"upload": str(upload), "outcome": outcome}
        events.record(transaction, intake.log, Event(Kind.FIXITY_FAILED, "desk", now, about))
