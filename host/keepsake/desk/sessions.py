"""Who is signed in: sessions in the database, of which it knows no more than a hash."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.desk import staff
from keepsake.desk.database import one
from keepsake.desk.staff import Member

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from keepsake.desk.database import Transaction

IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=12)

_SEEN_AGAIN = timedelta(minutes=1)


def begin(transaction: Transaction, member: uuid.UUID, now: datetime) -> str:
    """Begins one; gives the secret that its cookie holds. Those that ran out are forgotten."""
    transaction.execute(
        "delete from session where seen < %s or began < %s", [now - IDLE, now - LASTS]
    )
    token = staff.new_token()
    transaction.execute(
        "insert into session (token_sha256, staff, began, seen) values (%s, %s, %s, %s)",
        [staff.digest(token), member, now, now],
    )
    return token


def member(transaction: Transaction, token: str, now: datetime) -> Member | None:
    """Whose session it is; None where it ended, ran out, or its owner may no longer come in."""
    found = one(
        transaction,
        "select staff.id, name, roles, seen from session join staff on staff.id = session.staff"
        " where token_sha256 = %s and seen > %s and began > %s and disabled is null",
        staff.digest(token), now - IDLE, now - LASTS,
    )  # fmt: skip
    if found is None:
        return None
    if found["seen"] < now - _SEEN_AGAIN:
        transaction.execute(
            "update session set seen = %s where token_sha256 = %s", [now, staff.digest(token)]
        )
    return Member(found["id"], found["name"], tuple(found["roles"]))


def end(transaction: Transaction, token: str) -> None:
    """Ends one."""
    transaction.execute("delete from session where token_sha256 = %s", [staff.digest(token)])


def form_secret(token: str) -> str:
    """What a form of this session has to send along; another site cannot know it."""
    return hmac.new(token.encode(), b"form", "sha256").hexdigest()
