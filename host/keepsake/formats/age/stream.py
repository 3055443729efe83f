"""Writes age files as a stream, and looks at a header before a file is opened.

The age library for Python takes a whole file at once for a passphrase, and streams to recipients at
a sixth of the speed of what is used here.

Source: C2SP age, section "Payload".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.age import sealing
from keepsake.core.age.payload import CHUNK_BYTES, TAG_BYTES, chunk_nonce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from keepsake.core.age.sealing import Begun
    from keepsake.formats.bundle.contents import Piece

# The age program's is 18. One less halves the memory, to 128 MiB, that an old computer needs for
# it; the passphrase that is made for a bundle has 66 bits, so that one bit does not count.
WORK_FACTOR = 17
WORK_FACTOR_MAX = 20
BLOCK_CHUNKS = 16

_HEADER_BYTES_MAX = 65_536
_BODY_COLUMNS = 64
_BLOCK_BYTES = BLOCK_CHUNKS * (CHUNK_BYTES + TAG_BYTES)


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
    chunks: Iterable[Piece],
    passphrase: str,
    random: Callable[[int], bytes],
    work_factor: int = WORK_FACTOR,
) -> Iterator[Piece]:
    """Encrypts to a passphrase. See `encrypt_begun`."""
    stanza = sealing.to_passphrase(passphrase, random, work_factor)
    return encrypt_begun(sealing.begin(stanza, random), chunks)


def new_block() -> memoryview:
    """Memory for a block."""
    return memoryview(bytearray(_BLOCK_BYTES))


def encrypt_begun(
    begun: Begun, chunks: Iterable[Piece], room: Callable[[], memoryview] = new_block
) -> Iterator[Piece]:
    """Encrypts, holding one block of `BLOCK_CHUNKS` at a time.

    Args:
        begun: From `sealing.begin`, made for this file and used for no other.
        chunks: The plaintext in pieces of any size. A piece may be overwritten by the next.
        room: Memory for the next block; whoever reads blocks later than the next one is asked for
            must not hand out theirs before.

    Yields:
        Pieces of the age file, in order: the header, then blocks.
    """
    head, cipher = begun
    yield head
    # Written into one piece of memory: a new one for each chunk takes twice as long as to encrypt.
    block, at = room(), 0
    for number, (chunk, last) in enumerate(_regroup(chunks)):
        end = at + len(chunk) + TAG_BYTES
        cipher.encrypt_into(chunk_nonce(number, last=last), chunk, None, block[at:end])
        at = end
        if at == _BLOCK_BYTES:
            yield block
            block, at = room(), 0
    if at:
        yield block[:at]


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
    if not separator or lines[0] != sealing.INTRO:
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


def _regroup(chunks: Iterable[Piece]) -> Iterator[tuple[Piece, bool]]:
    held = bytearray()
    for chunk in chunks:
        # A full chunk waits for the next byte: the last chunk is marked, and may itself be full.
        piece = memoryview(chunk)
        if held and len(held) + len(piece) > CHUNK_BYTES:
            missing = CHUNK_BYTES - len(held)
            held += piece[:missing]
            piece = piece[missing:]
            yield held, False
            held = bytearray()
        if not held:
            whole = max(0, len(piece) - 1) // CHUNK_BYTES * CHUNK_BYTES
            for at in range(0, whole, CHUNK_BYTES):
                yield piece[at : at + CHUNK_BYTES], False
            piece = piece[whole:]
        held += piece
    yield held, True
