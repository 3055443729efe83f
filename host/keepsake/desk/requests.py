"""What takes two people: opening a copy, handing it out with its key or on, shredding its key.

One asks and says why, a supervisor who is somebody else decides; the table refuses the same person
twice, whatever this code does.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from keepsake.desk import handed, index, openings
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Transaction
    from keepsake.desk.staff import Member

APPROVED_FOR = timedelta(days=1)
"""How long what was approved may be done."""

REASON_CHARACTERS_MAX = 500


class Action(StrEnum):
    """What can be asked for."""

    EXPORT = "export"
    SHRED = "shred"
    HAND_ON = "hand_on"
    OPEN = "open"


class RequestError(Exception):
    """What was asked cannot be.

    Attributes:
        word: `reason_missing`, `copy_unknown`, `key_gone`, `key_none`, `request_over`,
            `request_own`, or one of `hand_on.ask`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Shredded(msgspec.Struct, frozen=True):
    """What stands in the log for a key that was shredded (FORMAT.md §13.9).

    Attributes:
        invitation: SHA-256 of its note.
        shredded: When, UTC to the second.
    """

    invitation: str
    shredded: str

    def entry(self) -> bytes:
        """The exact bytes."""
        told = {
            "invitation": self.invitation, "keepsake_desk": 1, "kind": "shredded",
            "shredded": self.shredded,
        }  # fmt: skip
        return msgspec.json.encode(told, order="sorted")


_EVENTS = {
    (Action.EXPORT, "asked"): Kind.EXPORT_ASKED,
    (Action.EXPORT, "approved"): Kind.EXPORT_APPROVED,
    (Action.EXPORT, "denied"): Kind.EXPORT_DENIED,
    (Action.SHRED, "asked"): Kind.SHRED_ASKED,
    (Action.SHRED, "approved"): Kind.SHRED_APPROVED,
    (Action.SHRED, "denied"): Kind.SHRED_DENIED,
    (Action.HAND_ON, "asked"): Kind.HAND_ON_ASKED,
    (Action.HAND_ON, "approved"): Kind.HAND_ON_APPROVED,
    (Action.HAND_ON, "denied"): Kind.HAND_ON_DENIED,
    (Action.OPEN, "asked"): Kind.OPENING_ASKED,
    (Action.OPEN, "approved"): Kind.OPENING_APPROVED,
    (Action.OPEN, "denied"): Kind.OPENING_DENIED,
}


def reason(text: str) -> str:
    """A reason, without what is around it.

    Raises:
        RequestError: `reason_missing`: there is none, or it is too long.
    """
    text = " ".join(text.split())
    if not text or not text.isprintable() or len(text) > REASON_CHARACTERS_MAX:
        raise RequestError("reason_missing")
    return text


def ask(
    change: Change, member: Member, action: Action, invitation: uuid.UUID, why: str
) -> uuid.UUID:
    """Asks for it; who has asked already is given the same again.

    Raises:
        RequestError: `reason_missing`, `copy_unknown`, `key_gone` or `key_none`.
    """
    why = reason(why)
    _require_key(change.transaction, invitation)
    made = uuid.uuid4()
    done = change.transaction.execute(
        "insert into request (id, action, invitation, reason, asked, asked_by)"
        " values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
        [made, action, invitation, why, change.at, member.id],
    )
    if done.rowcount:
        _record(change, Action(action), "asked", made, invitation=str(invitation), reason=why)
        return made
    found = one(
        change.transaction,
        "select id from request where invitation = %s and action = %s and asked_by = %s"
        " and state = 'asked'",
        invitation, action, member.id,
    )  # fmt: skip
    return uuid.UUID(str(found["id"])) if found else made


