"""Cosignatures: a witness says that a log, as it saw it, only ever grew.

Only those of Ed25519 are read and made; others are ignored, as c2sp.org/signed-note asks.

Source: c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness saw a checkpoint.

    Attributes:
        witness: Name of its key.
        at: POSIX time by the witness's clock.
    """

    witness: str
    at: int


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
    public = Ed25519PublicKey.from_public_bytes(key.public)
    try:
        public.verify(raw[_ID_BYTES + _TIME.size :], _message(text, at))
    except InvalidSignature as error:
        raise note.NoteError("a cosignature does not hold") from error
    return at


def _message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
