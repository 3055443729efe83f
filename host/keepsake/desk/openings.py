"""What was asked to be opened, by whom and why, and what came of it (FORMAT.md 13.7).

Web processes and workers ask; they have no key. What the organisation runs where its key is takes
one after another (`opener`).
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg.types.json import Jsonb

from keepsake.desk import events
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log

LATE = timedelta(minutes=40)
"""After this one that was begun is taken again: whoever began it was killed."""

TRIES = 3
"""How often: what ends the opener itself each time is left alone then."""


class OpeningError(Exception):
    """It is not taken on.

    Attributes:
        word: `reason_missing`, `copy_unknown`, `key_gone` or `key_none`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Taken(NamedTuple):
    """An opening that was begun, with what it takes.

    Attributes:
        id: Of the opening.
        upload: Whose copy it is.
        tries: How often it was begun, this time counted.
        store_key: Of the copy, in the store's vault.
        store_version: Its version there.
        size: In bytes.
        sha256: What it was when it was received.
        received: When.
        sealed_identity: The invitation's key, sealed to the organisation; None where it is gone.
        came_key: The copy's key where another desk sent it, sealed to the invitation; else None.
    """

    id: uuid.UUID
    upload: uuid.UUID
    tries: int
    store_key: str
    store_version: str
    size: int
    sha256: str
    received: datetime
    sealed_identity: bytes | None
    came_key: bytes | None


def ask(
    transaction: Transaction, log: Log, upload: uuid.UUID, who: str, reason: str, now: datetime
) -> uuid.UUID:
    """Asks for a copy to be opened; gives the id of that.

    Whether somebody may ask is not decided here.

    Raises:
        OpeningError: There is no reason, nothing that was received under this id, or its key was
            shredded or never came.
    """
    if not reason.strip():
        raise OpeningError("reason_missing")
    copy = one(
        transaction,
        "select shredded, sealed_identity is null as keyless from bundle"
        " join invitation on invitation.id = bundle.invitation where upload = %s",
        upload,
    )
    if copy is None:
        raise OpeningError("copy_unknown")
    if copy["shredded"]:
        raise OpeningError("key_gone")
    if copy["keyless"]:
        # It was carried here without it: nothing that could go into the sandbox opens it.
        raise OpeningError("key_none")
    opening = uuid.uuid4()
    transaction.execute(
        "insert into opening (id, upload, asked_by, reason, asked, state, changed)"
        " values (%s, %s, %s, %s, %s, 'asked', %s)",
        [opening, upload, who, reason.strip(), now, now],
    )
    about = {"opening": str(opening), "upload": str(upload), "reason": reason.strip()}
    events.record(transaction, log, Event(Kind.OPENING_ASKED, who, now, about))
    return opening


def take(transaction: Transaction, now: datetime) -> Taken | None:
    """Begins the one that has waited longest; None where none waits. Two never take the same."""
    row = one(
        transaction,
        "update opening set state = 'opening', changed = %s, tries = tries + 1 where id = ("
        " select id from opening where state = 'asked' or (state = 'opening' and changed < %s)"
        " order by asked limit 1 for update skip locked) returning *",
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
    return Taken(row["id"], row["upload"], row["tries"], **copy) if copy else None


def put_back(transaction: Transaction, taken: Taken, now: datetime) -> None:
    """Lets one wait again that could not be tried just now."""
    transaction.execute(
        "update opening set state = 'asked', changed = %s, tries = tries - 1"
        " where id = %s and state = 'opening' and tries = %s",
        [now, taken.id, taken.tries],
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
        " where opening.id = %s and opening.state = 'opening' and tries = %s"
        " for update of opening for share of invitation",
        taken.id, taken.tries,
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
        "update opening set state = %s, changed = %s, result = %s where id = %s",
        [state, now, Jsonb(result), taken.id],
    )
    kind = Kind.OPENING_FAILED if result["why"] else Kind.COPY_OPENED
    about = {"opening": str(taken.id), "upload": str(taken.upload), "why": result["why"]}
    events.record(transaction, log, Event(kind, "opener", now, about))


def of(transaction: Transaction, opening: uuid.UUID) -> DictRow | None:
    """What is known of one."""
    return one(transaction, "select * from opening where id = %s", opening)
