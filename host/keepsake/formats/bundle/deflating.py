"""Makes contents shorter where that is worth it. Source: RFC 1951.

Pictures, films and archives are compressed as they are. Their first bytes tell, or a few slices, so
that no time is lost on hundreds of megabytes of which nothing would be gained.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Piece = bytes | bytearray | memoryview

OPENED_BYTES_MAX = 64 * 1024 * 1024  # a reader in a browser holds what it opens
OPENED_BYTES_ALL = 512 * 1024 * 1024  # and some of it as long as it is open
_HELD_BYTES_MAX = 8 * 1024 * 1024
_LEVEL = 1  # others take longer, and gain three in a hundred more
_RAW = -15  # zlib's `wbits` for no header and no end
_MAGIC_BYTES = 4
# What begins with one of these is compressed: PNG, JPEG, ZIP, gzip. Slices would take a tenth of
# the time in which a picture is summed.
_COMPRESSED = (b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b")
_SLICES, _SLICE_BYTES = 8, 512
_PIECE_BYTES = 64 * 1024


class Deflater:
    """Deflates contents as their pieces come, as long as that is worth it."""

    def __init__(self, size: int) -> None:
        """Begins; `size` is that of the contents, as far as it is known before."""
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
        self._ended = size > OPENED_BYTES_MAX
        self._held: list[bytes] = []
        self._bytes, self._size = 0, 0

    def take(self, piece: Piece) -> None:
        """Adds a piece, which may be overwritten by the next. The first tells if it is worth it."""
        if self._ended or (not self._size and not _is_loose(piece)):
            self._ended = True
            return
        self._size += len(piece)
        self._keep(self._packer.compress(piece))

    def end(self) -> Sequence[bytes]:
        """What it came to, in pieces; none where the contents are better left as they are."""
        if not self._ended:
            self._keep(self._packer.flush())
        return () if self._ended else fitting(self._size, self._held)

    def _keep(self, data: bytes) -> None:
        self._bytes += len(data)
        self._held += [data] * bool(data)
        if self._bytes > _HELD_BYTES_MAX:
            self._ended = True
            self._held.clear()


def deflate(data: Piece) -> Sequence[bytes]:
    """The same for contents that are held."""
    # A quarter of a megabyte is taken to deflate anything: not for each picture.
    if len(data) > OPENED_BYTES_MAX or not _is_loose(data):
        return ()
    whole = Deflater(len(data))
    whole.take(data)
    return whole.end()


def deflate_all(pieces: Iterable[Piece]) -> tuple[int, list[bytes]]:
    """How many bytes it is of text that repeats itself, and what they come to, whatever it is."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    held, size = [], 0
    for piece in pieces:
        size += len(piece)
        held.append(packer.compress(piece))
    held.append(packer.flush())
    return size, list(filter(None, held))


def fitting(size: int, held: Sequence[bytes]) -> Sequence[bytes]:
    """What is held of contents of that size, none where no reader would take it.

    Source: FORMAT.md §6.23.
    """
    return held if sum(map(len, held)) < size <= OPENED_BYTES_MAX else ()


def inflate(pieces: Iterable[Piece], size: int) -> Iterator[bytes]:
    """Opens what was deflated, never more of it than it should be.

    Args:
        pieces: May be overwritten by the next.
        size: What it should come to.

    Yields:
        Its content in pieces.

    Raises:
        ValueError: It is damaged or cut, it comes to another size, or something is behind its end.
    """
    unpacker = zlib.decompressobj(_RAW)
    left = size
    for piece in pieces:
        if unpacker.eof:
            raise ValueError("more behind the end")
        for opened in _opened(unpacker, piece):
            left -= len(opened)
            if left < 0:
                raise ValueError("more than it should be")
            yield opened
    if not unpacker.eof or unpacker.unused_data or left:
        raise ValueError("not what it should be")


def _opened(unpacker: zlib._Decompress, piece: Piece) -> Iterator[bytes]:
    """What a piece comes to, a little at a time: a few bytes may be gigabytes."""
    rest: Piece = piece
    while True:
        try:
            opened = unpacker.decompress(rest, _PIECE_BYTES)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if opened:
            yield opened
        rest = unpacker.unconsumed_tail
        if not rest and len(opened) < _PIECE_BYTES:
            return


def _is_loose(data: Piece) -> bool:
    """Whether slices from all over become shorter by an eighth."""
    if bytes(data[:_MAGIC_BYTES]).startswith(_COMPRESSED):
        return False
    step = max(_SLICE_BYTES, len(data) // _SLICES)
    sample = b"".join(data[at : at + _SLICE_BYTES] for at in range(0, len(data), step))
    return len(zlib.compress(sample, _LEVEL)) <= len(sample) * 7 // 8
