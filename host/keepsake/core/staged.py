"""A staged entry: what a capture in progress would enter in the log, in a form that only grows.

One record is added for each part. Each says in the clear how long it is, whether it is as it was
written, and the leaf hash of the entry that would be right if everything stopped after it; what
the entry says is encrypted. Whoever has no secret can therefore tell how far the file is good, and
enter that far in the log; whoever has it reads the entry to the byte.

Source: FORMAT.md §3.3. Encryption: RFC 8439 under a key that is sealed in the first record.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from keepsake.core.age.payload import SealedError
from keepsake.core.hashing import DIGEST_BYTES, sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAGIC = b"keepsake-staged/1\n"
KEY_BYTES = 32
_LENGTH_BYTES = 4
_CHECK_BYTES = 8
_HEAD, _PART, _TAIL = b"H", b"p", b"t"
# No part of an entry and no end of one comes near it; a file says what it likes of its sizes.
_TEXT_MAX = 1 << 20


class Head(msgspec.Struct, frozen=True):
    """The first record, sealed.

    Attributes:
        key: 32 bytes in hexadecimal that encrypt the records after it.
        head: What the entry begins with, up to its list of parts.
        tail: What it ends with, from the end of that list on, as long as no other end is staged.
    """

    key: str
    head: str
    tail: str


class Good(NamedTuple):
    """How far a staged entry is as it was written; needs no secret.

    Attributes:
        parts: Number of parts that are staged.
        leaf: Leaf hash of the entry that ends here; empty where no part is staged.
        end: Bytes that are good.
        ends: Leaf hash of each end that was staged, in order.
        whole: Whether nothing comes after.
    """

    parts: int
    leaf: bytes
    end: int
    ends: tuple[bytes, ...]
    whole: bool


class _Point(NamedTuple):
    """Where the making of records stands."""

    hash: hashlib._Hash
    parts: int
    row: bytes
    check: bytes


class Staged:
    """Makes the records of one entry, in order.

    Args:
        head: The first record's content.
        seal: Encrypts to the vault.
    """

    def __init__(self, head: Head, seal: Callable[[bytes], bytes]) -> None:
        """Begins with the first record.

        The key may be that of an earlier entry: its salt is another, so no nonce comes again.
        """
        self._cipher = ChaCha20Poly1305(bytes.fromhex(head.key))
        self._tail = head.tail.encode()
        self.begin = MAGIC + _record(MAGIC, _HEAD + seal(msgspec.json.encode(head)))
        begun = hashlib.sha256(b"\x00" + head.head.encode())
        self._now = self._next = _Point(begun, 0, b"", self.begin[-_CHECK_BYTES:])

    def part(self, row: bytes) -> bytes:
        """The record of one more part."""
        at = self._next
        whole = at.hash.copy()
        whole.update(b"," + row if at.parts else row)
        record = self._encrypt(_PART, _leaf(whole, self._tail), row, at.row)
        self._next = _Point(whole, at.parts + 1, row, record[-_CHECK_BYTES:])
        return record

    def end(self, tail: bytes) -> tuple[bytes, bytes]:
        """The record of another end, and the leaf hash of the entry that has it."""
        leaf = _leaf(self._next.hash, tail)
        record = self._encrypt(_TAIL, leaf, tail, b"")
        self._next = self._next._replace(check=record[-_CHECK_BYTES:])
        return record, leaf

    def confirm(self) -> None:
        """The records that were made are written."""
        self._now = self._next

    def drop(self) -> None:
        """The records that were made since are not; others take their place."""
        self._next = self._now

    def _encrypt(self, kind: bytes, leaf: bytes, text: bytes, known: bytes) -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=known)
        packed = packer.compress(text) + packer.flush()
        sealed = self._cipher.encrypt(_nonce(kind, leaf), packed, kind + leaf)
        return _record(self._next.check, kind + leaf + sealed)


def _leaf(whole: hashlib._Hash, tail: bytes) -> bytes:
    ended = whole.copy()
    ended.update(tail)
    return ended.digest()


def good(data: bytes) -> Good:
    """How far a staged entry is as it was written."""
    parts, leaf, end, ends = 0, b"", 0, []
    for kind, payload, at in _records(data):
        end = at
        if kind == _HEAD:
            continue
        leaf = payload[:DIGEST_BYTES]
        parts += kind == _PART
        if kind == _TAIL:
            ends.append(leaf)
    return Good(parts, leaf if parts else b"", end, tuple(ends), whole=end == len(data) > 0)


def rows(data: bytes, key: bytes) -> list[bytes]:
    """The texts of all parts that are staged, up to where it is not as it was written.

    Args:
        data: The staged entry.
        key: What its first record holds sealed.

    Raises:
        SealedError: It is another entry's key.
    """
    cipher, found = ChaCha20Poly1305(key), list[bytes]()
    try:
        for kind, payload, _ in _records(data):
            if kind == _PART:
                found.append(_text(cipher, kind, payload, found[-1] if found else b""))
    except (InvalidTag, zlib.error) as error:
        raise SealedError("not the key of this staged entry") from error
    return found


def read(data: bytes, unseal: Callable[[bytes], bytes]) -> bytes:
    """The exact bytes of the entry that a staged one ends with.

    Args:
        data: The staged entry.
        unseal: Opens what was sealed to the vault; raises SealedError.

    Raises:
        SealedError: It is not as it was written.
    """
    found = list(_records(data))
    if not found or found[0][0] != _HEAD or found[-1][2] != len(data):
        raise SealedError("a staged entry that is not whole")
    try:
        head = msgspec.json.decode(unseal(found[0][1]), type=Head)
        cipher = ChaCha20Poly1305(bytes.fromhex(head.key))
        parts: list[bytes] = []
        tail = head.tail.encode()
        for kind, payload, _ in found[1:]:
            text = _text(cipher, kind, payload, parts[-1] if parts and kind == _PART else b"")
            if kind == _PART:
                parts.append(text)
            tail = text if kind == _TAIL else head.tail.encode()
    except (InvalidTag, ValueError, zlib.error, msgspec.DecodeError) as error:
        raise SealedError("a staged entry that does not open") from error
    return head.head.encode() + b",".join(parts) + tail


def _text(cipher: ChaCha20Poly1305, kind: bytes, payload: bytes, known: bytes) -> bytes:
    """What a record says; `known` is the text that it was packed with."""
    leaf, sealed = payload[:DIGEST_BYTES], payload[DIGEST_BYTES:]
    packed = cipher.decrypt(_nonce(kind, leaf), sealed, kind + leaf)
    return zlib.decompressobj(-15, zdict=known).decompress(packed, _TEXT_MAX)


def _records(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Kind, content and end of each record that is as it was written, up to the first that is not.

    The check of each rests on the one before it, so that none can be left out, moved, or taken from
    another file.
    """
    if not data.startswith(MAGIC):
        return
    at, last, first = len(MAGIC), MAGIC, True
    while at + _LENGTH_BYTES <= len(data):
        length = int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
        end = at + _LENGTH_BYTES + length + _CHECK_BYTES
        payload = data[at + _LENGTH_BYTES : end - _CHECK_BYTES]
        if end > len(data) or data[at:end] != _record(last, payload):
            return
        kind = payload[:1]
        if (kind == _HEAD) != first or kind not in (_HEAD, _PART, _TAIL):
            return
        at, last, first = end, data[end - _CHECK_BYTES : end], False
        yield kind, payload[1:], end


def _record(last: bytes, payload: bytes) -> bytes:
    length = len(payload).to_bytes(_LENGTH_BYTES, "big")
    return length + payload + sha256(last + length + payload)[:_CHECK_BYTES]


def _nonce(kind: bytes, leaf: bytes) -> bytes:
    """Another one for each text: the leaf hash is over the whole entry as it would be with it."""
    return sha256(kind + leaf)[:12]
