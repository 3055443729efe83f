"""An invitation as it comes to a person: a link, a letter with a link in it, a picture of its code.

Nothing is sent to anybody when one is opened.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.desk import invitation
from keepsake.core.desk.invitation import Invitation, InvitationError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.age import recipient

if TYPE_CHECKING:
    from keepsake.flows.export.request import HandoverRequest

FILE_BYTES_MAX = recipient.FILE_BYTES_MAX
PICTURE_BYTES_MAX = recipient.PICTURE_BYTES_MAX
_LINK = re.compile(r"https?://[^\s<>\"'#]+#[A-Za-z0-9_-]+")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")


class Opened(NamedTuple):
    """One that was opened.

    Attributes:
        note: The signed note.
        says: What stands in it. Whose it is, nobody can tell from it.
    """

    note: bytes
    says: Invitation

    @property
    def link(self) -> str:
        """The link that it travels as."""
        return invitation.link(self.note)

    def addressed(self, request: HandoverRequest) -> HandoverRequest:
        """The same request for a copy that only this desk opens, whose receipt its key checks."""
        says = self.says
        return replace(
            request,
            recipient=says.recipient,
            log=says.log,
            attribution=replace(request.attribution, to=says.name),
        )


def from_text(text: str) -> Opened:
    """The invitation in a text: a link alone, cut into lines or not, or one among other words.

    Raises:
        KeepsakeError: INVITATION_WRONG; `reason` says why: `form`, `version`, `signature`,
            `address`.
    """
    told = [text, *_LINK.findall(text)]
    reason = "form"
    for one in told:
        try:
            note = invitation.from_link(one)
            return Opened(note, invitation.opened(note))
        except InvitationError as error:
            reason = reason if error.reason == "form" else error.reason
    raise KeepsakeError(Code.INVITATION_WRONG, reason, reason=reason)


def from_file(data: bytes) -> Opened:
    """The invitation in a file of text, or in a picture of its code, whichever it is.

    Raises:
        KeepsakeError: As `from_text`; `reason` may also be `picture`.
    """
    if not data.startswith(_PICTURES):
        if len(data) > FILE_BYTES_MAX:
            raise KeepsakeError(Code.INVITATION_WRONG, "too large", reason="form")
        return from_text(data.decode("utf-8", errors="replace"))
    try:
        found = recipient.codes_in(data)
    except KeepsakeError as error:
        raise KeepsakeError(Code.INVITATION_WRONG, "picture", reason="picture") from error
    if not found:
        raise KeepsakeError(Code.INVITATION_WRONG, "no code", reason="picture")
    return from_text("\n".join(found))


def from_note(note: str) -> Opened:
    """One that was opened before.

    Raises:
        KeepsakeError: INVITATION_WRONG.
    """
    try:
        return Opened(note.encode(), invitation.opened(note.encode()))
    except InvitationError as error:
        raise KeepsakeError(Code.INVITATION_WRONG, error.reason, reason=error.reason) from error
