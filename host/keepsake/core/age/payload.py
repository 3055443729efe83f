"""The payload of an age file: the chunks that it is sealed in, each opened on its own.

Source: C2SP age, section "Payload".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK_BYTES = 65_536
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
NONCE_BYTES = 16


class SealedError(Exception):
    """It is no age file, not for this identity, or not as it was written."""


class Content(NamedTuple):
    """What opens the chunks of one file: where the first begins, and how long each is."""

    cipher: ChaCha20Poly1305
    start: int
    lengths: list[int]

    @property
    def size(self) -> int:
        """Bytes of what is sealed."""
        return sum(self.lengths) - TAG_BYTES * len(self.lengths)

    def chunk(self, number: int, read: Callable[[int, int], bytes]) -> bytes:
        """One chunk, authenticated; `read` gives so many bytes of the file from a place.

        Raises:
            SealedError: It was changed or cut short.
        """
        sealed = memoryview(read(self.start + number * SEALED_CHUNK_BYTES, self.lengths[number]))
        opened = bytearray(max(0, len(sealed) - TAG_BYTES))
        last = number == len(self.lengths) - 1
        open_chunk(self.cipher, number, last, sealed, memoryview(opened))
        return bytes(opened)


def cipher_of(file_key: bytes, data: bytes, start: int, size: int) -> ChaCha20Poly1305:
    """The cipher of the content of a file of `size` bytes that begins at `start`."""
    if size < start + NONCE_BYTES + TAG_BYTES or len(data) < start + NONCE_BYTES:
        raise SealedError("the file is cut short")
    return ChaCha20Poly1305(hkdf(file_key, data[start : start + NONCE_BYTES], b"payload"))


def lengths_of(size: int) -> list[int]:
    """Lengths of the sealed chunks of a content that takes `size` bytes. C2SP age, Payload."""
    whole, rest = divmod(size, SEALED_CHUNK_BYTES)
    lengths = [SEALED_CHUNK_BYTES] * whole + ([rest] if rest else [])
    if len(lengths) > 1 and lengths[-1] <= TAG_BYTES:
        raise SealedError("the last chunk is empty")
    return lengths


def open_chunk(
    cipher: ChaCha20Poly1305, number: int, last: bool, chunk: memoryview, into: memoryview
) -> None:
    """Opens one chunk into memory; only the last may be marked as the last.

    Raises:
        SealedError: It was changed, cut, or is at another place.
    """
    try:
        cipher.decrypt_into(chunk_nonce(number, last=last), chunk, None, into)
    except (InvalidTag, ValueError) as error:
        raise SealedError("the content was changed") from error


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """The nonce of a chunk, counted from 0."""
    return number.to_bytes(11, "big") + bytes([last])


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes of HKDF-SHA-256. Source: RFC 5869 §2."""
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(secret)
