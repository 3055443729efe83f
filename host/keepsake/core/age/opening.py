"""Opens sealed files: age files to one X25519 identity, or under a passphrase.

The age library for Python holds the interpreter's lock and takes four times as long for a file of
the usual size, which is what a check of a large vault would spend its time on. The same primitives
are used here as for the time-stamps. Tests open each file with both.

Source: C2SP age, sections "Header", "The X25519 recipient type", "The scrypt recipient type" and
"Payload".
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keepsake.core.age.payload import (
    CHUNK_BYTES,
    NONCE_BYTES,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    Content,
    SealedError,
    cipher_of,
    hkdf,
    lengths_of,
    open_chunk,
)
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import Measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "HEADER_BYTES_MAX",
    "NOWHERE",
    "Buffer",
    "NotForThisError",
    "Opener",
    "PassphraseOpener",
    "SealedError",
    "content_bytes",
    "parse_secret",
]  # fmt: skip

_INTRO = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/X25519"
_BLOCK = (
    2 * SEALED_CHUNK_BYTES
)  # what stays near a processor; four times as much takes a tenth longer
HEADER_BYTES_MAX = 65_536
_FILE_KEY = 16
_STANZA = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*)([A-Za-z0-9+/]{0,63}\n)")
_SCRYPT = re.compile(
    re.escape(_INTRO) + rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n"
)
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "AGE-SECRET-KEY-1"
NOWHERE = memoryview(bytearray())


class NotForThisError(SealedError):
    """It opens with another identity or passphrase, if with any."""


class Buffer:
    """Memory in which one file after another is opened, by one thread at a time.

    Asking the system for new memory each time takes longer than opening does.
    """

    def __init__(self) -> None:
        self.sealed = memoryview(bytearray(_BLOCK))
        self.opened = memoryview(bytearray(CHUNK_BYTES))


class _Header(NamedTuple):
    file_key: bytes
    end: int


class _Opens(ABC):
    """What opens files whose header it can read."""

    @abstractmethod
    def _file_key(self, data: bytes) -> tuple[bytes, int]:
        """The key of the file, and where the line of the MAC begins."""

    def open(self, data: bytes) -> bytes:
        """The content of a sealed file.

        Raises:
            SealedError: Anything is not exactly as the format has it, or not as it was written.
        """
        file_key, start = self._header(data)
        cipher = cipher_of(file_key, data, start, len(data))
        whole = memoryview(data)[start + NONCE_BYTES :]
        lengths = lengths_of(len(whole))
        opened = memoryview(bytearray(len(whole) - TAG_BYTES * len(lengths)))
        for number, length in enumerate(lengths):
            chunk = whole[number * SEALED_CHUNK_BYTES : number * SEALED_CHUNK_BYTES + length]
            at = number * CHUNK_BYTES
            into = opened[at : at + length - TAG_BYTES]
            open_chunk(cipher, number, number == len(lengths) - 1, chunk, into)
        return bytes(opened)

    def chunks(
        self,
        read: Callable[[memoryview], int | None],
        size: int,
        buffer: Buffer,
        room: Callable[[int], memoryview] | None = None,
    ) -> Iterator[memoryview]:
        """The content of a sealed file of any size, chunk by chunk.

        Each chunk is authenticated and, unless there is `room`, overwritten by the next. Whoever
        needs to know that it was the whole content must go on to the end.

        Args:
            read: Fills memory with what follows in the file, and says with how many bytes.
            size: Bytes of the file.
            buffer: Memory to use.
            room: Gives memory for the next chunk, of so many bytes.

        Raises:
            SealedError: As `open`; a file that ends before `size` is cut short.
        """
        view = buffer.sealed
        have = _fill(read, view[: min(size, _BLOCK)])
        head = bytes(view[: min(have, HEADER_BYTES_MAX)])
        file_key, start = self._header(head)
        cipher = cipher_of(file_key, head, start, size)
        at = start + NONCE_BYTES
        unread = size - have
        lengths = lengths_of(size - at)
        for number, length in enumerate(lengths):
            if have - at < length:
                left = have - at
                view[:left] = view[at:have]
                have = left + _fill(read, view[left : left + min(unread, _BLOCK - left)])
                unread -= have - left
                at = 0
            opened = max(0, length - TAG_BYTES)
            into = room(opened) if room else buffer.opened[:opened]
            open_chunk(cipher, number, number == len(lengths) - 1, view[at : at + length], into)
            yield into
            at += length

    def gathered(
        self,
        read: Callable[[memoryview], int | None],
        size: int,
        buffer: Buffer,
        into: memoryview = NOWHERE,
    ) -> memoryview:
        """The whole content, in a third of the time of `open`. As `chunks`.

        Args:
            read: As for `chunks`.
            size: Bytes of the file.
            buffer: Memory to use.
            into: Memory for the content; new memory is taken where that is not enough.
        """
        whole, at = into, 0

        def room(length: int) -> memoryview:
            nonlocal whole
            if at + length > len(whole):
                larger = memoryview(bytearray(size))
                larger[:at] = whole[:at]
                whole = larger
            return whole[at : at + length]

        for chunk in self.chunks(read, size, buffer, room):
            at += len(chunk)
        return whole[:at]

    def begin(self, head: bytes, size: int) -> Content:
        """Makes ready to open chunks in any order, from the beginning of a file of `size` bytes.

        Raises:
            SealedError: The header is not as the format has it, or was changed.
        """
        file_key, start = self._header(head)
        at = start + NONCE_BYTES
        return Content(cipher_of(file_key, head, start, size), at, lengths_of(size - at))

    def measure(
        self, read: Callable[[memoryview], int | None], size: int, buffer: Buffer
    ) -> Measured:
        """Size and hash of the content, without ever holding more than a chunk. As `chunks`."""
        digest = hashlib.sha256()
        length = 0
        for chunk in self.chunks(read, size, buffer):
            digest.update(chunk)
            length += len(chunk)
        return Measured(length, digest.hexdigest())

    def _header(self, data: bytes) -> _Header:
        file_key, end = self._file_key(data)
        mac = _mac(data, end)
        key = hkdf(file_key, b"", b"header")
        covered = hmac.digest(key, data[: end + len("---")], "sha256")
        if not hmac.compare_digest(covered, _unb64(mac[1])):
            raise SealedError("the header was changed")
        return _Header(file_key, mac.end())


class Opener(_Opens):
    """One identity, ready to open files; may be used by several threads."""

    def __init__(self, secret: bytes) -> None:
        """Prepares the identity.

        Args:
            secret: 32 bytes.
        """
        key = X25519PrivateKey.from_private_bytes(secret)
        self._key: X25519PrivateKey | None = key
        self._public = key.public_key().public_bytes_raw()

    def forget(self) -> None:
        """Drops the identity; from now on everything is refused as locked."""
        self._key = None

    def _file_key(self, data: bytes) -> tuple[bytes, int]:
        key = self._key
        if key is None:
            raise KeepsakeError(Code.VAULT_LOCKED)
        shares, end = _stanzas(data)
        _mac(data, end)
        for share, body in shares:
            try:
                shared = key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError as error:
                raise SealedError("a share is malformed or of low order") from error
            wrap = hkdf(shared, share + self._public, _LABEL)
            try:
                return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None), end
            except InvalidTag:
                continue
        raise NotForThisError("not for this identity")


class PassphraseOpener(_Opens):
    """One passphrase, ready to open files.

    Not checked: how much computing a file asks for, which callers look at before.
    """

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase.encode()

    def _file_key(self, data: bytes) -> tuple[bytes, int]:
        found = _SCRYPT.match(data)
        if not found:
            raise SealedError("not an age file under a passphrase")
        salt, body = _SCRYPT_LABEL + _unb64(found[1]), _unb64(found[3])
        _mac(data, found.end())
        wrap = Scrypt(salt=salt, length=32, n=1 << int(found[2]), r=8, p=1).derive(self._passphrase)
        try:
            return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None), found.end()
        except InvalidTag as error:
            raise NotForThisError("another passphrase") from error


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


def content_bytes(data: bytes) -> int:
    """How much is sealed in a file to one X25519 recipient, whoever that is; opens nothing.

    Raises:
        SealedError: It is no such file, or one that is cut short.
    """
    shares, at = _stanzas(data)
    if len(shares) != 1 or data.count(b"\n-> scrypt ", 0, at):
        raise SealedError("not to one recipient")
    lengths = lengths_of(len(data) - _mac(data, at).end() - NONCE_BYTES)
    if not lengths or lengths[-1] < TAG_BYTES:
        raise SealedError("the file is cut short")
    return sum(lengths) - TAG_BYTES * len(lengths)


def _stanzas(data: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    """Share and body of each X25519 stanza, and where the line of the MAC begins."""
    if not data.startswith(_INTRO):
        raise SealedError("not an age file")
    shares, at = [], len(_INTRO)
    while found := _STANZA.match(data, at, HEADER_BYTES_MAX):
        body = _unb64((found[2] + found[3]).replace(b"\n", b""))
        words = found[1].split(b" ")
        if words[0] == b"X25519":
            if len(words) != 2 or len(body) != _FILE_KEY + TAG_BYTES:
                raise SealedError("a stanza is malformed")
            shares.append((_unb64(words[1]), body))
        at = found.end()
    return shares, at


def _mac(data: bytes, at: int) -> re.Match[bytes]:
    found = _MAC.match(data, at, HEADER_BYTES_MAX)
    if not found:
        raise SealedError("the header has no end")
    return found


def _fill(read: Callable[[memoryview], int | None], into: memoryview) -> int:
    done = 0
    while done < len(into):
        count = read(into[done:])
        if not count:
            raise SealedError("the file is cut short")
        done += count
    return done


def _unb64(text: bytes) -> bytes:
    try:
        raw = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise SealedError("not Base64") from error
    if binascii.b2a_base64(raw, newline=False).rstrip(b"=") != text:
        raise SealedError("Base64 with stray bits or padding")
    return raw
