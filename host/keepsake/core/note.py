"""C2SP signed notes, checkpoints and proofs about logs, read strictly.

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof, and for consistency
c2sp.org/tlog-witness.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keepsake.core.hashing import DIGEST_BYTES, sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = b"\x01"
_DASH = "\u2014"
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f]")
_DIGITS_MAX = 19
"""Of a number of 63 bits; Python refuses to read one of thousands with an error of its own."""
_PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_NOTE_BYTES_MAX = 65_536


class NoteError(Exception):
    """A note, checkpoint or proof is malformed, or its signature does not hold."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a log's key, in the form `name+hash+key`.

    Attributes:
        name: Key name, equal to the log's origin.
        public: 32 bytes of the Ed25519 public key.
    """

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that pick this key among others. Source: c2sp.org/signed-note."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public)[:4]

    def text(self) -> str:
        """The key in one line, without the line's end."""
        return f"{self.name}+{self.key_id.hex()}+{_b64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Reads `text()` back.

        Raises:
            NoteError: Wrong form, another algorithm, or a hash that is not of this key.
        """
        parts = text.split("+", 2)
        if len(parts) != 3 or not _good_name(parts[0]):
            raise NoteError("not a verifier key")
        raw = _unb64(parts[2])
        if len(raw) != 33 or raw[:1] != _ED25519:
            raise NoteError("not an Ed25519 verifier key")
        key = cls(parts[0], raw[1:])
        if key.text() != text:
            raise NoteError("the verifier key's hash is not its own")
        return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint: which log, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed. Source: c2sp.org/tlog-checkpoint."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Reads the three lines; extension lines are refused.

        Raises:
            NoteError: The text is not exactly what `text()` would write.
        """
        lines = text.split("\n")
        if len(lines) != 4:
            raise NoteError("not a checkpoint of three lines")
        checkpoint = cls(lines[0], _number(lines[1]), _unb64(lines[2]))
        if not lines[0] or len(checkpoint.root) != DIGEST_BYTES or checkpoint.text() != text:
            raise NoteError("the checkpoint is not in its exact form")
        return checkpoint


def sign(checkpoint: Checkpoint, private_key: Ed25519PrivateKey) -> bytes:
    """Makes the signed note over a checkpoint, under the name of its origin."""
    return sign_text(checkpoint.text(), checkpoint.origin, private_key)


def sign_text(text: str, name: str, private_key: Ed25519PrivateKey) -> bytes:
    """Makes a signed note of a text that ends with U+000A. Source: c2sp.org/signed-note."""
    key = VerifierKey(name, private_key.public_key().public_bytes_raw())
    signature = key.key_id + private_key.sign(text.encode())
    return f"{text}\n".encode() + signature_line(key.name, signature)


def signature_line(name: str, signature: bytes) -> bytes:
    """One line of a note for a signature, its key's id before it. Source: c2sp.org/signed-note."""
    return f"{_DASH} {name} {_b64(signature)}\n".encode()


def open_checkpoint(note: bytes, key: VerifierKey) -> Checkpoint:
    """Reads a signed checkpoint after checking the log's signature on it.

    Raises:
        NoteError: Malformed, not signed by `key`, or of another log.
    """
    checkpoint = Checkpoint.parse(open_text(note, key))
    if checkpoint.origin != key.name:
        raise NoteError("the checkpoint is of another log")
    return checkpoint


def open_text(note: bytes, key: VerifierKey) -> str:
    """The text of a note after checking the log's signature on it.

    Signatures of other keys are ignored, as c2sp.org/signed-note asks.

    Raises:
        NoteError: Malformed, or not signed by `key`.
    """
    text, signatures = split(note)
    ours = [raw for name, raw in signatures if name == key.name and raw[:4] == key.key_id]
    if not ours:
        raise NoteError("the note is not signed by the log's key")
    public = Ed25519PublicKey.from_public_bytes(key.public)
    for raw in ours:
        try:
            public.verify(raw[4:], text.encode())
        except InvalidSignature as error:
            raise NoteError("the note's signature does not hold") from error
    return text


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An inclusion proof with the checkpoint it leads to.

    Attributes:
        index: Position of the entry, from 0.
        hashes: Audit path, sibling first, 32 bytes each.
        checkpoint: The signed note, byte for byte.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The file's bytes. Source: c2sp.org/tlog-proof."""
        lines = [_PROOF_HEADER, f"index {self.index}", *map(_b64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> TlogProof:
        """Reads a proof file; the checkpoint in it is *not* verified here.

        Raises:
            NoteError: The file is not exactly what `encode()` would write.
        """
        head, separator, checkpoint = data.partition(b"\n\n")
        lines = _utf8(head).split("\n")
        if not separator or len(lines) < 2 or lines[0] != _PROOF_HEADER:
            raise NoteError("not a log proof")
        number = _number(lines[1].removeprefix("index "))
        proof = cls(number, tuple(map(_unb64, lines[2:])), checkpoint)
        if proof.encode() != data:
            raise NoteError("the log proof is not in its exact form")
        return proof


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """Shows that an older tree is the beginning of the tree of a checkpoint.

    Attributes:
        size: Of the older tree.
        hashes: Consistency proof of RFC 6962 §2.1.2, 32 bytes each.
        checkpoint: The signed note of the newer tree, byte for byte.
    """

    size: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The file's bytes. Source: c2sp.org/tlog-witness, body of add-checkpoint."""
        lines = [f"old {self.size}", *map(_b64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> ConsistencyProof:
        """Reads a proof file; the checkpoint in it is *not* verified here.

        Raises:
            NoteError: The file is not exactly what `encode()` would write.
        """
        head, separator, checkpoint = data.partition(b"\n\n")
        first, *lines = _utf8(head).split("\n")
        number = first.removeprefix("old ")
        if not separator:
            raise NoteError("not a consistency proof")
        proof = cls(_number(number), tuple(map(_unb64, lines)), checkpoint)
        if proof.encode() != data:
            raise NoteError("the consistency proof is not in its exact form")
        return proof


def split(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and signatures of a note; none of them is checked here.

    Returns:
        The text with its last U+000A, and of each signature the name of its key and its bytes, of
        which the first four are the key's id.

    Raises:
        NoteError: Malformed.
    """
    if len(note) > _NOTE_BYTES_MAX:
        raise NoteError("the note is too long")
    whole = _utf8(note)
    if _CONTROLS.search(whole):
        raise NoteError("the note has control characters")
    text, separator, tail = whole.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise NoteError("the note has no signatures")
    signatures = []
    for line in tail[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != _DASH or not _good_name(parts[1]):
            raise NoteError("a signature line is malformed")
        raw = _unb64(parts[2])
        if len(raw) < 5:
            raise NoteError("a signature is too short")
        signatures.append((parts[1], raw))
    return text + "\n", signatures


def _good_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _DIGITS_MAX:
        raise NoteError("not a number of entries")
    return int(text)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("not UTF-8") from error


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not Base64") from error
    if _b64(raw) != text:
        raise NoteError("Base64 with stray bits")
    return raw