def decide(change: Change, member: Member, request: uuid.UUID, *, approved: bool) -> None:
    """Approves or denies it; a shredding is done at once then, an opening waits for the opener.

    Raises:
        RequestError: `request_over`, `request_own`, `key_gone` or `key_none`.
    """
    found = one(change.transaction, "select * from request where id = %s for update", request)
    if found is None or found["state"] != "asked":
        raise RequestError("request_over")
    if found["asked_by"] == member.id:
        raise RequestError("request_own")
    shreds = approved and found["action"] == Action.SHRED
    if approved and found["action"] == Action.OPEN:
        _require_key(change.transaction, found["invitation"])
        openings.put(change.transaction, request, change.at)
    if shreds:
        # Before anything is written into the log, for which all others wait.
        _forget(change.transaction, found["invitation"])
    state = "approved" if approved else "denied"
    change.transaction.execute(
        "update request set state = %s, decided = %s, decided_by = %s where id = %s",
        [state, change.at, member.id, request],
    )
    _record(change, Action(found["action"]), state, request)
    if shreds:
        _shred(change, found["invitation"])
        _done(change, request)


def approved_export(
    transaction: Transaction, member: Member, request: uuid.UUID, now: datetime
) -> DictRow:
    """Copy and sealed key that somebody may fetch, who asked for them.

    Raises:
        RequestError: `request_over`: it is not theirs, not approved, or that was too long ago;
            `key_gone`: it was shredded since.
    """
    return _approved(transaction, member.id, request, now)


def _approved(
    transaction: Transaction, asked_by: uuid.UUID, request: uuid.UUID, now: datetime
) -> DictRow:
    found = one(
        transaction,
        "select request.id, sealed_identity, came_key, bundle.* from request"
        " join invitation on invitation.id = request.invitation"
        " join bundle on bundle.invitation = invitation.id"
        " join upload on upload.id = bundle.upload"
        " where request.id = %s and action = 'export' and asked_by = %s"
        " and request.state in ('approved', 'done') and decided > %s for update of request",
        request, asked_by, now - APPROVED_FOR,
    )  # fmt: skip
    if found is None:
        raise RequestError("request_over")
    if found["sealed_identity"] is None:
        raise RequestError("key_gone")
    return found


def approved(transaction: Transaction, request: uuid.UUID, now: datetime) -> DictRow:
    """Copy, keys and receipt of an approved export, for whoever has the organisation's key.

    Raises:
        RequestError: As `approved_export`, whoever asked.
    """
    found = one(transaction, "select asked_by from request where id = %s", request)
    if found is None:
        raise RequestError("request_over")
    return _approved(transaction, found["asked_by"], request, now)


def fetched(change: Change, request: uuid.UUID, kind: Kind, upload: uuid.UUID) -> None:
    """Writes down that one of both was fetched."""
    _done(change, request)
    change.record(kind, request=str(request), upload=str(upload))


def _forget(transaction: Transaction, invitation: uuid.UUID) -> None:
    """What its opening had put into the search goes with the key: nothing readable stays."""
    _require_key(transaction, invitation)
    copies = "select upload from bundle where invitation = %s"
    for copy in list(every(transaction, copies, invitation)):
        index.forget(transaction, copy["upload"])


def _shred(change: Change, invitation: uuid.UUID) -> None:
    found = _require_key(change.transaction, invitation)
    change.transaction.execute(
        "update invitation set sealed_identity = null, shredded = %s,"
        " withdrawn = coalesce(withdrawn, %s) where id = %s",
        [change.at, change.at, invitation],
    )
    handed.forget(change, invitation)
    tombstone = Shredded(found["note_sha256"], change.at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    place = change.log.append(change.transaction, tombstone.entry())
    change.record(Kind.KEY_SHREDDED, invitation=str(invitation), entry=place)


def _require_key(transaction: Transaction, invitation: uuid.UUID) -> DictRow:
    query = "select * from invitation where id = %s for update"
    found = one(transaction, query, invitation)
    received = one(transaction, "select 1 from bundle where invitation = %s", invitation)
    if found is None or received is None:
        raise RequestError("copy_unknown")
    if found["sealed_identity"] is None:
        raise RequestError("key_gone" if found["shredded"] else "key_none")
    return found


def _done(change: Change, request: uuid.UUID) -> None:
    change.transaction.execute("update request set state = 'done' where id = %s", [request])


def _record(
    change: Change, action: Action, state: str, request: uuid.UUID, **about: str
) -> None:  # fmt: skip
    change.record(_EVENTS[action, state], request=str(request), **about)
