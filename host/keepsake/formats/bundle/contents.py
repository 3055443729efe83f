"""Files on their way into a bundle: in memory where they are small, read twice where they are not.

A container says the checksum of a file before its bytes, and a bag lists two hashes of it. So the
sums of a file are taken while the files before it are written, by threads, because hashing does not
hold the interpreter's lock. At no time is more than a window of files in memory. What is shorter
deflated is deflated on the same way.
"""

from __future__ import annotations

import hashlib
import os
import threading
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, NamedTuple

from keepsake.formats.bundle.deflating import Deflater, deflate, deflate_all, fitting, inflate
from keepsake.formats.bundle.ring import Ring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from keepsake.formats.bundle.deflating import Piece as Piece

    _Found = tuple["Piece | Stream", "Sums", Sequence[bytes]]

_WINDOW_BYTES = 4 * 1024 * 1024
_WINDOW_FILES = 64
_RING_BYTES = 2 * _WINDOW_BYTES  # what waits, and the largest that is being written
_SMALL = 16 * 1024  # less than handing it to a thread costs
_TELL_SECONDS = 0.25


class Stream(NamedTuple):
    """Contents that are made, or read, piece by piece, and the same each time.

    Attributes:
        size: In bytes.
        open: Begins anew. A piece may be overwritten by the next.
        buffered: About how much of it is in memory, in bytes.
        deflated: The same as it is held, where it is held so.
    """

    size: int
    open: Callable[[], Iterator[Piece]]
    buffered: int = 1024 * 1024
    deflated: Sequence[bytes] = ()


def deflated(pieces: Iterable[Piece]) -> Stream:
    """Text that repeats itself, made now and held deflated until it is read."""
    size, held = deflate_all(pieces)
    return Stream(size, lambda: inflate(held, size), sum(map(len, held)), held)


class Later(NamedTuple):
    """Contents that are small, and read as a whole by the thread that sums them.

    Attributes:
        size: In bytes, as far as is known before.
        read: Reads them, into memory of that size where that is enough.
    """

    size: int
    read: Callable[[memoryview], Piece]


class File(NamedTuple):
    """A file that goes into a bundle.

    Attributes:
        path: With `/` between folders.
        contents: Its bytes.
        sha256: What they must have, "" where nothing is known of them.
    """

    path: str
    contents: bytes | Stream | Later
    sha256: str = ""


class Sums(NamedTuple):
    """What is told of a file beside its bytes; hashes in hexadecimal."""

    size: int
    crc: int
    sha256: str
    sha512: str


class Summed(NamedTuple):
    """A file and its sums.

    Attributes:
        path: With `/` between folders.
        contents: Its bytes.
        sums: Of them.
        deflated: The same where that is shorter, in pieces.
    """

    path: str
    contents: Piece | Stream
    sums: Sums
    deflated: Sequence[bytes] = ()


