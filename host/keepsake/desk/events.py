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
    COPY_CARRIED = "copy_carried"
    CHECKPOINT_STAMPED = "checkpoint_stamped"
    STAMP_FAILED = "stamp_failed"
    COSIGNING_FAILED = "cosigning_failed"
    LOG_ENROLLED = "log_enrolled"
    CHECKPOINT_REFUSED = "checkpoint_refused"
    OPENING_ASKED = "opening_asked"
    COPY_OPENED = "copy_opened"
    OPENING_FAILED = "opening_failed"
    FIXITY_FAILED = "fixity_failed"
    STAFF_ADDED = "staff_added"
    STAFF_ROLES_CHANGED = "staff_roles_changed"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    STAFF_VIEWED = "staff_viewed"
    ENROLMENT_MADE = "enrolment_made"
    PASSKEY_ADDED = "passkey_added"
    SUBJECT_ADDED = "subject_added"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ACCESS_REFUSED = "access_refused"
    INVITATIONS_VIEWED = "invitations_viewed"
    COPIES_VIEWED = "copies_viewed"
    COPY_VIEWED = "copy_viewed"
    RECEIPT_DOWNLOADED = "receipt_downloaded"
    COPY_DOWNLOADED = "copy_downloaded"
    CASES_VIEWED = "cases_viewed"
    CASE_MADE = "case_made"
    CASE_VIEWED = "case_viewed"
    CASE_COPY_ADDED = "case_copy_added"
    CASE_COPY_MOVED = "case_copy_moved"
    REQUESTS_VIEWED = "requests_viewed"
    EXPORT_ASKED = "export_asked"
    EXPORT_APPROVED = "export_approved"
    EXPORT_DENIED = "export_denied"
    EXPORT_COPY_DOWNLOADED = "export_copy_downloaded"
    EXPORT_KEY_DOWNLOADED = "export_key_downloaded"
    SHRED_ASKED = "shred_asked"
    SHRED_APPROVED = "shred_approved"
    SHRED_DENIED = "shred_denied"
    KEY_SHREDDED = "key_shredded"
    AUDIT_VIEWED = "audit_viewed"
    PROOF_DOWNLOADED = "proof_downloaded"
    STATUS_VIEWED = "status_viewed"
    HAND_ON_ASKED = "hand_on_asked"
    HAND_ON_APPROVED = "hand_on_approved"
    HAND_ON_DENIED = "hand_on_denied"
    HAND_ON_SEALED = "hand_on_sealed"
    HAND_ON_FAILED = "hand_on_failed"
    COPY_HANDED_ON = "copy_handed_on"
    HANDED_RECEIPT_DOWNLOADED = "handed_receipt_downloaded"
    KEY_CAME = "key_came"
    PORTAL_FORM_MADE = "portal_form_made"
    EXPORT_CAME_KEY_DOWNLOADED = "export_came_key_downloaded"
    CASE_MEMBER_ADDED = "case_member_added"
    CASE_MEMBER_REMOVED = "case_member_removed"
    OPENINGS_VIEWED = "openings_viewed"
    OPENING_VIEWED = "opening_viewed"
    SEARCHED = "searched"
    HINTS_VIEWED = "hints_viewed"
    FIXITY_VIEWED = "fixity_viewed"
    RETENTION_VIEWED = "retention_viewed"
    STAMPS_VIEWED = "stamps_viewed"
    STAMP_DOWNLOADED = "stamp_downloaded"
    COSIGNATURE_DOWNLOADED = "cosignature_downloaded"
    OPENING_APPROVED = "opening_approved"
    OPENING_DENIED = "opening_denied"


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
