"""Lets one sealed copy in for one invitation, in parts, straight into the store (FORMAT.md §13.3).

Every step can be broken off and asked for again. What the store has decides, not what was said.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.core import note
from keepsake.core.desk import receipt as receipts
from keepsake.core.desk.receipt import ReceiptError
from keepsake.desk import events, invitations
from keepsake.desk.change import Change
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind
from keepsake.desk.handed import KEY_BYTES_MAX
from keepsake.desk.store import PART_BYTES, MissingError
from keepsake.formats.age.stream import AgeFileError, read_header

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Database, Transaction
    from keepsake.desk.log import Log
    from keepsake.desk.store import Store

BEGUN_MAX = 500
"""How often one invitation may begin: more than any connection that breaks needs."""

_PERSON = "person"
_ACTIVE = "('uploading', 'checking', 'received')"


class IntakeError(Exception):
    """What was asked is refused.

    Attributes:
        word: Of FORMAT.md §13.3.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Intake(NamedTuple):
    """What intake works with."""

    database: Database
    log: Log
    store: Store


def begin(intake: Intake, token: str, size: int, sha256: str, now: datetime) -> dict[str, Any]:
    """Begins an upload, or goes on with it.

    Raises:
        IntakeError: It may not be.
    """
    if size < 1 or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise IntakeError("malformed")
    with intake.database.connection() as transaction:
        invitation = _held(transaction, token, now)
        if size > invitation["limit_bytes"]:
            raise IntakeError("too_large")
        if invitation["begun"] >= BEGUN_MAX:
            raise IntakeError("too_many")
        transaction.execute(
            "update invitation set begun = begun + 1 where id = %s", [invitation["id"]]
        )
        upload = _going_on(intake, transaction, invitation, (size, sha256), now)
    if upload is None:
        upload = _begun(intake, token, (size, sha256), now)
    return _parts(intake.store, upload)


def complete(intake: Intake, token: str, upload_id: str, now: datetime) -> uuid.UUID:
    """Ends an upload whose parts are all there.

    Returns:
        Its id, which is to be checked now.

    Raises:
        IntakeError: It may not be, or parts are missing.
    """
    with intake.database.connection() as transaction:
        invitation = _held(transaction, token, now, ended=True)
        upload = under_way(transaction, invitation["id"])
        if upload is None or str(upload["id"]) != upload_id:
            raise IntakeError("upload_other")
        # Else it is asked for again because the answer was lost.
        if upload["state"] == "uploading":
            join(intake.store, upload)
            completed(Change(transaction, intake.log, _PERSON, now), upload)
    return uuid.UUID(upload_id)


class Came(NamedTuple):
    """What another desk sends along with a copy (FORMAT.md 13.10).

    Attributes:
        upload: To what it belongs.
        key: The copy's key in Base64, sealed to the invitation.
        log: Verifier key of the other desk's log.
        receipt: What the other desk gave for the copy.
    """

    upload: str
    key: str
    log: str
    receipt: str


def take_key(intake: Intake, token: str, came: Came, now: datetime) -> None:
    """Takes the key of a copy that another desk sends, and its receipt, which has to be for it.

    Not checked, for want of a key: whether it opens the copy. Whose log it is, nobody here knows.

    Raises:
        IntakeError: It may not be, or is not of this form.
    """
    key = _one_key(came.key)
    with intake.database.connection() as transaction:
        invitation = _held(transaction, token, now)
        upload = under_way(transaction, invitation["id"])
        if upload is None or str(upload["id"]) != came.upload:
            raise IntakeError("upload_other")
        _require_receipt(came, upload)
        transaction.execute(
            "update upload set came_key = %s, came_log = %s, came_receipt = %s where id = %s",
            [key, came.log, came.receipt.encode(), upload["id"]],
        )
        about = {"upload": came.upload, "log": came.log}
        events.record(transaction, intake.log, Event(Kind.KEY_CAME, _PERSON, now, about))


def _one_key(text: str) -> bytes:
    """An age file of a small size that is sealed to one recipient."""
    try:
        key = base64.b64decode(text, validate=True)
        kinds = [kind for kind in read_header(key).kinds if not kind.endswith("-grease")]
    except (binascii.Error, ValueError, AgeFileError) as error:
        raise IntakeError("malformed") from error
    if kinds != ["X25519"] or len(key) > KEY_BYTES_MAX:
        raise IntakeError("malformed")
    return key


def _require_receipt(came: Came, upload: DictRow) -> None:
    try:
        found = receipts.opened(came.receipt.encode(), note.VerifierKey.parse(came.log)).received
    except (note.NoteError, ReceiptError, UnicodeEncodeError) as error:
        raise IntakeError("malformed") from error
    if (found.sha256, found.size) != (upload["sha256"], upload["size"]):
        raise IntakeError("malformed")


def completed(change: Change, upload: DictRow) -> None:
    """Writes down that all of an upload is there; now it is to be checked."""
    set_state(change.transaction, upload["id"], "checking", change.at)
    change.record(
        Kind.UPLOAD_COMPLETED, upload=str(upload["id"]), size=upload["size"],
        sha256=upload["sha256"],
    )  # fmt: skip


