"""Reads containers strictly, from the first byte to the last, in little memory.

Whatever differs from what `container.write` makes of the same members is refused: gaps, trailing
bytes, other compression, a name twice, a name that leads out of the folder, headers that disagree.

Source: PKWARE APPNOTE 6.3.10 §4.3, §4.5.3.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from keepsake.formats.bundle.container import (
    CENTRAL_MAGIC,
    DEFLATED,
    LOCAL_BYTES,
    LOCAL_MAGIC,
    ContainerError,
    Member,
    directory,
    local_header,
    require_safe,
)
from keepsake.formats.bundle.deflating import OPENED_BYTES_ALL, OPENED_BYTES_MAX, inflate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from keepsake.formats.bundle.contents import Piece

_EMPTY_MAGIC = b"PK\x05\x06"
_FIELDS = struct.Struct("<4s5H3L2H")
_SIZES64 = struct.Struct("<2H2Q")
_PIECE_BYTES = 1024 * 1024

if TYPE_CHECKING:
    Take = Callable[[str, int, Iterator[memoryview]], None]


class _Source:
    """Pieces of any size, taken in the lengths that are asked for."""

    def __init__(self, chunks: Iterable[Piece]) -> None:
        self._chunks = iter(chunks)
        self._held = memoryview(b"")
        self.at = 0

    def some(self, most: int) -> memoryview:
        """At least one byte and at most that many; none at the end."""
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return self._held
            self._held = memoryview(chunk)
        taken, self._held = self._held[:most], self._held[most:]
        self.at += len(taken)
        return taken

    def exactly(self, size: int) -> bytes:
        """That many bytes, or fewer where it ends before."""
        found = bytearray()
        while len(found) < size and (piece := self.some(size - len(found))):
            found += piece
        return bytes(found)


def walk(chunks: Iterable[Piece], take: Take) -> int:
    """Goes through a container once.

    Args:
        chunks: Its bytes, in pieces of any size. A piece may be overwritten by the next.
        take: Is given the name of each member, its size and its bytes in pieces, which it must
            take to the end; what it makes of them counts only when the whole was read.

    Returns:
        How many members there are.

    Raises:
        ContainerError: It is anything else than what the writer makes.
    """
    source = _Source(chunks)
    members: list[Member] = []
    seen: set[str] = set()
    opened = 0
    while (magic := source.exactly(4)) == LOCAL_MAGIC:
        member = _header(source)
        name = _name(member.name)
        require_safe(name, seen)
        opened += member.size * bool(member.deflated)
        if opened > OPENED_BYTES_ALL:
            raise ContainerError("container.deflated", name)
        take(name, member.size, _contents(source, member, name))
        members.append(member)
    if magic != (CENTRAL_MAGIC if members else _EMPTY_MAGIC):
        raise ContainerError("container.directory")
    _require_end(source, members, magic)
    return len(members)


def read(data: bytes) -> Mapping[str, memoryview]:
    """A container that is in memory.

    Returns:
        Contents by name, in order; what is stored is not copied.

    Raises:
        ContainerError: As for `walk`.
    """
    found: dict[str, memoryview] = {}

    def take(name: str, _size: int, contents: Iterator[memoryview]) -> None:
        # What is stored comes in one piece, because it is given in one.
        pieces = list(contents)
        found[name] = pieces[0] if len(pieces) == 1 else memoryview(b"".join(pieces))

    walk((data,), take)
    return found


def _header(source: _Source) -> Member:
    """The header of a member, whose first four bytes were read."""
    at = source.at - len(LOCAL_MAGIC)
    fixed = LOCAL_MAGIC + source.exactly(LOCAL_BYTES - len(LOCAL_MAGIC))
    if len(fixed) < LOCAL_BYTES:
        raise ContainerError("container.directory")
    fields = _FIELDS.unpack(fixed)
    method, crc, length, size, name_length, extra_length = fields[3], *fields[6:]
    name, extra = source.exactly(name_length), source.exactly(extra_length)
    if extra_length == _SIZES64.size and len(extra) == extra_length:
        size = _SIZES64.unpack(extra)[2]
    member = Member(name, crc, size, at, length if method == DEFLATED else 0)
    shorter = method != DEFLATED or 0 < length < size <= OPENED_BYTES_MAX
    if not shorter or fixed + name + extra != local_header(member):
        raise ContainerError("container.directory", name.decode("utf-8", "replace"))
    return member


def _contents(source: _Source, member: Member, name: str) -> Iterator[memoryview]:
    """What a member holds, opened where it is deflated."""
    crc = 0
    held = _held(source, member.length, name)
    try:
        for piece in _inflated(held, member.size) if member.deflated else held:
            crc = zlib.crc32(piece, crc)
            yield piece
    except ValueError as error:
        raise ContainerError("container.deflated", name) from error
    if crc != member.crc:
        raise ContainerError("container.crc", name)


def _inflated(held: Iterator[memoryview], size: int) -> Iterator[memoryview]:
    return map(memoryview, inflate(held, size))


def _held(source: _Source, length: int, name: str) -> Iterator[memoryview]:
    """The bytes behind a header."""
    left = length
    while left:
        piece = source.some(left)
        if not piece:
            raise ContainerError("container.directory", name)
        left -= len(piece)
        yield piece


def _require_end(source: _Source, members: list[Member], begun: bytes) -> None:
    """The directory is the one that belongs to these members, and nothing is behind it."""
    rest = begun
    for part in directory(members, source.at - len(begun)):
        found = rest + source.exactly(len(part) - len(rest))
        rest = b""
        if found != part:
            raise ContainerError("container.directory")
    if source.some(1):
        raise ContainerError("container.end")


def _name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContainerError("container.name", raw.decode("utf-8", "replace")) from error
