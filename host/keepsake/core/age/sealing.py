"""Begins age files, and seals to one X25519 identity chunk by chunk while the bytes arrive.

The age library for Python pulls what it seals from a file, which something that is sent in chunks
is not, and takes a passphrase only for a file as a whole. Parts of captures, which are at hand as a
whole, stay with the library. Its reading of a recipient, or the vault's own, decides whether there
is one; tests open every file with it and with the age program.

Source: C2SP age, sections "Header", "The X25519 recipient type", "The scrypt recipient type" and
"Payload".
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keepsake.core.age.payload import CHUNK_BYTES, NONCE_BYTES, chunk_nonce, hkdf

if TYPE_CHECKING:
    from collections.abc import Callable

    # Gives the stanza that hands over a file key.
    Stanza = Callable[[bytes], bytes]
    # The start of one file, and the cipher of its chunks.
    Begun = tuple[bytes, ChaCha20Poly1305]

INTRO = b"age-encryption.org/v1"
_FILE_KEY_BYTES = 16
_LABEL = b"age-encryption.org/v1/X25519"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_BYTES = 16
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age1"
_KEY_BITS = 256
_CHECKSUM = 6


def to_recipient(recipient: str, random: Callable[[int], bytes]) -> Stanza:
    """Begins files that open with the key to an `age1…` recipient.

    Args:
        recipient: An X25519 recipient. Its checksum was looked at before.
        random: That many bytes from a secure generator.

    Raises:
        ValueError: It is no such recipient.
    """
    public = _public(recipient)

    def stanza(file_key: bytes) -> bytes:
        own = X25519PrivateKey.from_private_bytes(random(32))
        share = own.public_key().public_bytes_raw()
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
        body = wrapped(file_key, hkdf(shared, share + public, _LABEL))
        return b"-> X25519 %s\n%s\n" % (b64(share), body)

    return stanza


def to_passphrase(passphrase: str, random: Callable[[int], bytes], work_factor: int) -> Stanza:
    """Begins files that open with a passphrase.

    Args:
        passphrase: Used as it is, in UTF-8.
        random: That many bytes from a secure generator.
        work_factor: Base-2 logarithm of scrypt's N.
    """

    def stanza(file_key: bytes) -> bytes:
        salt = random(_SALT_BYTES)
        stretch = Scrypt(salt=_SCRYPT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
        body = wrapped(file_key, stretch.derive(passphrase.encode()))
        return b"-> scrypt %s %d\n%s\n" % (b64(salt), work_factor, body)

    return stanza


def wrapped(file_key: bytes, wrap_key: bytes) -> bytes:
    """The body of a stanza: a file key under a key that is used once."""
    return b64(ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None))


def begin(stanza: Stanza, random: Callable[[int], bytes]) -> Begun:
    """What a new file begins with, header and nonce, and the cipher of its chunks."""
    file_key, nonce = random(_FILE_KEY_BYTES), random(NONCE_BYTES)
    head = INTRO + b"\n" + stanza(file_key) + b"---"
    mac = hmac.digest(hkdf(file_key, b"", b"header"), head, "sha256")
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    return b"%s %s\n%s" % (head, b64(mac), nonce), cipher


def seal(stanza: Stanza, data: bytes, random: Callable[[int], bytes]) -> bytes:
    """An age file of something small: one chunk."""
    head, cipher = begin(stanza, random)
    return head + cipher.encrypt(chunk_nonce(0, last=True), data, None)


class Sealer:
    """One file being sealed. Not for use by two threads at once."""

    def __init__(self, recipient: str, random: Callable[[int], bytes]) -> None:
        """Chooses the file's key.

        Args:
            recipient: `age1…`.
            random: That many bytes from a secure generator.

        Raises:
            ValueError: It is no such recipient.
        """
        self.head, self._cipher = begin(to_recipient(recipient, random), random)
        self._held = bytearray()
        self._chunks = 0

    def feed(self, data: bytes) -> bytes:
        """Takes the next bytes and gives what can be written of them, which may be nothing."""
        self._held += data
        out, at = [], 0
        # A full chunk waits for the next byte: the last chunk is marked, and may itself be full.
        while len(self._held) - at > CHUNK_BYTES:
            out.append(self._seal(bytes(self._held[at : at + CHUNK_BYTES]), last=False))
            at += CHUNK_BYTES
        del self._held[:at]
        return b"".join(out)

    def end(self) -> bytes:
        """The last piece; nothing may be fed after it."""
        last = self._seal(bytes(self._held), last=True)
        self._held.clear()
        return last

    def open_chunk(self, number: int, data: bytes) -> bytes:
        """Opens a chunk that was sealed here; for reading once the file has ended.

        Args:
            number: From 0.
            data: The chunk with its tag, as it was given by `feed` or `end`.

        Raises:
            cryptography.exceptions.InvalidTag: It is another one, or it was changed.
        """
        return self._cipher.decrypt(
            chunk_nonce(number, last=number == self._chunks - 1), data, None
        )

    def _seal(self, chunk: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(chunk_nonce(self._chunks, last=last), chunk, None)
        self._chunks += 1
        return sealed


def _public(recipient: str) -> bytes:
    """The 32 bytes of `age1…`. Source: BIP 173 (Bech32)."""
    text = recipient.strip().lower()
    if not text.startswith(_PREFIX):
        raise ValueError("not a recipient")
    try:
        values = [_BECH32.index(letter) for letter in text[len(_PREFIX) : -_CHECKSUM]]
    except ValueError as error:
        raise ValueError("not a recipient") from error
    bits = "".join(f"{value:05b}" for value in values)
    if len(bits) < _KEY_BITS:
        raise ValueError("not a recipient")
    return int(bits[:_KEY_BITS], 2).to_bytes(32, "big")


def b64(data: bytes) -> bytes:
    """Base64 as age writes it, without padding."""
    return base64.b64encode(data).rstrip(b"=")
