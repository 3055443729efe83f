"""Checks what came in, keeps it locked, writes it into the log, and makes the receipt.

May be begun again at any point, and by several at the same time: the copy is kept under its own
hash, and one transaction makes it received.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.desk import receipt as form
from keepsake.core.desk.receipt import Received
from keepsake.desk import events, lock_proof
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind
from keepsake.desk.store import MissingError
from keepsake.formats.age.stream import AgeFileError, read_header

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.intake import Intake
    from keepsake.desk.store import Stored

HEAD_BYTES = 65_536
_UTC = "%Y-%m-%dT%H:%M:%SZ"


class _Seen(NamedTuple):
    """An object of quarantine, read once."""

    tag: str
    size: int
    sha256: str
    head: bytes


def receive(intake: Intake, upload_id: uuid.UUID, days: int, now: datetime) -> str:
    """Takes one upload to its end.

    Args:
        intake: What it works with.
        upload_id: Of an upload that is to be checked; of any other nothing is done.
        days: How long it is locked.
        now: By the desk's clock.

    Returns:
        Its state then, "" where there is no such upload.
    """
    with intake.database.connection() as transaction:
        upload = one(transaction, "select * from upload where id = %s", upload_id)
    if upload is None or upload["state"] != "checking":
        return upload["state"] if upload else ""
    try:
        seen = _seen(*intake.store.read(upload["store_key"]))
        reason = _refused(upload, seen)
        kept = None if reason else _kept(intake, upload, seen, now + timedelta(days=days))
    except MissingError:
        reason, kept = "upload_gone", None
    with intake.database.connection() as transaction:
        state = _ended(intake, transaction, upload_id, kept, reason or "", now)
    # Whoever was faster has done the same. What stays behind where this is killed is swept away.
    intake.store.drop(upload["store_key"], upload["store_upload"])
    return state


def _seen(tag: str, pieces: Iterator[bytes]) -> _Seen:
    whole, size, head = hashlib.sha256(), 0, b""
    for piece in pieces:
        whole.update(piece)
        size += len(piece)
        if len(head) < HEAD_BYTES:
            head += piece[: HEAD_BYTES - len(head)]
    return _Seen(tag, size, whole.hexdigest(), head)


def _refused(upload: DictRow, seen: _Seen) -> str:
    """Why it is not received, "" where it is."""
    if seen.size != upload["size"]:
        return "size_other"
    if seen.sha256 != upload["sha256"]:
        return "hash_other"
    return refused_head(seen.head)


def refused_head(head: bytes) -> str:
    """Why what begins so is not received, "" where it is.

    Args:
        head: Its first `HEAD_BYTES`, or all where it has fewer.
    """
    try:
        header = read_header(head)
    except AgeFileError:
        return "not_sealed"
    # To whom it is sealed cannot be seen; that it is to one key alone, and to no passphrase, can.
    # Some age programs add a stanza of this kind, which opens nothing.
    kinds = [kind for kind in header.kinds if not kind.endswith("-grease")]
    return "" if kinds == ["X25519"] else "sealed_otherwise"


def _kept(intake: Intake, upload: DictRow, seen: _Seen, until: datetime) -> tuple[str, Stored]:
    key = f"b/{seen.sha256}"
    until = until.replace(microsecond=0)
    return key, intake.store.keep(upload["store_key"], seen.tag, key, until)


def _ended(
    intake: Intake,
    transaction: Transaction,
    upload_id: uuid.UUID,
    kept: tuple[str, Stored] | None,
    reason: str,
    now: datetime,
) -> str:
    """Writes the end down, once, however many come to it."""
    upload = one(transaction, "select * from upload where id = %s for update", upload_id)
    if upload is None or upload["state"] != "checking":
        return upload["state"] if upload else ""
    state = "received" if kept else "refused"
    transaction.execute(
        "update upload set state = %s, reason = %s, changed = %s where id = %s",
        [state, reason, now, upload_id],
    )
    about = {"upload": str(upload_id), "reason": reason, "sha256": upload["sha256"]}
    kind = Kind.COPY_RECEIVED if kept else Kind.UPLOAD_REFUSED
    events.record(transaction, intake.log, Event(kind, "desk", now, about))
    if kept:
        _write(intake, transaction, upload, kept, now)
    return state


def _write(
    intake: Intake,
    transaction: Transaction,
    upload: DictRow,
    kept: tuple[str, Stored],
    now: datetime,
) -> None:
    key, stored = kept
    invitation = one(
        transaction, "select note_sha256 from invitation where id = %s", upload["invitation"]
    )
    proved = lock_proof.holds(transaction, intake.store.vault, now)
    until = stored.locked_until if proved and stored.version else None
    received = Received(
        invitation=invitation["note_sha256"] if invitation else "",
        sha256=upload["sha256"],
        size=upload["size"],
        received=now.astimezone(UTC).strftime(_UTC),
        locked_until=until.astimezone(UTC).strftime(_UTC) if until else "",
    )
    index = intake.log.append(transaction, received.entry())
    receipt = form.encode(received, intake.log.proof(transaction, index))
    transaction.execute(
        "insert into bundle (upload, invitation, sha256, size, store_key, store_version,"
        " locked_until, received, index, receipt) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            upload["id"], upload["invitation"], upload["sha256"], upload["size"], key,
            stored.version, until, now, index, receipt,
        ],
    )  # fmt: skip
