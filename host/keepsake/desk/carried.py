"""Takes a sealed copy that was carried here, on the way of every other one (FORMAT.md 13.3).

It goes through quarantine, the same checks and the same lock, and gets a leaf and a receipt. Each
step may be broken off and begun again: what was received already is found by its hash, and while
one process takes a copy no other takes the same.
"""

from __future__ import annotations

import hashlib
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.age import opening
from keepsake.core.age.payload import SealedError
from keepsake.core.desk import invitation as form
from keepsake.core.desk.invitation import InvitationError
from keepsake.desk import desk as desks
from keepsake.desk import intake, invitations, receiving
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.intake import IntakeError
from keepsake.desk.settings import COPY_BYTES_MAX
from keepsake.desk.store import PART_BYTES, MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    import pyrage
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk

TAKEN, HERE, REFUSED = "taken", "here", "refused"

REASONS = {
    "empty": "it is empty",
    "too_large": "it is larger than the store takes at once",
    "not_sealed": "it is no age file",
    "sealed_otherwise": "it is not sealed to exactly one key",
    "key_other": "the key that came along does not open it",
    "size_other": "it changed while it was read",
    "hash_other": "it changed while it was read",
    "upload_gone": "the store lost it on the way; take it again",
    "busy": "another process takes it just now",
    "invitation_unknown": "there is no such invitation here",
    "invitation_over": "its invitation was withdrawn, or its key shredded",
    "invitation_used": "something else was received for this invitation, or is being checked",
}
"""Why a copy is refused, for whoever takes it."""


