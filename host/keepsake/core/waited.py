"""What is said of a capture that waited in the browser, over the port and in a file alike.

Source: PROTOCOL.md §1.3, §1.5, §2.7 and §2.9; FORMAT.md §3.10.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from keepsake.core.begin import object_bytes
from keepsake.core.entry import DAMAGED, RECORD_ONLY, VAULT
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex

PART_LIMIT_BYTES = 134_217_728  # Source: PROTOCOL.md §1.3
SEALED_LIMIT_BYTES = PART_LIMIT_BYTES + 65_536  # what sealing adds. Source: PROTOCOL.md §2.9
PARTS_LIMIT = 20_000  # Source: PROTOCOL.md §1.3
_BEGIN = ("begin", "begin.json", "application/json")
_BEGIN_LIMIT_BYTES = 1_048_576  # as much as a frame holds. Source: PROTOCOL.md §1.1
# Source: PROTOCOL.md §2.7
_RECORDABLE = {"note": ("text/plain", 400_000), "manifest": ("application/json", 200_000)}

CaptureId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}\Z")]
Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]
MediaType = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")]
Recipient = Annotated[str, msgspec.Meta(pattern=r"^(age1[02-9ac-hj-np-z]{58})?\Z")]
Resume = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
ManifestPart = Annotated[int, msgspec.Meta(ge=-1)]
ManifestHash = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]


class Waited(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """That a capture waited; `part` is the first part that did.

    `practice` says that it is of the page to practise on, which nobody else can see where what was
    known at the click is sealed.
    """

    since: Moment
    sealed_to: Literal["vault", "browser"]
    part: Annotated[int, msgspec.Meta(ge=0, lt=PARTS_LIMIT)]
    recipient: Recipient = ""
    mode: Literal["", "record_only"] = ""
    resume: Resume = ""
    practice: bool = False


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Size and hash of what is sent of an artifact that is sealed to the vault."""

    bytes: Count
    sha256: Sha256


class Ended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a capture ended, by who can read its manifest."""

    state: Literal["complete", "partial"]
    reason: Annotated[str, msgspec.Meta(pattern=r"^([a-z][a-z0-9_]{0,31})?\Z")]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of one artifact of `bytes` bytes.

    One that waited has `at`, when it was durable in the browser, and `sealed` where it comes as it
    was sealed to the vault.
    """

    part: Count
    kind: Word
    name: Name
    media_type: MediaType
    bytes: Count
    sha256: Sha256
    at: Moment | None = None
    sealed: Sealed | None = None

    @property
    def sent(self) -> int:
        """Bytes that are sent of it."""
        return self.sealed.bytes if self.sealed else self.bytes

    @property
    def is_too_large(self) -> bool:
        """Whether it is more than a part may be."""
        return self.bytes > PART_LIMIT_BYTES or self.sent > SEALED_LIMIT_BYTES


def expect(row: Row, waited: Waited) -> None:
    """Refuses before a byte of it is taken what may not come of such a capture.

    Raises:
        KeepsakeError: MESSAGE_FIELDS.
    """
    is_sealed = row.sealed is not None
    # What was damaged while it waited is sent as it is, or as nothing.
    may_be_open = waited.sealed_to != VAULT or row.kind == DAMAGED
    if row.at is None or (is_sealed if may_be_open else not is_sealed):
        raise KeepsakeError(Code.MESSAGE_FIELDS, "not as this capture waited")
    if row.part == 0:
        named = (row.kind, row.name, row.media_type)
        if named != _BEGIN or row.bytes > _BEGIN_LIMIT_BYTES:
            raise KeepsakeError(Code.MESSAGE_FIELDS, "part 0 is what was known at the click")
    elif row.kind == "begin":
        raise KeepsakeError(Code.MESSAGE_FIELDS, "what was known at the click is part 0")
    elif waited.mode == RECORD_ONLY and row.kind != DAMAGED:
        expect_recordable(row)


def expect_recordable(row: Row) -> None:
    """Refuses before a byte of it is taken whatever could hold a picture or a page.

    Raises:
        KeepsakeError: MESSAGE_FIELDS.
    """
    media_type, most = _RECORDABLE.get(row.kind, ("", 0))
    if row.media_type != media_type or row.bytes > most:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "record only takes words and nothing else")


def expect_content(row: Row, waited: Waited, data: bytes) -> None:
    """Compares what came with what can be compared of it without a secret, beside its own hash.

    Raises:
        KeepsakeError: PART_HASH, MESSAGE_FIELDS.
    """
    if row.sealed and sha256_hex(data) != row.sealed.sha256:
        raise KeepsakeError(Code.PART_HASH, f"part {row.part}, as it is sealed")
    if row.part == 0 and not row.sealed and object_bytes(data)[1] != waited.mode:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "another mode than was named")