class OtherContentsError(Exception):
    """A file does not have the hash that it must have.

    Attributes:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def pieces(file: Summed) -> Iterator[Piece]:
    """The bytes of a file, in pieces.

    Raises:
        OtherContentsError: A stream gives other bytes than when it was summed.
    """
    if not isinstance(file.contents, Stream):
        yield file.contents
        return
    size, crc = 0, 0
    for piece in file.contents.open():
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        yield piece
    if (size, crc) != (file.sums.size, file.sums.crc):
        raise OtherContentsError(file.path)


def sum_up(path: str, data: bytes) -> Summed:
    """A small file that is held, with its sums."""
    return Summed(path, data, take_sums(data), deflate(data))


def take_sums(
    contents: Piece | Stream,
    stopped: Callable[[], bool] = lambda: False,
    also: Callable[[Piece], None] = lambda _: None,
) -> Sums:
    """Reads a file once and sums it, unless it is stopped: then the sums are of a part of it.

    Args:
        contents: The file.
        stopped: Asked after each piece.
        also: Is given each piece.
    """
    size, crc = 0, 0
    sha256, sha512 = hashlib.sha256(), hashlib.sha512()
    for piece in contents.open() if isinstance(contents, Stream) else (contents,):
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        sha256.update(piece)
        sha512.update(piece)
        also(piece)
        if stopped():
            break
    return Sums(size, crc, sha256.hexdigest(), sha512.hexdigest())


def summed(files: Iterable[File], meanwhile: Callable[[], None] = lambda: None) -> Iterator[Summed]:
    """The same files with their sums, in order, those that follow being summed meanwhile.

    Args:
        files: Taken ahead as far as the window goes.
        meanwhile: Called now and then while a large file is summed; what it raises ends it.

    Yields:
        One after the other; what was read later is overwritten once the next one is asked for.

    Raises:
        OtherContentsError: One has another hash than it must have.
    """
    waiting: deque[tuple[File, Callable[[], _Found]]] = deque()
    held = 0
    stop = threading.Event()
    ring = Ring(_RING_BYTES)

    def first() -> Iterator[Summed]:
        file, found = waiting.popleft()
        yield _finish(file, found)
        if isinstance(file.contents, Later):
            ring.let_go()

    with ThreadPoolExecutor(max(2, os.cpu_count() or 1), "sums") as pool:
        try:
            for file in files:
                waiting.append((file, _begin(pool, file.contents, stop, meanwhile, ring)))
                held += _held(file)
                while len(waiting) > 1 and (held > _WINDOW_BYTES or len(waiting) > _WINDOW_FILES):
                    held -= _held(waiting[0][0])
                    yield from first()
            while waiting:
                yield from first()
        finally:
            # Where one was refused, what waits behind it is of no use.
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _held(file: File) -> int:
    contents = file.contents
    if isinstance(contents, Stream):
        return contents.buffered
    return contents.size if isinstance(contents, Later) else len(contents)


def _begin(
    pool: ThreadPoolExecutor,
    contents: bytes | Stream | Later,
    stop: threading.Event,
    meanwhile: Callable[[], None],
    ring: Ring,
) -> Callable[[], _Found]:
    if isinstance(contents, Later):
        later = pool.submit(_read, contents, ring.take(contents.size))
        return later.result
    if isinstance(contents, Stream):
        found = pool.submit(_read_through, contents, stop)
        return lambda: (contents, *_patiently(found, meanwhile))
    if len(contents) <= _SMALL:
        at_once = (contents, take_sums(contents), deflate(contents))
        return lambda: at_once
    # Apart, because they take different times and one file may be most of a bundle.
    crc = pool.submit(zlib.crc32, contents)
    long = pool.submit(lambda: hashlib.sha512(contents).hexdigest())
    short = pool.submit(lambda: hashlib.sha256(contents).hexdigest())
    less = pool.submit(deflate, contents)

    def all_of_it() -> _Found:
        sums = Sums(len(contents), crc.result(), short.result(), long.result())
        return contents, sums, less.result()

    return all_of_it


def _read(contents: Later, into: memoryview) -> _Found:
    data = contents.read(into)
    return data, take_sums(data), deflate(data)


def _read_through(contents: Stream, stop: threading.Event) -> tuple[Sums, Sequence[bytes]]:
    if contents.deflated:
        sums = take_sums(contents, stop.is_set)
        return sums, fitting(sums.size, contents.deflated)
    less = Deflater(contents.size)
    return take_sums(contents, stop.is_set, less.take), less.end()


def _patiently(
    found: Future[tuple[Sums, Sequence[bytes]]], meanwhile: Callable[[], None]
) -> tuple[Sums, Sequence[bytes]]:
    while not wait((found,), _TELL_SECONDS).done:
        meanwhile()
    return found.result()


def _finish(file: File, found: Callable[[], _Found]) -> Summed:
    contents, sums, less = found()
    if file.sha256 and sums.sha256 != file.sha256:
        raise OtherContentsError(file.path)
    return Summed(file.path, contents, sums, less)