class CarriedError(Exception):
    """It is not taken.

    Attributes:
        word: One of `REASONS`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Taking(NamedTuple):
    """Who takes copies, and why.

    Attributes:
        who: Name of the member.
        why: The reason, which is written down.
        identity: The key of the copies where it came along.
        invitation: Under which it was made; None where that is not known, or there is none.
    """

    who: str
    why: str
    identity: pyrage.x25519.Identity | None = None
    invitation: uuid.UUID | None = None


class Outcome(NamedTuple):
    """What became of one.

    Attributes:
        word: `taken`, `here` (it was received before) or `refused`.
        reason: One of `REASONS`, "" where it is here.
        sha256: Of the copy.
        receipt: Of the desk, b"" where there is none.
    """

    word: str
    reason: str
    sha256: str
    receipt: bytes


class _Copy(NamedTuple):
    """A file, read once."""

    size: int
    sha256: str
    head: bytes


def invitation_named(transaction: Transaction, text: str) -> uuid.UUID:
    """The invitation that somebody means: by its link, or by what the organisation calls it.

    Raises:
        CarriedError: `invitation_unknown`: there is none, or several are called so.
    """
    query = "select id from invitation where kind = 'given' and "
    if "#" in text:
        try:
            digest = form.digest(form.from_link(text))
        except InvitationError as error:
            raise CarriedError("invitation_unknown") from error
        found = list(every(transaction, query + "note_sha256 = %s", digest))
    else:
        found = list(every(transaction, query + "reference = %s limit 2", text))
    if len(found) != 1:
        raise CarriedError("invitation_unknown")
    return uuid.UUID(str(found[0]["id"]))


def take(desk: Desk, taking: Taking, file: BinaryIO) -> Outcome:
    """Takes one copy.

    Args:
        desk: That takes it.
        taking: By whom, and why.
        file: The copy, at its beginning; it can be gone through again.

    Raises:
        StoreError: The store does not answer, or refuses; it can be begun again.
        OSError: The file cannot be read.
    """
    copy = _read(file)
    try:
        with _alone(desk, copy):
            there = _received(desk, copy)
            if there is not None:
                return Outcome(HERE, "", copy.sha256, there)
            _require(taking, copy)
            upload = _begun(desk, taking, copy)
            _put(desk, taking, upload, file)
            receiving.receive(desk.intake, upload, desk.settings.store.days, desks.now())
            reason, receipt = _ended(desk, upload)
    except CarriedError as error:
        with desk.intake.database.connection() as transaction:
            Change(transaction, desk.intake.log, taking.who, desks.now()).record(
                Kind.UPLOAD_REFUSED, sha256=copy.sha256, reason=error.word, why=taking.why
            )
        return Outcome(REFUSED, error.word, copy.sha256, b"")
    return Outcome(REFUSED if reason else TAKEN, reason, copy.sha256, receipt)


def _read(file: BinaryIO) -> _Copy:
    whole, size, head = hashlib.sha256(), 0, b""
    while piece := file.read(PART_BYTES):
        head = head or piece[: receiving.HEAD_BYTES]
        whole.update(piece)
        size += len(piece)
    return _Copy(size, whole.hexdigest(), head)


@contextmanager
def _alone(desk: Desk, copy: _Copy) -> Iterator[None]:
    """Keeps others from the same copy, as long as this process lives."""
    number = int.from_bytes(bytes.fromhex(copy.sha256[:16]), "big", signed=True)
    with desk.intake.database.connection() as transaction:
        got = one(transaction, "select pg_try_advisory_xact_lock(%s) as got", number)
        if not got or not got["got"]:
            raise CarriedError("busy")
        yield


def _received(desk: Desk, copy: _Copy) -> bytes | None:
    query = "select receipt from bundle where sha256 = %s order by received limit 1"
    with desk.intake.database.connection() as transaction:
        found = one(transaction, query, copy.sha256)
    return bytes(found["receipt"]) if found else None


def _require(taking: Taking, copy: _Copy) -> None:
    if not copy.size:
        raise CarriedError("empty")
    if copy.size > COPY_BYTES_MAX:
        raise CarriedError("too_large")
    reason = receiving.refused_head(copy.head)
    if reason:
        raise CarriedError(reason)
    if taking.identity is None:
        return
    try:
        # Opens the header, which says nothing of what is sealed.
        secret = opening.parse_secret(str(taking.identity))
        opening.Opener(secret).begin(copy.head, copy.size)
    except SealedError as error:
        raise CarriedError("key_other") from error


def _begun(desk: Desk, taking: Taking, copy: _Copy) -> uuid.UUID:
    """The upload that it goes on with, or a new one; nothing of it need be there yet."""
    upload_id = uuid.uuid4()
    key = f"u/{upload_id}"
    # Begun there before it is written down here: what nobody knows of is swept away.
    begun = desk.intake.store.begin(key)
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, taking.who, desks.now())
        invitation = _invitation(change, desk, taking, copy)
        before = intake.under_way(transaction, invitation)
        same = before is not None and before["sha256"] == copy.sha256
        if before is not None and before["state"] != "uploading":
            if not same:
                raise CarriedError("invitation_used")
            return uuid.UUID(str(before["id"]))
        if before is not None:
            # What somebody had sent of it, or a process before this one: it is here whole now.
            intake.set_state(transaction, before["id"], "dropped", change.at)
            change.record(Kind.UPLOAD_REPLACED, upload=str(before["id"]))
        transaction.execute(
            "insert into upload (id, invitation, size, sha256, store_key, store_upload, state,"
            " began, changed) values (%s, %s, %s, %s, %s, %s, 'uploading', %s, %s)",
            [upload_id, invitation, copy.size, copy.sha256, key, begun, change.at, change.at],
        )
        change.record(
            Kind.COPY_CARRIED, upload=str(upload_id), invitation=str(invitation),
            sha256=copy.sha256, reason=taking.why,
        )  # fmt: skip
    return upload_id


def _invitation(change: Change, desk: Desk, taking: Taking, copy: _Copy) -> uuid.UUID:
    """The one that was named, that it was sent under in part, or one that is made for it."""
    known = taking.invitation or _known(change.transaction, copy, with_key=bool(taking.identity))
    if known is None:
        return invitations.make_carried(change, desk.settings, taking.identity, copy.size)
    query = "select withdrawn from invitation where id = %s for update"
    found = one(change.transaction, query, known)
    if found is None or found["withdrawn"] is not None:
        raise CarriedError("invitation_over")
    return known


def _known(transaction: Transaction, copy: _Copy, *, with_key: bool) -> uuid.UUID | None:
    """Under which the very same copy was begun; nobody but its sender has its hash."""
    found = one(
        transaction,
        "select invitation.id from upload join invitation on invitation.id = upload.invitation"
        " where sha256 = %s and size = %s and withdrawn is null"
        " and (kind = 'given' or (sealed_identity is not null) = %s)"
        " order by began desc limit 1",
        copy.sha256, copy.size, with_key,
    )  # fmt: skip
    return uuid.UUID(str(found["id"])) if found else None


def _put(desk: Desk, taking: Taking, upload_id: uuid.UUID, file: BinaryIO) -> None:
    with desk.intake.database.connection() as transaction:
        upload = _upload(transaction, upload_id)
    if upload["state"] != "uploading":
        return
    file.seek(0)
    for number, size in intake.part_sizes(upload["size"]).items():
        piece = file.read(size)
        if len(piece) != size:
            raise CarriedError("size_other")
        try:
            desk.intake.store.put_part(upload["store_key"], upload["store_upload"], number, piece)
        except MissingError as error:
            raise CarriedError("upload_gone") from error
    try:
        intake.join(desk.intake.store, upload)
    except IntakeError as error:
        raise CarriedError("upload_gone") from error
    with desk.intake.database.connection() as transaction:
        upload = _upload(transaction, upload_id)
        if upload["state"] == "uploading":
            intake.completed(Change(transaction, desk.intake.log, taking.who, desks.now()), upload)


def _upload(transaction: Transaction, upload_id: uuid.UUID) -> DictRow:
    found = one(transaction, "select * from upload where id = %s for update", upload_id)
    if found is None:
        raise CarriedError("upload_gone")
    return found


def _ended(desk: Desk, upload_id: uuid.UUID) -> tuple[str, bytes]:
    """Why it was refused, or its receipt."""
    with desk.intake.database.connection() as transaction:
        kept = one(transaction, "select receipt from bundle where upload = %s", upload_id)
        upload = one(transaction, "select reason from upload where id = %s", upload_id)
    if kept:
        return "", bytes(kept["receipt"])
    return (upload["reason"] if upload else "") or "upload_gone", b""
