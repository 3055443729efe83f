"""Writes age files to a passphrase as a stream, and looks at a header before a file is opened.

The age library for Python streams to recipients but takes a whole file at once for a passphrase,
so the one stanza that this needs is written here, with the primitives of `cryptography`.

Source: C2SP age, sections "Header", "The scrypt recipient type" and "Payload".
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# The age program's is 18. One less halves the memory, to 128 MiB, that an old computer needs for
# it; the passphrase that is made for a bundle has 66 bits, so that one bit does not count.
WORK_FACTOR = 17
WORK_FACTOR_MAX = 20
CHUNK_BYTES = 65_536

_INTRO = b"age-encryption.org/v1"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_HEADER_BYTES_MAX = 65_536
_BODY_COLUMNS = 64


class AgeFileError(Exception):
    """The header is not one of an age file."""


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read of an age file without opening it.

    Attributes:
        kinds: Types of the stanzas, for instance `scrypt` or `X25519`.
        work_factor: Base-2 logarithm of scrypt's N, 0 where there is no scrypt stanza.
    """

    kinds: tuple[str, ...]
    work_factor: int


def encrypt(
    chunks: Iterable[bytes],
    passphrase: str,
    random: Callable[[int], bytes],
    work_factor: int = WORK_FACTOR,
) -> Iterator[bytes]:
    """Encrypts to a passphrase, holding one chunk at a time.

    Args:
        chunks: The plaintext in pieces of any size.
        passphrase: Used as it is, in UTF-8.
        random: That many bytes from a secure generator.
        work_factor: Base-2 logarithm of scrypt's N.

    Yields:
        Pieces of the age file, in order.
    """
    file_key = random(16)
    yield _header(file_key, passphrase, random(16), work_factor)
    nonce = random(16)
    yield nonce
    cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    for counter, (chunk, last) in enumerate(_regroup(chunks)):
        yield cipher.encrypt(counter.to_bytes(11, "big") + bytes([last]), chunk, None)


def read_header(data: bytes) -> Header:
    """Reads the stanzas' types and the work factor; checks their form and nothing else.

    The age library for Python opens files whose stanzas lack their last line; here they end.

    Args:
        data: The start of the file, at least its whole header.

    Raises:
        AgeFileError: No age header, stanzas of another form, or a work factor that is no number.
    """
    head, separator, _ = data[:_HEADER_BYTES_MAX].partition(b"\n---")
    lines = head.split(b"\n")
    if not separator or lines[0] != _INTRO:
        raise AgeFileError("not an age file")
    stanzas = [line.decode("ascii", "replace").split(" ") for line in _first_lines(lines[1:])]
    kinds = tuple(stanza[1] for stanza in stanzas)
    factors = [stanza[-1] for stanza in stanzas if stanza[1] == "scrypt"]
    if any(not factor.isdecimal() or len(factor) > 3 for factor in factors):
        raise AgeFileError("not a work factor")
    return Header(kinds, max(map(int, factors), default=0))


def _first_lines(lines: list[bytes]) -> Iterator[bytes]:
    """The first line of each stanza, once its body is whole: full lines, then a shorter one."""
    rest = lines
    while rest:
        first, *rest = rest
        while rest and len(rest[0]) == _BODY_COLUMNS:
            rest = rest[1:]
        whole = rest and len(rest[0]) < _BODY_COLUMNS and not rest[0].startswith(b"-> ")
        if not first.startswith(b"-> ") or not whole:
            raise AgeFileError("a stanza is not whole")
        yield first
        rest = rest[1:]


def _header(file_key: bytes, passphrase: str, salt: bytes, work_factor: int) -> bytes:
    stretch = Scrypt(salt=_SCRYPT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
    wrap_key = stretch.derive(passphrase.encode())
    body = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    head = b"%s\n-> scrypt %s %d\n%s\n---" % (_INTRO, _b64(salt), work_factor, _b64(body))
    mac = hmac.HMAC(_derive(file_key, b"", b"header"), hashes.SHA256())
    mac.update(head)
    return b"%s %s\n" % (head, _b64(mac.finalize()))


def _derive(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt or None, info=info).derive(file_key)


def _regroup(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = bytearray()
    for piece in chunks:
        held += piece
        at = 0
        # A full chunk waits for the next byte: the last chunk is marked, and may itself be full.
        while len(held) - at > CHUNK_BYTES:
            yield bytes(held[at : at + CHUNK_BYTES]), False
            at += CHUNK_BYTES
        del held[:at]
    yield bytes(held), True


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")
