"""Opens sealed files: age files to one X25519 identity.

The age library for Python holds the interpreter's lock and takes four times as long for a file of
the usual size, which is what a check of a large vault would spend its time on. The same primitives
are used here as for the time-stamps. Sealing stays with the library, and a test opens each of its
files with both.

Source: C2SP age, sections "Header", "The X25519 recipient type" and "Payload".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRO = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/X25519"
_CHUNK = 65_536
_TAG = 16
_HEADER_BYTES_MAX = 65_536
_LINE = 64
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "AGE-SECRET-KEY-1"


class SealedError(Exception):
    """It is no age file, not for this identity, or not as it was written."""


class Opener:
    """One identity, ready to open files; may be used by several threads."""

    def __init__(self, secret: bytes) -> None:
        """Prepares the identity.

        Args:
            secret: 32 bytes.
        """
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self._public = self._key.public_key().public_bytes_raw()

    def open(self, data: bytes) -> bytes:
        """The content of a sealed file.

        Raises:
            SealedError: Anything is not exactly as the format has it, or not as it was written.
        """
        end, stanzas, mac = _header(data)
        file_key = self._file_key(stanzas)
        key = _hkdf(file_key, b"", b"header")
        if not hmac.compare_digest(hmac.digest(key, data[:end], "sha256"), mac):
            raise SealedError("the header was changed")
        start = end + len(" \n") + len(base64.b64encode(mac).rstrip(b"="))
        return _payload(file_key, memoryview(data)[start:])

    def _file_key(self, stanzas: list[tuple[list[bytes], bytes]]) -> bytes:
        for arguments, body in stanzas:
            if arguments[0] != b"X25519":
                continue
            if len(arguments) != 2 or len(body) != 16 + _TAG:
                raise SealedError("a stanza is malformed")
            share = _unb64(arguments[1])
            if len(share) != 32:
                raise SealedError("a share is malformed")
            try:
                shared = self._key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError as error:
                raise SealedError("a share of low order") from error
            wrap = _hkdf(shared, share + self._public, _LABEL)
            try:
                return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)
            except InvalidTag:
                continue
        raise SealedError("not for this identity")


def parse_secret(text: str) -> bytes:
    """The 32 bytes of `AGE-SECRET-KEY-1…`. Source: C2SP age and BIP 173 (Bech32).

    Not checked here: the checksum; whoever made the identity has read it with the age library.

    Raises:
        SealedError: The text has another form.
    """
    data = text.strip().removeprefix(_PREFIX).lower()[:-6]
    try:
        bits = "".join(f"{_BECH32.index(char):05b}" for char in data)
    except ValueError as error:
        raise SealedError("not an identity") from error
    if len(bits) < 256:
        raise SealedError("not an identity")
    return int(bits[:256], 2).to_bytes(32, "big")


def _header(data: bytes) -> tuple[int, list[tuple[list[bytes], bytes]], bytes]:
    """End of what the MAC covers, the stanzas, and the MAC."""
    head = data[:_HEADER_BYTES_MAX]
    end = head.find(b"\n---")
    if not head.startswith(_INTRO) or end < 0:
        raise SealedError("not an age file")
    rest = head[end + 4 :].split(b"\n", 1)
    if len(rest) != 2 or not rest[0].startswith(b" "):
        raise SealedError("the header has no end")
    lines = head[len(_INTRO) : end].split(b"\n")
    return end + 4, list(_stanzas(lines)), _unb64(rest[0][1:])


def _stanzas(lines: list[bytes]) -> Iterator[tuple[list[bytes], bytes]]:
    at = 0
    while at < len(lines):
        words = lines[at].split(b" ")
        if words[0] != b"->" or len(words) < 2 or not all(map(_visible, words)):
            raise SealedError("a stanza is malformed")
        body: list[bytes] = []
        while not body or len(body[-1]) == _LINE:
            at += 1
            if at >= len(lines) or len(lines[at]) > _LINE:
                raise SealedError("a stanza's body is malformed")
            body.append(lines[at])
        at += 1
        yield words[1:], _unb64(b"".join(body))


def _payload(file_key: bytes, data: memoryview) -> bytes:
    """The plaintext; every chunk is authenticated, the last one as the last. C2SP age, Payload."""
    if len(data) < 16 + _TAG:
        raise SealedError("the file is cut short")
    cipher = ChaCha20Poly1305(_hkdf(file_key, bytes(data[:16]), b"payload"))
    step = _CHUNK + _TAG
    whole = data[16:]
    count = -(-len(whole) // step)
    opened = []
    try:
        for number in range(count):
            nonce = number.to_bytes(11, "big") + bytes([number == count - 1])
            opened.append(cipher.decrypt(nonce, whole[number * step : (number + 1) * step], None))
    except (InvalidTag, ValueError) as error:
        raise SealedError("the content was changed") from error
    if count > 1 and not opened[-1]:
        raise SealedError("the last piece is empty")
    return b"".join(opened) if count > 1 else opened[0]


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes of HKDF-SHA-256. Source: RFC 5869 §2, one block."""
    extracted = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def _visible(word: bytes) -> bool:
    return bool(word) and all(0x21 <= byte <= 0x7E for byte in word)


def _unb64(text: bytes) -> bytes:
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SealedError("not Base64") from error
    if base64.b64encode(raw).rstrip(b"=") != text:
        raise SealedError("Base64 with stray bits or padding")
    return raw
