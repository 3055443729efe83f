"""Containers past 4 GiB and past 65,535 members: read strictly here, and by zipfile."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from keepsake.formats.bundle import container, container_reader
from keepsake.formats.bundle.container import ContainerError
from keepsake.formats.bundle.contents import File, OtherContentsError, Stream, pieces, summed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.bundle.contents import Piece

GIB = 1 << 30
BLOCK = bytes(1 << 20)


class Sparse(io.RawIOBase):
    """A file of many zeros that is never held: what was written elsewhere, and where."""

    def __init__(self, written: list[tuple[int, bytes]], size: int) -> None:
        self._written, self._size, self._at = written, size, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        count = min(len(into), self._size - self._at)
        into[:count] = bytes(count)
        for start, data in self._written:
            low, high = max(start, self._at), min(start + len(data), self._at + count)
            if low < high:
                into[low - self._at : high - self._at] = data[low - start : high - start]
        self._at += count
        return count


def zeros(size: int) -> Iterator[bytes]:
    for _ in range(size // len(BLOCK)):
        yield BLOCK
    yield bytes(size % len(BLOCK))


def written(large: int) -> tuple[list[bytes], list[tuple[int, bytes]], int]:
    """Headers and small members with their places; the zeros of the large member are left out."""
    stretch = container.Member(b"bag/film", 0, large, 0)
    head = container.local_header(stretch)
    last = container.Member(b"bag/last", zlib.crc32(b"end"), 3, len(head) + large)
    tail = container.local_header(last) + b"end"
    at = len(head) + large + len(tail)
    end = b"".join(container.directory([stretch, last], at))
    return [head, tail + end], [(0, head), (len(head) + large, tail + end)], at + len(end)


@pytest.mark.parametrize("large", [0xFFFF_FFFE, 0xFFFF_FFFF, 5 * GIB])
def test_pythons_own_zipfile_finds_what_stands_behind_four_gigabytes(large: int) -> None:
    _, places, size = written(large)
    with zipfile.ZipFile(io.BufferedReader(Sparse(places, size))) as other:
        sizes = {info.filename: info.file_size for info in other.infolist()}
        assert sizes == {"bag/film": large, "bag/last": 3}
        assert other.read("bag/last") == b"end"


def test_a_large_member_is_written_and_read_back_as_a_stream() -> None:
    large = (4 * GIB if os.environ.get("SLOW") == "1" else 32 << 20) + 5
    files = [File("bag/film", Stream(large, lambda: zeros(large))), File("bag/last", b"end")]
    seen: dict[str, int] = {}

    def take(name: str, size: int, contents: Iterator[memoryview]) -> None:
        assert sum(map(len, contents)) == size
        seen[name] = size

    assert container_reader.walk(container.write_summed(summed(files)), take) == 2
    assert seen == {"bag/film": large, "bag/last": 3}


def test_more_members_than_the_short_directory_can_count() -> None:
    members = {f"bag/{number}": b"" for number in range(0xFFFF + 2)}
    data = b"".join(container.write(members.items()))
    assert container_reader.read(data).keys() == members.keys()
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.namelist() == list(members)


@pytest.mark.parametrize("number", [1, 0xFFFF - 1, 0xFFFF])
def test_the_long_directory_is_there_exactly_where_it_is_needed(number: int) -> None:
    data = b"".join(container.write((f"{one}", b"") for one in range(number)))
    assert (b"PK\x06\x06" in data) == (number >= 0xFFFF)
    if number >= 0xFFFF:
        at = data.index(b"PK\x06\x06")
        for field in (at + 24, at + 48, at + 64):  # members, where the directory is, where this is
            changed = bytearray(data)
            changed[field] ^= 1
            with pytest.raises(ContainerError):
                container_reader.read(bytes(changed))


def test_a_size_that_fits_is_not_written_the_long_way() -> None:
    short = container.local_header(container.Member(b"a", 0, 0xFFFF_FFFE, 0))
    long = container.local_header(container.Member(b"a", 0, 0xFFFF_FFFF, 0))
    assert len(long) == len(short) + 20
    data = b"".join(container.write([("a", b"x")]))
    forged = data[:26] + b"\1\0\x14\0" + b"a" + long[-20:-16] + (1).to_bytes(8, "little") * 2
    with pytest.raises(ContainerError):
        container_reader.read(forged + data[31:])


def test_pieces_may_be_overwritten_and_of_any_size() -> None:
    data = b"".join(container.write([("a/b", b"one" * 1000), ("a/c", b"")]))
    room = bytearray(7)

    def small() -> Iterator[Piece]:
        for at in range(0, len(data), 7):
            piece = data[at : at + 7]
            room[: len(piece)] = piece
            yield memoryview(room)[: len(piece)]

    found: dict[str, bytes] = {}

    def take(name: str, _size: int, contents: Iterator[memoryview]) -> None:
        found[name] = b"".join(map(bytes, contents))

    assert container_reader.walk(small(), take) == 2
    assert found == {"a/b": b"one" * 1000, "a/c": b""}


def test_a_stream_that_changes_between_its_sums_and_its_bytes_is_refused() -> None:
    turns = iter([b"one", b"two"])
    [file] = summed([File("a", Stream(3, lambda: iter([next(turns)])))])
    with pytest.raises(OtherContentsError):
        list(pieces(file))


def test_another_hash_than_expected_ends_it_and_names_the_file() -> None:
    files = [File("a", b"x" * 100_000), File("b", b"x" * 100_000, "0" * 64)]
    with pytest.raises(OtherContentsError) as caught:
        list(summed(files))
    assert caught.value.path == "b"
