"""What two people want opened, and what came of it (FORMAT.md 13.7).

One asks and another approves (`requests`), in web processes, which have no key. What the
organisation runs where its key is takes one after another (`opener`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg.types.json import Jsonb

from keepsake.desk import events
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log

LATE = timedelta(minutes=40)
"""After this one that was begun is taken again: whoever began it was killed."""

TRIES = 3
"""How often: what ends the opener itself each time is left alone then."""


class Taken(NamedTuple):
    """An opening that was begun, with what it takes.

    Attributes:
        request: That was approved.
        upload: Whose copy it is.
        approved: When.
        tries: How often it was begun, this time counted.
        store_key: Of the copy, in the store's vault.
        store_version: Its version there.
        size: In bytes.
        sha256: What it was when it was received.
        received: When.
        sealed_identity: The invitation's key, sealed to the organisation; None where it is gone.
        came_key: The copy's key where another desk sent it, sealed to the invitation; else None.
    """

    request: uuid.UUID
    upload: uuid.UUID
    approved: datetime
    tries: int
    store_key: str
    store_version: str
    size: int
    sha256: str
    received: datetime
    sealed_identity: bytes | None
    came_key: bytes | None


def put(transaction: Transaction, request: uuid.UUID, now: datetime) -> None:
    """Puts one that a second person approved into the opener's queue.

    Whether it was is not looked at here: `take` begins no other.
    """
    transaction.execute(
        "insert into opening (request, upload, approved, state, changed)"
        " select request.id, upload, %s, 'approved', %s from request join bundle using (invitation)"
        " where request.id = %s",
        [now, now, request],
    )


def take(transaction: Transaction, now: datetime) -> Taken | None:
    """Begins the one that was approved first; None where none waits. Two never take the same."""
    row = one(
        transaction,
        "update opening set state = 'opening', changed = %s, tries = tries + 1 where request = ("
        " select o.request from opening o join request r on r.id = o.request"
        # Whatever is in the queue, what nobody approved is not begun.
        " where r.action = 'open' and r.state = 'approved'"
        " and (o.state = 'approved' or (o.state = 'opening' and o.changed < %s))"
        " order by o.approved limit 1 for update of o skip locked) returning *",
        now,
        now - LATE,
    )
    if row is None:
        return None
    copy = one(
        transaction,
        "select b.store_key, b.store_version, b.size, b.sha256, b.received, i.sealed_identity,"
        " u.came_key from bundle b join invitation i on i.id = b.invitation"
        " join upload u on u.id = b.upload where b.upload = %s",
        row["upload"],
    )
    taken = row["request"], row["upload"], row["approved"], row["tries"]
    return Taken(*taken, **copy) if copy else None


def put_back(transaction: Transaction, taken: Taken, now: datetime) -> None:
    """Lets one wait again that could not be tried just now."""
    transaction.execute(
        "update opening set state = 'approved', changed = %s, tries = tries - 1"
        " where request = %s and state = 'opening' and tries = %s",
        [now, taken.request, taken.tries],
    )


def hold(transaction: Transaction, taken: Taken) -> bool | None:
    """Keeps one from being ended by others, and its key from being shredded meanwhile.

    Comes before what was found is indexed: whoever shreds the key waits for that and removes it.

    Returns:
        Whether its key is still there; None where somebody else has the opening by now.
    """
    row = one(
        transaction,
        "select shredded is null as there from opening join bundle using (upload)"
        " join invitation on invitation.id = bundle.invitation"
        " where opening.request = %s and opening.state = 'opening' and tries = %s"
        " for update of opening for share of invitation",
        taken.request, taken.tries,
    )  # fmt: skip
    return row["there"] if row else None


def end(
    transaction: Transaction, log: Log, taken: Taken, result: dict[str, Any], now: datetime
) -> None:
    """Writes down what came of one that is held.

    Args:
        transaction: In which it is held. What was found is indexed in it before: whoever writes
            into the log keeps all others waiting, who could be many.
        log: Of the desk.
        taken: From `take`.
        result: With `why`, "" where it was opened.
        now: By the desk's clock.
    """
    state = "failed" if result["why"] else "opened"
    transaction.execute(
        "update opening set state = %s, changed = %s, result = %s where request = %s",
        [state, now, Jsonb(result), taken.request],
    )
    if not result["why"]:
        done = "update request set state = 'done' where id = %s"
        transaction.execute(done, [taken.request])
    kind = Kind.OPENING_FAILED if result["why"] else Kind.COPY_OPENED
    about = {"request": str(taken.request), "upload": str(taken.upload), "why": result["why"]}
    events.record(transaction, log, Event(kind, "opener", now, about))


def of(transaction: Transaction, request: uuid.UUID) -> DictRow | None:
    """What is known of one that was asked for."""
    return one(transaction, "select * from asked_opening where id = %s", request)
