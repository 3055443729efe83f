"""Copies that are handed on to another desk: the row of each, and the entry when it was received.

A row goes from `asked` by `sealed` to `received`, or from either to `failed`. Source: FORMAT.md
13.10.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core.hashing import sha256
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Database, Transaction

LATE = timedelta(minutes=2)
"""What nobody has gone on with for so long is gone on with: whoever sent it was killed."""

KEY_BYTES_MAX = 1_024
"""Of a copy's key that comes along: an age file with one identity in it has some 270."""

_TOLD = {
    "no_key": "key", "key_other": "key", "key_gone": "key_gone", "late": "late",
    "desk_unknown": "desk_unknown", "copy_gone": "copy", "copy_other": "copy",
    "receipt_wrong": "receipt", "invitation_unknown": "invitation",
    "invitation_over": "invitation", "invitation_used": "invitation", "": "",
}  # fmt: skip
_ENDED = "note = null, told = null, key = null, changed = %s"


class HandedOn(msgspec.Struct, frozen=True):
    """What stands in the log for a copy that another desk received from this one.

    Attributes:
        invitation: SHA-256 of the other desk's note.
        log: Verifier key of the other desk's log.
        receipt: SHA-256 of its receipt.
        sha256: Of the copy, as in the receipt that was given here.
        handed_on: When it was written down here, UTC to the second.
    """

    invitation: str
    log: str
    receipt: str
    sha256: str
    handed_on: str

    def entry(self) -> bytes:
        """The exact bytes."""
        told = {"keepsake_desk": 1, "kind": "handed_on", **msgspec.structs.asdict(self)}
        return msgspec.json.encode(told, order="sorted")


class ToSeal(NamedTuple):
    """One that was approved, and what its key is sealed anew with.

    Attributes:
        request: Which one.
        upload: Whose copy it is.
        decided: When it was approved.
        note: The invitation, sealed to the organisation.
        sealed_identity: The key of the invitation here; None where it was shredded.
        came_key: The copy's key where it came from another desk, else None.
    """

    request: uuid.UUID
    upload: uuid.UUID
    decided: datetime
    note: bytes
    sealed_identity: bytes | None
    came_key: bytes | None


def next_to_seal(transaction: Transaction) -> ToSeal | None:
    """The one that was approved first; held until the transaction ends, and by nobody twice."""
    row = one(
        transaction,
        "select h.request, h.upload, r.decided, h.note, i.sealed_identity, u.came_key"
        " from hand_on h join request r on r.id = h.request"
        " join bundle b on b.upload = h.upload join upload u on u.id = h.upload"
        " join invitation i on i.id = b.invitation"
        " where h.state = 'asked' and r.state = 'approved'"
        " order by r.decided limit 1 for update of h skip locked",
    )
    return ToSeal(**row) if row else None


def sealed(change: Change, one_of: ToSeal, told: bytes, key: bytes) -> None:
    """Writes down the key, sealed to the other desk's invitation: it can be sent now."""
    change.transaction.execute(
        "update hand_on set state = 'sealed', told = %s, key = %s, changed = %s where request = %s",
        [told, key, change.at, one_of.request],
    )
    about = {"request": str(one_of.request), "upload": str(one_of.upload)}
    change.record(Kind.HAND_ON_SEALED, **about)


def waiting(database: Database, before: datetime) -> list[uuid.UUID]:
    """Those to be sent that nobody has begun, or gone on with since then."""
    query = "select request from hand_on where state = 'sealed' and (sent is null or sent < %s)"
    with database.connection() as transaction:
        return [row["request"] for row in every(transaction, query, before)]


def to_send(transaction: Transaction, request: uuid.UUID, now: datetime) -> DictRow | None:
    """One to be sent with all that takes; None where there is nothing to send any more."""
    transaction.execute(
        "update hand_on set sent = %s where request = %s and state = 'sealed'", [now, request]
    )
    return one(
        transaction,
        "select h.*, b.sha256, b.size, b.store_key, b.store_version, b.receipt as own_receipt"
        " from hand_on h join bundle b on b.upload = h.upload"
        " where h.request = %s and h.state = 'sealed'",
        request,
    )


def goes_on(database: Database, request: uuid.UUID, now: datetime) -> bool:
    """Says that it is still being sent; gives whether it is still to be."""
    with database.connection() as transaction:
        done = transaction.execute(
            "update hand_on set sent = %s where request = %s and state = 'sealed'", [now, request]
        )
        return bool(done.rowcount)


def received(change: Change, row: DictRow, receipt: str) -> None:
    """Keeps the other desk's receipt, which was checked, and enters it in the log; once."""
    text = receipt.encode()
    done = change.transaction.execute(
        f"update hand_on set state = 'received', receipt = %s, {_ENDED}"  # noqa: S608 - ours
        " where request = %s and state = 'sealed'",
        [text, change.at, row["request"]],
    )
    if not done.rowcount:
        return
    told = HandedOn(
        invitation=row["invitation"], log=row["log"], receipt=sha256(text).hex(),
        sha256=row["sha256"], handed_on=change.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )  # fmt: skip
    place = change.log.append(change.transaction, told.entry())
    change.transaction.execute(
        "update hand_on set index = %s where request = %s", [place, row["request"]]
    )
    change.transaction.execute("update request set state = 'done' where id = %s", [row["request"]])
    change.record(
        Kind.COPY_HANDED_ON,
        request=str(row["request"]), upload=str(row["upload"]), sha256=row["sha256"],
        log=row["log"], entry=place,
    )  # fmt: skip


def failed(change: Change, request: uuid.UUID, why: str) -> None:
    """Ends one that cannot be, with a word of FORMAT.md 13.10; once."""
    row = one(
        change.transaction,
        f"update hand_on set state = 'failed', why = %s, {_ENDED}"  # noqa: S608 - ours
        " where request = %s and state in ('asked', 'sealed') returning upload",
        why, change.at, request,
    )  # fmt: skip
    if row:
        about = {"request": str(request), "upload": str(row["upload"])}
        change.record(Kind.HAND_ON_FAILED, **about, why=why)


def forget(change: Change, invitation: uuid.UUID) -> None:
    """Removes what of a copy's key is here beside the invitation's own, which is shredded."""
    query = (
        "select request from hand_on join bundle on bundle.upload = hand_on.upload"
        " where bundle.invitation = %s and hand_on.state in ('asked', 'sealed')"
    )
    for row in list(every(change.transaction, query, invitation)):
        failed(change, row["request"], "key_gone")
    change.transaction.execute(
        "update upload set came_key = null where invitation = %s", [invitation]
    )


def word(why: str) -> str:
    """What is told of a failure; of what another desk refuses in its own words only that."""
    return _TOLD.get(why, "refused")


def of_copy(transaction: Transaction, upload: uuid.UUID) -> Sequence[DictRow]:
    """Where a copy was handed on to, or is to be, the newest first."""
    return list(
        every(
            transaction,
            "select request, name, desk, why, hand_on.changed, receipt, index,"
            " hand_on.state as handed, request.state as state from hand_on"
            " join request on request.id = hand_on.request where upload = %s"
            " order by request.asked desc",
            upload,
        )
    )
