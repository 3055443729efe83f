"""Opens sealed files: age files to one X25519 identity.

The age library for Python holds the interpreter's lock and takes four times as long for a file of
the usual size, which is what a check of a large vault would spend its time on. The same primitives
are used here as for the time-stamps. Sealing stays with the library, and a test opens each of its
files with both.

Source: C2SP age, sections "Header", "The X25519 recipient type" and "Payload".
"""

from __future__ import annotations

import binascii
import hmac
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_INTRO = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/X25519"
_CHUNK = 65_536
_TAG = 16
_HEADER_BYTES_MAX = 65_536
_FILE_KEY = 16
_STANZA = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*)([A-Za-z0-9+/]{0,63}\n)")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
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
        shares, end = _stanzas(data)
        mac = _MAC.match(data, end, _HEADER_BYTES_MAX)
        if not mac:
            raise SealedError("the header has no end")
        file_key = self._file_key(shares)
        key = _hkdf(file_key, b"", b"header")
        covered = hmac.digest(key, data[: end + len("---")], "sha256")
        if not hmac.compare_digest(covered, _unb64(mac[1])):
            raise SealedError("the header was changed")
        return _payload(file_key, memoryview(data)[mac.end() :])

    def _file_key(self, shares: list[tuple[bytes, bytes]]) -> bytes:
        for share, body in shares:
            try:
                shared = self._key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError as error:
                raise SealedError("a share is malformed or of low order") from error
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


def _stanzas(data: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    """Share and body of each X25519 stanza, and where the line of the MAC begins."""
    if not data.startswith(_INTRO):
        raise SealedError("not an age file")
    shares, at = [], len(_INTRO)
    while found := _STANZA.match(data, at, _HEADER_BYTES_MAX):
        body = _unb64((found[2] + found[3]).replace(b"\n", b""))
        words = found[1].split(b" ")
        if words[0] == b"X25519":
            if len(words) != 2 or len(body) != _FILE_KEY + _TAG:
                raise SealedError("a stanza is malformed")
            shares.append((_unb64(words[1]), body))
        at = found.end()
    return shares, at


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
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _unb64(text: bytes) -> bytes:
    try:
        raw = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise SealedError("not Base64") from error
    if binascii.b2a_base64(raw, newline=False).rstrip(b"=") != text:
        raise SealedError("Base64 with stray bits or padding")
    return raw
