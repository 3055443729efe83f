"""Asks for a copy to be handed on to another desk, by an invitation of that desk.

What goes there are the sealed bytes as they were received, so that the receipts of both desks name
the same hash, and the copy's key, sealed anew to the invitation. Nobody opens the copy for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from keepsake.core.desk import invitation as form
from keepsake.core.desk.invitation import InvitationError
from keepsake.desk import requests
from keepsake.desk.database import one
from keepsake.desk.requests import Action, RequestError

if TYPE_CHECKING:
    import uuid

    from psycopg.rows import DictRow

    from keepsake.core.desk.invitation import Invitation
    from keepsake.desk.change import Change
    from keepsake.desk.settings import Settings
    from keepsake.desk.staff import Member


def ask(
    change: Change, member: Member, settings: Settings, copy: DictRow, told: tuple[str, str]
) -> uuid.UUID:
    """Asks for it; it takes a second person, and then the organisation's key.

    Args:
        change: With whoever asks.
        member: The same.
        settings: Of this desk.
        copy: Its row in `bundle`.
        told: The other desk's link, and the reason.

    Raises:
        RequestError: `invitation_wrong`, `invitation_own`, `invitation_over`, `invitation_taken`,
            `desk_unknown`, `too_large`, `hand_on_waiting`, or as `requests.ask`.
    """
    note, says = _opened(told[0])
    _require(settings, says, copy, change)
    request = requests.ask(change, member, Action.HAND_ON, copy["invitation"], told[1])
    digest = form.digest(note)
    there = one(change.transaction, "select invitation from hand_on where request = %s", request)
    if there and there["invitation"] != digest:
        raise RequestError("hand_on_waiting")
    if there:
        return request
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in settings.recipients]
    done = change.transaction.execute(
        "insert into hand_on (request, upload, invitation, desk, name, log, state, changed, note)"
        " values (%s, %s, %s, %s, %s, %s, 'asked', %s, %s) on conflict do nothing",
        [
            request, copy["upload"], digest, says.desk, says.name, says.log, change.at,
            # Whoever has it could send something else there: here it is read by nobody.
            pyrage.encrypt(note, recipients),
        ],
    )  # fmt: skip
    if not done.rowcount:
        raise RequestError("invitation_taken")
    return request


def _opened(link: str) -> tuple[bytes, Invitation]:
    try:
        note = form.from_link(link)
        return note, form.opened(note)
    except InvitationError as error:
        raise RequestError("invitation_wrong") from error


def _require(settings: Settings, says: Invitation, copy: DictRow, change: Change) -> None:
    if says.log == settings.verifier().text():
        raise RequestError("invitation_own")
    if says.log not in settings.desks:
        raise RequestError("desk_unknown")
    if says.ends <= change.at:
        raise RequestError("invitation_over")
    if copy["size"] > says.limit:
        raise RequestError("too_large")
