"""Entries of the log: everything that ever happened in a vault, as bytes that are hashed once.

Source: FORMAT.md §2.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import Measured, measure

ENTRY_VERSION = 1
SALT_BYTES = 32

COMPLETE = "complete"
PARTIAL = "partial"
INCOMPLETE = "incomplete"
CUT_SHORT = "cut_short"
"""Why a capture is `incomplete`."""
NOT_PICTURED = "not_pictured"
"""Why a capture is `partial` that ended by itself: no picture of the page came with it."""
DAMAGED = "damaged"
"""The kind of a part that was no longer what it was when the browser came to hand it over."""
WAITED_DAMAGED = "waited_damaged"
"""Why a capture is `partial` of which such a part is there."""
BROWSER, VAULT = "browser", "vault"
"""Whose key a capture was sealed to while it waited."""
PORT, FILE = "port", "file"
"""How one that waited came."""
RECORD_ONLY = "record_only"
"""The mode in which nothing of a page is kept but its address, account and time."""

BodyType = TypeVar("BodyType", bound=msgspec.Struct)


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One artifact of a capture, as it was born.

    Attributes:
        part: Its number within the capture, from 0.
        kind: `begin`, `tile`, `items`, `snapshot`, `mhtml`, `note`, `file` or `manifest`.
        name: File name under which it is exported.
        media_type: For instance `image/png`.
        bytes: Its size.
        sha256: Its hash in hexadecimal.
        kept: When it was durable on this computer, UTC.
        waited: When it was durable in the browser, where it waited there; "" where it did not.
        claimed: It came sealed to the vault: size and hash are what the browser said they are.
    """

    part: int
    kind: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    kept: str
    waited: str = ""
    claimed: bool = False


class Waited(msgspec.Struct, frozen=True, rename={"since": "from"}):
    """That a capture waited in the browser for the program. Source: FORMAT.md §3.9.

    Attributes:
        since: When its first part that waited was durable there, by the browser.
        until: When the last one was taken over, by this computer.
        sealed_to: `vault` or `browser`: whose key it was sealed to meanwhile.
        through: `port` or `file`: how it came.
        part: The first part that waited; those before it came at once.
    """

    since: str
    until: str
    sealed_to: str
    through: str
    part: int


class CaptureBody(msgspec.Struct, frozen=True):
    """What arrived of one capture. Source: FORMAT.md §3.5."""

    capture: str
    state: str
    reason: str
    case: str
    manifest: int
    parts: tuple[Part, ...]
    host: dict[str, str]
    waited: Waited | msgspec.UnsetType = msgspec.UNSET


class VaultBody(msgspec.Struct, frozen=True):
    """The first entry: this vault was made; `info_sha256` is of the bytes of `vault.json`."""

    vault: str
    recipient: str
    verifier_key: str
    info_sha256: str
    host: dict[str, str]


class RecoveryBody(msgspec.Struct, frozen=True):
    """A capture that had been cut short was finished from what had been kept."""

    capture: str
    parts: int
    found: str


class PassphraseBody(msgspec.Struct, frozen=True):
    """A passphrase was set or changed, or a recovery code made; holds no secret.

    Attributes:
        action: `set`, `changed` or `recovery_code`.
        sha256: Of the file that it opens, "" where an earlier version did not note it.
    """

    action: str
    sha256: str = ""


class Entry(msgspec.Struct, frozen=True):
    """The envelope that every kind of entry shares; `body` stays as its writer made it."""

    keepsake_entry: int
    kind: str
    salt: str
    utc: str
    zone: str
    offset_minutes: int
    program: str
    body: msgspec.Raw


class _Version(msgspec.Struct, frozen=True):
    keepsake_entry: int


class Written(msgspec.Struct, frozen=True):
    """When, where and by what an entry is written."""

    utc: str
    zone: str
    offset_minutes: int
    program: str


def encode(kind: str, body: msgspec.Struct, written: Written, salt: bytes) -> bytes:
    """Makes the exact bytes of an entry, once.

    Args:
        kind: One of FORMAT.md §2.2.
        body: The struct that belongs to that kind.
        written: Time, zone and program.
        salt: 32 random bytes, so that the leaf hash tells nothing about the content.

    Raises:
        ValueError: The salt has another length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt has {len(salt)} bytes instead of {SALT_BYTES}")
    entry = Entry(
        ENTRY_VERSION,
        kind,
        salt.hex(),
        written.utc,
        written.zone,
        written.offset_minutes,
        written.program,
        msgspec.Raw(msgspec.json.encode(body)),
    )
    return msgspec.json.encode(entry)


def before_parts(kind: str, capture: str, salt: bytes, written: Written) -> bytes:
    """What the entry of a capture begins with, when its parts are not all known yet.

    Together with the parts, parted by commas, and `after_parts` it is an entry like those of
    `encode`, with its members in another order. Raises as `encode`.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt has {len(salt)} bytes instead of {SALT_BYTES}")
    first = {
        "keepsake_entry": ENTRY_VERSION,
        "kind": kind,
        "salt": salt.hex(),
        "program": written.program,
        "body": {"capture": capture, "parts": []},
    }
    return msgspec.json.encode(first).removesuffix(b"]}}")


def after_parts(body: CaptureBody, written: Written) -> bytes:
    """What such an entry ends with: how the capture ended, and when that was."""
    rest = msgspec.to_builtins(body)
    del rest["capture"], rest["parts"]
    ends = {
        "utc": written.utc,
        "zone": written.zone,
        "offset_minutes": written.offset_minutes,
    }
    inner, outer = (msgspec.json.encode(one).removeprefix(b"{") for one in (rest, ends))
    return b"]," + inner + b"," + outer


def decode(data: bytes) -> Entry:
    """Reads an entry; members it does not know are ignored.

    Raises:
        KeepsakeError: VAULT_NEWER for a higher version, VAULT_DAMAGED for anything that is no
            entry.
    """
    try:
        # Before the rest is read: a later version may have another form.
        version = msgspec.json.decode(data, type=_Version).keepsake_entry
        if version > ENTRY_VERSION:
            raise KeepsakeError(Code.VAULT_NEWER, f"entry version {version}")
        return msgspec.json.decode(data, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "an entry cannot be read") from error


def body(entry: Entry, kind: type[BodyType]) -> BodyType:
    """Reads the body of an entry as the struct that belongs to its kind.

    Raises:
        KeepsakeError: VAULT_DAMAGED, the body has another form.
    """
    try:
        return msgspec.json.decode(entry.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, f"the body of a {entry.kind} entry") from error


def check_part(part: Part, data: bytes) -> str:
    """Compares an artifact with what its entry says of it.

    Returns:
        "" when size and hash are right, else the code word `part_size` or `part_hash`.
    """
    return check_measured(part, measure(data))


def check_measured(part: Part, found: Measured) -> str:
    """As `check_part`, of what was measured piece by piece."""
    if found.bytes != part.bytes:
        return Code.PART_SIZE.word
    return "" if found.sha256 == part.sha256 else Code.PART_HASH.word
