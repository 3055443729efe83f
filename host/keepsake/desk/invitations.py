"""Makes invitations, and knows which of them still hold."""

from __future__ import annotations

import base64
import secrets
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pyrage

from keepsake.core.desk import invitation as form
from keepsake.core.desk.invitation import TOKEN_BYTES, Invitation
from keepsake.desk import events
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log
    from keepsake.desk.settings import Settings


NO_TOKEN = "-" * 43
"""Stands in a note where there is no token, or where the desk keeps none."""

_UTC = "%Y-%m-%dT%H:%M:%SZ"


class Made(NamedTuple):
    """A new invitation. Its note is a secret: whoever has it can send one copy.

    Attributes:
        id: How the desk names it.
        note: What the person is given.
    """

    id: uuid.UUID
    note: bytes


def make(
    transaction: Transaction,
    settings: Settings,
    log: Log,
    who: str,
    now: datetime,
    reference: str = "",
) -> Made:
    """Makes one, with a key of its own that only the organisation can open.

    Args:
        transaction: In which it is written.
        settings: Of the desk.
        log: Of the desk.
        who: The user who makes it.
        now: By the desk's clock.
        reference: What the organisation calls it; nothing of the person should stand in it.
    """
    identity = pyrage.x25519.Identity.generate()
    until = (now + timedelta(days=settings.days)).replace(microsecond=0)
    token = base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
    told = Invitation(
        desk=settings.address,
        name=settings.name,
        token=token,
        until=until.strftime(_UTC),
        limit=settings.limit,
        recipient=str(identity.to_public()),
        log=settings.verifier().text(),
    )
    note = form.sign(told, settings.signer())
    made = Made(uuid.uuid4(), note)
    transaction.execute(
        "insert into invitation (id, token_sha256, note, note_sha256, recipient, sealed_identity,"
        " reference, limit_bytes, made, made_by, until)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            made.id, form.token_digest(token), _without_token(note, token), form.digest(note),
            told.recipient, _sealed(identity, settings), reference, told.limit, now, who, until,
        ],
    )  # fmt: skip
    about = {"invitation": str(made.id), "note": form.digest(note)}
    events.record(transaction, log, Event(Kind.INVITATION_MADE, who, now, about))
    return made


def make_carried(
    change: Change, settings: Settings, identity: pyrage.x25519.Identity | None, limit: int
) -> uuid.UUID:
    """Makes one for a copy that was carried here without any; it is given to nobody.

    Args:
        change: In which it is written; its event is that of the copy.
        settings: Of the desk.
        identity: The copy's key where it came along; it is kept sealed to the organisation.
        limit: Bytes of the copy.

    Returns:
        Its id.
    """
    until = change.at.replace(microsecond=0)
    told = Invitation(
        desk=settings.address,
        name=settings.name,
        token=NO_TOKEN,
        until=until.strftime(_UTC),
        limit=limit,
        # Without a key nothing is known of whom it is sealed to; it was brought to these.
        recipient=str(identity.to_public()) if identity else settings.recipients[0],
        log=settings.verifier().text(),
    )
    note = form.sign(told, settings.signer())
    made, digest = uuid.uuid4(), form.digest(note)
    change.transaction.execute(
        "insert into invitation (id, token_sha256, note, note_sha256, recipient, sealed_identity,"
        " reference, limit_bytes, made, made_by, until, kind)"
        " values (%s, %s, %s, %s, %s, %s, '', %s, %s, %s, %s, 'carried')",
        [
            # Hash of no token: of what has 43 characters nobody finds one that has this.
            made, bytes.fromhex(digest), note, digest, told.recipient,
            _sealed(identity, settings) if identity else None, limit, change.at, change.who, until,
        ],
    )  # fmt: skip
    return made


def withdraw(
    transaction: Transaction, log: Log, invitation: uuid.UUID, who: str, now: datetime
) -> bool:
    """Takes one back; gives whether it held until now. What was received with it stays."""
    done = transaction.execute(
        "update invitation set withdrawn = %s where id = %s and withdrawn is null",
        [now, invitation],
    )
    if done.rowcount:
        about = {"invitation": str(invitation)}
        events.record(transaction, log, Event(Kind.INVITATION_WITHDRAWN, who, now, about))
    return bool(done.rowcount)


def of_token(transaction: Transaction, token: str, *, to_change: bool = False) -> DictRow | None:
    """The invitation of a token.

    Args:
        transaction: In which it is asked.
        token: As somebody gave it.
        to_change: Others who want it too wait until the transaction ends.
    """
    query = "select * from invitation where token_sha256 = %s"
    return one(transaction, query + " for update" * to_change, form.token_digest(token))


def is_over(invitation: DictRow, now: datetime) -> bool:
    """Whether it ran out or was taken back."""
    return invitation["withdrawn"] is not None or invitation["until"] <= now


def _sealed(identity: pyrage.x25519.Identity, settings: Settings) -> bytes:
    """A key as the desk keeps it: only the organisation opens it."""
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in settings.recipients]
    return bytes(pyrage.encrypt(str(identity).encode(), recipients))


def _without_token(note: bytes, token: str) -> bytes:
    """What a desk keeps to show it again: a thief of its database could send nothing."""
    return note.replace(token.encode(), NO_TOKEN.encode())