def state(intake: Intake, token: str) -> dict[str, str]:
    """How far it is, for whoever holds the invitation; the receipt once there is one.

    Raises:
        IntakeError: There is no such invitation.
    """
    with intake.database.connection() as transaction:
        invitation = invitations.of_token(transaction, token)
        if invitation is None:
            raise IntakeError("invitation_unknown")
        upload = one(
            transaction,
            "select * from upload where invitation = %s and state <> 'dropped'"
            " order by began desc limit 1",
            invitation["id"],
        )
        if upload is None:
            return {"state": "open", "reason": "", "receipt": ""}
        kept = one(transaction, "select receipt from bundle where upload = %s", upload["id"])
    receipt = bytes(kept["receipt"]).decode() if kept else ""
    return {"state": upload["state"], "reason": upload["reason"], "receipt": receipt}


def _held(transaction: Transaction, token: str, now: datetime, *, ended: bool = False) -> DictRow:
    """The invitation, if it still lets something in; nobody else changes it meanwhile."""
    invitation = invitations.of_token(transaction, token, to_change=True)
    if invitation is None:
        raise IntakeError("invitation_unknown")
    if invitations.is_over(invitation, now):
        raise IntakeError("invitation_over")
    active = under_way(transaction, invitation["id"])
    if not ended and active and active["state"] != "uploading":
        raise IntakeError("invitation_used")
    return invitation


def under_way(transaction: Transaction, invitation: uuid.UUID) -> DictRow | None:
    """What of an invitation is being sent or checked, or was received; at most one."""
    query = f"select * from upload where invitation = %s and state in {_ACTIVE}"  # noqa: S608 - ours
    return one(transaction, query, invitation)


def _going_on(
    intake: Intake,
    transaction: Transaction,
    invitation: DictRow,
    wanted: tuple[int, str],
    now: datetime,
) -> DictRow | None:
    """What is under way, if it is the same and the store still knows it; else it is dropped."""
    upload = under_way(transaction, invitation["id"])
    if upload is None:
        return None
    about = {"upload": str(upload["id"])}
    if (upload["size"], upload["sha256"]) == wanted and _is_known(intake.store, upload):
        kind = Kind.UPLOAD_RESUMED
    else:
        kind = Kind.UPLOAD_REPLACED
        set_state(transaction, upload["id"], "dropped", now)
    events.record(transaction, intake.log, Event(kind, _PERSON, now, about))
    return upload if kind is Kind.UPLOAD_RESUMED else None


def _begun(intake: Intake, token: str, wanted: tuple[int, str], now: datetime) -> DictRow:
    upload_id = uuid.uuid4()
    key = f"u/{upload_id}"
    # Begun there before it is written down here: what nobody knows of is swept away.
    begun = intake.store.begin(key)
    size, sha256 = wanted
    with intake.database.connection() as transaction:
        invitation = _held(transaction, token, now)
        if under_way(transaction, invitation["id"]):
            raise IntakeError("not_now")
        transaction.execute(
            "insert into upload (id, invitation, size, sha256, store_key, store_upload, state,"
            " began, changed) values (%s, %s, %s, %s, %s, %s, 'uploading', %s, %s)",
            [upload_id, invitation["id"], size, sha256, key, begun, now, now],
        )
        about = {"upload": str(upload_id), "invitation": str(invitation["id"]), "size": size}
        events.record(transaction, intake.log, Event(Kind.UPLOAD_BEGUN, _PERSON, now, about))
        upload = under_way(transaction, invitation["id"])
    if upload is None:
        raise IntakeError("not_now")
    return upload


def _parts(store: Store, upload: DictRow) -> dict[str, Any]:
    there = store.parts(upload["store_key"], upload["store_upload"])
    sizes = part_sizes(upload["size"])
    have = [number for number, size in sizes.items() if there.get(number, (0, ""))[0] == size]
    address = store.part_address
    return {
        "upload": str(upload["id"]),
        "part_size": PART_BYTES,
        "parts": [
            {
                "number": number,
                "size": sizes[number],
                "url": address(upload["store_key"], upload["store_upload"], number, sizes[number]),
            }
            for number in sizes
        ],
        "have": have,
    }


def part_sizes(size: int) -> dict[int, int]:
    """Parts by number, from 1, and how long each is."""
    count = -(-size // PART_BYTES)
    return {
        number: min(PART_BYTES, size - (number - 1) * PART_BYTES) for number in range(1, count + 1)
    }


def _is_known(store: Store, upload: DictRow) -> bool:
    try:
        store.parts(upload["store_key"], upload["store_upload"])
    except MissingError:
        return False
    return True


def join(store: Store, upload: DictRow) -> None:
    """Makes one object of the parts, where that was not done before the last answer was lost.

    Raises:
        IntakeError: `parts_missing`, or `upload_other`: the store knows nothing of it any more.
    """
    key = upload["store_key"]
    try:
        there = store.parts(key, upload["store_upload"])
    except MissingError:
        if not store.is_there(key):
            raise IntakeError("upload_other") from None
        return
    sizes = part_sizes(upload["size"])
    if {number: size for number, (size, _) in there.items()} != sizes:
        raise IntakeError("parts_missing")
    store.complete(key, upload["store_upload"], {n: tag for n, (_, tag) in there.items()})


def set_state(transaction: Transaction, upload: uuid.UUID, state: str, now: datetime) -> None:
    """Writes down how far an upload is."""
    transaction.execute(
        "update upload set state = %s, changed = %s where id = %s", [state, now, upload]
    )
