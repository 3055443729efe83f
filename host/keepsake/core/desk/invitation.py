"""An invitation: where a desk takes one sealed copy, to which key, until when.

It is a signed note (c2sp.org/signed-note) of one line of JSON, under the key of the desk's log, and
travels as a link. What follows the `#` of a link is sent to nobody who opens it.

Source: FORMAT.md §13.1.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from keepsake.core import note
from keepsake.core.hashing import sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 1
TOKEN_BYTES = 32
PAGE = "/hand-over"
LINK_CHARACTERS_MAX = 4_096
NAME_CHARACTERS_MAX = 120

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
_UTC = "%Y-%m-%dT%H:%M:%SZ"


class InvitationError(Exception):
    """What was given is no invitation, or not one that its desk signed.

    Attributes:
        reason: Code word: `form`, `version`, `signature`, `address`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Invitation(msgspec.Struct, frozen=True, rename={"version": "keepsake_invitation"}):
    """What a desk offers to one person, once.

    Attributes:
        desk: Address of the desk, without a path.
        name: What the organisation calls itself.
        token: 43 characters of Base64 (RFC 4648 §5) that let one copy in; a secret.
        until: UTC, after which nothing is taken any more.
        limit: Bytes that are taken at most.
        recipient: age recipient that was made for this invitation alone.
        log: Verifier key of the desk's log.
    """

    desk: str
    name: str
    token: str
    until: str
    limit: int
    recipient: str
    log: str
    version: int = VERSION

    @property
    def key(self) -> note.VerifierKey:
        """Of the desk's log.

        Raises:
            InvitationError: It is none.
        """
        try:
            return note.VerifierKey.parse(self.log)
        except note.NoteError as error:
            raise InvitationError("form") from error

    @property
    def ends(self) -> datetime:
        """When it runs out."""
        return datetime.strptime(self.until, _UTC).replace(tzinfo=UTC)


def sign(invitation: Invitation, private_key: Ed25519PrivateKey) -> bytes:
    """The note, under the name of the log's key."""
    text = msgspec.json.encode(invitation, order="sorted").decode() + "\n"
    return note.sign_text(text, invitation.key.name, private_key)


def link(signed: bytes) -> str:
    """The note as a link to a page of the desk that says what to do with it."""
    packed = base64.urlsafe_b64encode(signed).decode().rstrip("=")
    return f"{opened(signed).desk}{PAGE}#{packed}"


def from_link(text: str) -> bytes:
    """The note in a link, or in what follows its `#`.

    Args:
        text: As somebody pastes it: spaces and line ends in it do not matter.

    Raises:
        InvitationError: `form`: there is none in it.
    """
    whole = "".join(text.split())
    if not whole or len(whole) > LINK_CHARACTERS_MAX:
        raise InvitationError("form")
    packed = whole.rpartition("#")[2]
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvitationError("form") from error


def opened(signed: bytes) -> Invitation:
    """Reads an invitation and checks its signature.

    The key is its own: this shows that nothing was changed on the way by somebody without it, *not*
    whose desk it is. That the desk still takes it, and that it has not run out, is not asked here.

    Raises:
        InvitationError: Malformed, of another version, or not signed by the key that it names.
    """
    line = signed.partition(b"\n")[0]
    invitation = _decoded(line)
    try:
        text = note.open_text(signed, invitation.key)
    except note.NoteError as error:
        raise InvitationError("signature") from error
    if text.encode() != line + b"\n":
        raise InvitationError("form")
    return invitation


def digest(signed: bytes) -> str:
    """SHA-256 of the note, hexadecimal: how a desk's log names an invitation."""
    return sha256(signed).hex()


def token_digest(token: str) -> bytes:
    """What a desk keeps of a token: 32 bytes from which it cannot be had back."""
    return sha256(token.encode())


def _decoded(line: bytes) -> Invitation:
    try:
        raw: Any = json.loads(line)
    except ValueError as error:
        raise InvitationError("form") from error
    if not isinstance(raw, dict) or "keepsake_invitation" not in raw:
        raise InvitationError("form")
    if raw["keepsake_invitation"] != VERSION:
        raise InvitationError("version")
    try:
        invitation = msgspec.convert(raw, Invitation)
    except msgspec.ValidationError as error:
        raise InvitationError("form") from error
    _check(invitation)
    return invitation


def _check(invitation: Invitation) -> None:
    if not is_address(invitation.desk):
        raise InvitationError("address")
    token = invitation.token
    sound = (
        re.fullmatch(r"[\w-]{43}", token, re.ASCII)
        and _RECIPIENT.fullmatch(invitation.recipient)
        and 0 < len(invitation.name) <= NAME_CHARACTERS_MAX
        and invitation.name.isprintable()
        and invitation.limit > 0
    )
    if not sound:
        raise InvitationError("form")
    try:
        _ = invitation.ends
    except ValueError as error:
        raise InvitationError("form") from error


def is_address(text: str) -> bool:
    """Whether it is one of a desk: without encryption only on the same computer."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    plain = text == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    return bool(host) and encrypted and plain and text.isascii() and text.isprintable()
