"""What is said between the program and the process that reads: pieces with their length before.

The process asks for stretches of the file, for it has no file and no key; at its end it gives what
it found.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import msgspec

from keepsake.seekable import Seekable

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

_LENGTH = struct.Struct(">I")
_STRETCH = struct.Struct(">QI")
MOST_BYTES = 512 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
ASKS, FOUND, REFUSED = b"A", b"F", b"R"


class Job(msgspec.Struct, frozen=True):
    """A file to be read.

    Attributes:
        name: Its own name.
        size: Its bytes.
        kind: Its media type.
        zone: IANA name of the zone for times that come without one, "" where it is not known.
        seconds: Of computing.
        memory: Bytes of address space at most.
        page: Which page is to be drawn, from 1; 0 where the file is to be read.
    """

    name: str
    size: int
    kind: str
    zone: str
    seconds: int
    memory: int
    page: int = 0


class Refusal(msgspec.Struct, frozen=True):
    """Why a file is not to be kept."""

    code: int
    file: str


class BrokenPipe(Exception):  # noqa: N818 - an end, expected as such
    """The other side has ended, or says what nobody here says."""


def send(to: BinaryIO, kind: bytes, data: bytes) -> None:
    """Sends one piece.

    Raises:
        OSError: Nobody listens any more.
    """
    to.write(kind + _LENGTH.pack(len(data)))
    to.write(data)
    to.flush()


def receive(source: BinaryIO) -> tuple[bytes, bytes]:
    """Waits for the next piece: its kind, and its bytes.

    Raises:
        BrokenPipe: There is none.
    """
    head = source.read(1 + _LENGTH.size)
    if len(head) < 1 + _LENGTH.size:
        raise BrokenPipe
    (length,) = _LENGTH.unpack(head[1:])
    data = source.read(length) if length <= MOST_BYTES else b""
    if len(data) != length:
        raise BrokenPipe
    return head[:1], data


def stretch(asked: bytes, file: BinaryIO) -> bytes:
    """The stretch of a file that was asked for.

    Raises:
        BrokenPipe: It was asked for in another way.
    """
    if len(asked) != _STRETCH.size:
        raise BrokenPipe
    start, length = _STRETCH.unpack(asked)
    file.seek(start)
    return file.read(min(length, PIECE_BYTES))


class Lent(Seekable):
    """The file as the process sees it: each stretch comes through the pipe."""

    def __init__(self, source: BinaryIO, to: BinaryIO, size: int) -> None:
        super().__init__(size)
        self._source, self._to = source, to

    def readinto(self, into: WriteableBuffer) -> int:
        """As every file.

        Raises:
            BrokenPipe: The program has ended.
        """
        view = memoryview(into).cast("B")
        length = min(len(view), PIECE_BYTES, max(0, self.size - self._at))
        if not length:
            return 0
        send(self._to, ASKS, _STRETCH.pack(self._at, length))
        _kind, data = receive(self._source)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
