"""Cosignatures: a witness says that a log, as it saw it, only ever grew.

Only those of Ed25519 are read and made; others are ignored, as c2sp.org/signed-note asks.

Source: c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keepsake.core import note
from keepsake.core.hashing import sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ALGORITHM = b"\x04"
_TIME = struct.Struct(">Q")
_ID_BYTES = 4
_SIGNATURE_BYTES = _ID_BYTES + _TIME.size + 64
# The last second that a date of four digits can say.
_TIME_MAX = 253_402_300_799
# They are addresses without a scheme, and are shown to people: ASCII, no longer than a line or two.
_NAME = re.compile(r"[!-*,-~]{1,200}")


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The public half of a witness's key.

    Attributes:
        name: Key name.
        public: 32 bytes of the Ed25519 public key.
    """

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that pick this key among others."""
        return sha256(self.name.encode() + b"\n" + _ALGORITHM + self.public)[:_ID_BYTES]

    def text(self) -> str:
        """The key in one line, without the line's end. Source: c2sp.org/signed-note."""
        packed = base64.b64encode(_ALGORITHM + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{packed}"

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """Reads `text()` back.

        Raises:
            NoteError: Wrong form, another algorithm, or a hash that is not of this key.
        """
        name, _, rest = text.partition("+")
        try:
            raw = base64.b64decode(rest.partition("+")[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise note.NoteError("not Base64") from error
        if len(raw) != 33 or raw[:1] != _ALGORITHM:
            raise note.NoteError("not the key of a witness")
        key = cls(name, raw[1:])
        if not _NAME.fullmatch(name) or key.text() != text:
            raise note.NoteError("the name or the hash is not that of a witness's key")
        return key


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness saw a checkpoint.

    Attributes:
        witness: Name of its key.
        at: POSIX time by the witness's clock.
    """

    witness: str
    at: int


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint with the cosignature of one witness, and the key that it names for it.

    Attributes:
        key: Of the witness, as the file has it; whose it is nothing here shows.
        checkpoint: What was cosigned.
        at: POSIX time by the witness's clock.
    """

    key: WitnessKey
    checkpoint: note.Checkpoint
    at: int


def encode(key: WitnessKey, checkpoint: bytes, line: bytes) -> bytes:
    """The file of a cosigned checkpoint. Source: FORMAT.md §5.7.

    Args:
        key: Of the witness.
        checkpoint: The note with the log's own signature alone.
        line: The witness's signature.
    """
    return f"{key.text()}\n".encode() + checkpoint + line


def opened(data: bytes, log: note.VerifierKey) -> Cosigned:
    """Reads the file of a cosigned checkpoint and checks both signatures.

    Whether the log still is a continuation of that checkpoint is not asked here.

    Raises:
        NoteError: Malformed, of another log, or one of the two does not hold.
    """
    line, _, signed = data.partition(b"\n")
    try:
        key = WitnessKey.parse(line.decode())
    except UnicodeDecodeError as error:
        raise note.NoteError("not UTF-8") from error
    checkpoint = note.open_checkpoint(signed, log)
    by_witness = found(signed, [key])
    if len(by_witness) != 1 or len(note.split(signed)[1]) != 2:
        raise note.NoteError("not the signatures of the log and of one witness")
    return Cosigned(key, checkpoint, by_witness[0].at)


def sign(text: str, name: str, private_key: Ed25519PrivateKey, at: int) -> bytes:
    """The line for a note.

    Args:
        text: Of the checkpoint, with its last U+000A.
        name: Of the witness's key.
        private_key: Of the witness; it signs nothing else.
        at: POSIX time.
    """
    key = WitnessKey(name, private_key.public_key().public_bytes_raw())
    signature = private_key.sign(_message(text, at))
    return note.signature_line(name, key.key_id + _TIME.pack(at) + signature)


def found(signed: bytes, keys: Sequence[WitnessKey]) -> list[Cosignature]:
    """The cosignatures of these witnesses on a note; those of others are ignored.

    Args:
        signed: The note of a checkpoint. The log's own signature is *not* checked here.
        keys: Of the witnesses that are known.

    Raises:
        NoteError: The note is malformed, or a cosignature of one of them does not hold.
    """
    text, signatures = note.split(signed)
    known = {(key.name, key.key_id): key for key in keys}
    result = []
    for name, raw in signatures:
        key = known.get((name, raw[:_ID_BYTES]))
        if key:
            result.append(Cosignature(name, _checked(text, raw, key)))
    return result


def _checked(text: str, raw: bytes, key: WitnessKey) -> int:
    if len(raw) != _SIGNATURE_BYTES:
        raise note.NoteError("a cosignature has another length")
    at: int = _TIME.unpack_from(raw, _ID_BYTES)[0]
    if at > _TIME_MAX:
        raise note.NoteError("a cosignature does not hold: no date has its time")
    public = Ed25519PublicKey.from_public_bytes(key.public)
    try:
        public.verify(raw[_ID_BYTES + _TIME.size :], _message(text, at))
    except InvalidSignature as error:
        raise note.NoteError("a cosignature does not hold") from error
    return at


def _message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
