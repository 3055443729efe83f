"""What was done at the desk, and by whom: append-only, each with an entry in the log.

The log holds a salted hash of each, so that its entries can be shown to anybody.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from psycopg.types.json import Jsonb

from keepsake.core.hashing import sha256

if TYPE_CHECKING:
    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log

SALT_BYTES = 16


class Kind(StrEnum):
    """What can happen; only ever appended to."""

    DESK_STARTED = "desk_started"
    LOCK_PROVED = "lock_proved"
    LOCK_FAILED = "lock_failed"
    INVITATION_MADE = "invitation_made"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    UPLOAD_BEGUN = "upload_begun"
    UPLOAD_RESUMED = "upload_resumed"
    UPLOAD_REPLACED = "upload_replaced"
    UPLOAD_COMPLETED = "upload_completed"
    UPLOAD_REFUSED = "upload_refused"
    COPY_RECEIVED = "copy_received"
    LOG_ENROLLED = "log_enrolled"
    CHECKPOINT_REFUSED = "checkpoint_refused"
    OPENING_ASKED = "opening_asked"
    COPY_OPENED = "copy_opened"
    OPENING_FAILED = "opening_failed"
    FIXITY_FAILED = "fixity_failed"


class Event(msgspec.Struct, frozen=True):
    """Something that happened.

    Attributes:
        kind: What.
        who: Name of a user, `person` for the holder of an invitation, `desk` for itself.
        at: When, by the desk's clock.
        about: What it concerns, by ids.
    """

    kind: Kind
    who: str
    at: datetime
    about: dict[str, Any]

    def entry(self, salt: bytes) -> bytes:
        """What stands in the log for it."""
        line = msgspec.json.encode(self, order="sorted")
        told = {"hash": sha256(salt + line).hex(), "keepsake_desk": 1, "kind": "event"}
        return msgspec.json.encode(told, order="sorted")


def record(transaction: Transaction, log: Log, event: Event) -> None:
    """Writes one down, in the transaction of what happened."""
    salt = secrets.token_bytes(SALT_BYTES)
    index = log.append(transaction, event.entry(salt))
    transaction.execute(
        "insert into event (at, kind, who, about, salt, index) values (%s, %s, %s, %s, %s, %s)",
        [event.at, event.kind, event.who, Jsonb(event.about), salt, index],
    )
