"""Those who work at the desk, and the links by which each gets a passkey, once."""

from __future__ import annotations

import base64
import re
import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.hashing import sha256
from keepsake.desk.database import one
from keepsake.desk.events import Kind
from keepsake.desk.roles import Permission, Role, may

if TYPE_CHECKING:
    from collections.abc import Collection

    from psycopg.rows import DictRow

    from keepsake.desk.change import Change
    from keepsake.desk.database import Transaction

TOKEN_BYTES = 32
ENROLMENT_HOLDS_FOR = timedelta(days=2)
NAME_CHARACTERS_MAX = 60

_NAME = re.compile(r"\S(?:.*\S)?")
# Who these are in events is no user's to be.
_NOT_FREE = frozenset({"person", "desk", "command"})


class StaffError(Exception):
    """What was asked cannot be.

    Attributes:
        word: `name_wrong`, `name_taken`, `roles_wrong`, `last_supervisor`, `staff_unknown`,
            `subject_taken`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Member(NamedTuple):
    """Somebody who works at the desk.

    Attributes:
        id: Never given to another.
        name: As they are called here, and in events.
        roles: What they are.
    """

    id: uuid.UUID
    name: str
    roles: tuple[str, ...]


def new_token() -> str:
    """A secret for a link or a cookie, 43 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")


def digest(token: str) -> bytes:
    """What is kept of a secret."""
    return sha256(token.encode("utf-8", "replace"))


def add(change: Change, name: str, roles: Collection[str]) -> Member:
    """Adds somebody, who cannot sign in before they enrolled.

    Raises:
        StaffError: `name_wrong`, `name_taken` or `roles_wrong`.
    """
    if not _NAME.fullmatch(name) or not name.isprintable() or len(name) > NAME_CHARACTERS_MAX:
        raise StaffError("name_wrong")
    if name in _NOT_FREE or one(change.transaction, "select 1 from staff where name = %s", name):
        raise StaffError("name_taken")
    made = Member(uuid.uuid4(), name, _known(roles))
    done = change.transaction.execute(
        "insert into staff (id, name, roles, made) values (%s, %s, %s, %s)"
        " on conflict (name) do nothing",
        [made.id, name, list(made.roles), change.at],
    )
    if not done.rowcount:
        raise StaffError("name_taken")
    change.record(Kind.STAFF_ADDED, staff=str(made.id), name=name, roles=list(made.roles))
    return made


def named(transaction: Transaction, name: str) -> uuid.UUID | None:
    """Who is called so here."""
    found = one(transaction, "select id from staff where name = %s", name)
    return found["id"] if found else None


def at_work(transaction: Transaction, name: str, permission: Permission) -> bool:
    """Whether somebody is called so here who may come in, and may do this."""
    found = one(transaction, "select roles from staff where name = %s and disabled is null", name)
    return found is not None and may(found["roles"], permission)


def enrol(change: Change, staff: uuid.UUID) -> str:
    """Makes a link's secret that gives somebody a passkey, once; earlier ones hold no longer.

    Raises:
        StaffError: `staff_unknown`.
    """
    if one(change.transaction, "select 1 from staff where id = %s", staff) is None:
        raise StaffError("staff_unknown")
    change.transaction.execute("delete from enrolment where staff = %s and used is null", [staff])
    token = new_token()
    change.transaction.execute(
        "insert into enrolment (token_sha256, staff, until) values (%s, %s, %s)",
        [digest(token), staff, change.at + ENROLMENT_HOLDS_FOR],
    )
    change.record(Kind.ENROLMENT_MADE, staff=str(staff))
    return token


def enrolling(transaction: Transaction, token: str, now: datetime) -> DictRow | None:
    """Whom a link enrols; None where it was used, ran out, or never was. Others wait for it."""
    return enrolling_by(transaction, digest(token), now)


def enrolling_by(transaction: Transaction, token_sha256: bytes, now: datetime) -> DictRow | None:
    """The same, by the hash of its secret."""
    return one(
        transaction,
        "select staff.* from enrolment join staff on staff.id = enrolment.staff"
        " where token_sha256 = %s and used is null and until > %s and disabled is null"
        " for update of enrolment",
        token_sha256, now,
    )  # fmt: skip


def enrolled(change: Change, token_sha256: bytes) -> None:
    """A link has done what it was for."""
    change.transaction.execute(
        "update enrolment set used = %s where token_sha256 = %s", [change.at, token_sha256]
    )


def add_subject(change: Change, staff: uuid.UUID, issuer: str, subject: str) -> None:
    """Lets somebody in by the organisation's own sign-in too.

    Raises:
        StaffError: `subject_taken`: with that somebody signs in already.
    """
    done = change.transaction.execute(
        "insert into subject (issuer, name, staff, made) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        [issuer, subject, staff, change.at],
    )
    if not done.rowcount:
        raise StaffError("subject_taken")
    change.record(Kind.SUBJECT_ADDED, staff=str(staff))


def of_subject(transaction: Transaction, issuer: str, subject: str) -> DictRow | None:
    """Who signs in so; None for somebody who was bound to nobody here."""
    return one(
        transaction,
        "select staff.* from subject join staff on staff.id = subject.staff"
        " where issuer = %s and subject.name = %s",
        issuer, subject,
    )  # fmt: skip


def set_roles(change: Change, staff: uuid.UUID, roles: Collection[str]) -> None:
    """Gives somebody other roles; they hold from the next request on.

    Raises:
        StaffError: `roles_wrong`, `staff_unknown` or `last_supervisor`.
    """
    known = _known(roles)
    before = _locked(change.transaction, staff)
    if Role.SUPERVISOR not in known:
        _require_another_supervisor(change.transaction, staff)
    change.transaction.execute("update staff set roles = %s where id = %s", [list(known), staff])
    change.record(
        Kind.STAFF_ROLES_CHANGED, staff=str(staff), before=before["roles"], roles=list(known)
    )


def set_disabled(change: Change, staff: uuid.UUID, *, disabled: bool) -> None:
    """Lets somebody in no longer, at once and in every browser, or lets them in again.

    Raises:
        StaffError: `staff_unknown` or `last_supervisor`.
    """
    before = _locked(change.transaction, staff)
    if (before["disabled"] is not None) == disabled:
        return
    if disabled:
        _require_another_supervisor(change.transaction, staff)
        change.transaction.execute("delete from session where staff = %s", [staff])
        change.transaction.execute(
            "delete from enrolment where staff = %s and used is null", [staff]
        )
    change.transaction.execute(
        "update staff set disabled = %s where id = %s", [change.at if disabled else None, staff]
    )
    kind = Kind.STAFF_DISABLED if disabled else Kind.STAFF_ENABLED
    change.record(kind, staff=str(staff))


def _locked(transaction: Transaction, staff: uuid.UUID) -> DictRow:
    """Everybody, so that two who act at once do not leave the desk without a supervisor."""
    rows = transaction.execute("select * from staff order by id for update").fetchall()
    found = next((row for row in rows if row["id"] == staff), None)
    if found is None:
        raise StaffError("staff_unknown")
    return found


def _require_another_supervisor(transaction: Transaction, staff: uuid.UUID) -> None:
    left = one(
        transaction,
        "select 1 from staff where id <> %s and disabled is null and %s = any(roles)",
        staff, Role.SUPERVISOR,
    )  # fmt: skip
    if left is None:
        raise StaffError("last_supervisor")


def _known(roles: Collection[str]) -> tuple[str, ...]:
    if not roles or not set(roles) <= set(Role):
        raise StaffError("roles_wrong")
    return tuple(str(role) for role in Role if role in roles)
