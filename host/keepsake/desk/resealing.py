"""Seals the key of a copy anew, to another desk's invitation, where the organisation's key is.

Not the database decides to whom, but the settings where the key is: whoever rules the database
could write any invitation there, and any approval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from keepsake.core.desk import invitation as form
from keepsake.core.desk.invitation import InvitationError
from keepsake.desk import copy_key, handed
from keepsake.desk import desk as desks
from keepsake.desk.change import Change
from keepsake.desk.copy_key import CopyKeyError
from keepsake.desk.requests import APPROVED_FOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.desk.desk import Desk
    from keepsake.desk.handed import ToSeal


class _FailedError(Exception):
    """It cannot be; its text is the word of FORMAT.md 13.10."""


def seal_next(desk: Desk, keys: Sequence[pyrage.x25519.Identity]) -> bool:
    """Takes the hand-over that was approved first as far as the key goes.

    Args:
        desk: Whose it is; its settings say to which desks copies are handed on.
        keys: The organisation's.

    Returns:
        Whether there was one.
    """
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "opener", desks.now())
        found = handed.next_to_seal(transaction)
        if found is None:
            return False
        try:
            note, key = _sealed(desk, found, keys)
        except _FailedError as error:
            handed.failed(change, found.request, str(error))
        else:
            handed.sealed(change, found, note, key)
    return True


def _sealed(
    desk: Desk, found: ToSeal, keys: Sequence[pyrage.x25519.Identity]
) -> tuple[bytes, bytes]:
    """The invitation, open, and the key, sealed to it."""
    if found.decided <= desks.now() - APPROVED_FOR:
        raise _FailedError("late")
    try:
        note = pyrage.decrypt(found.note, keys)
        says = form.opened(note)
    except (pyrage.DecryptError, InvitationError) as error:
        raise _FailedError("invitation_unknown") from error
    if says.log not in desk.settings.desks:
        raise _FailedError("desk_unknown")
    try:
        secret = copy_key.opened(found.sealed_identity, found.came_key, keys)
    except CopyKeyError as error:
        raise _FailedError(error.word) from error
    recipient = pyrage.x25519.Recipient.from_str(says.recipient)
    return note, pyrage.encrypt(secret.encode(), [recipient])
