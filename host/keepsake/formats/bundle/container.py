"""A ZIP written as a stream, whose members are stored as they are or, where shorter, deflated.

The same bytes always give the same container: fixed time, order as given, and the fields of ZIP64
exactly where a number does not fit without them. `container_reader` accepts exactly what is written
here and nothing else, so that two programs cannot see two different contents in one file.

Source: PKWARE APPNOTE 6.3.10 §4.3, §4.5.3.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from keepsake.formats.bundle.contents import pieces
from keepsake.formats.bundle.deflating import OPENED_BYTES_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.formats.bundle.contents import Piece, Summed

LOCAL_MAGIC = b"PK\x03\x04"
CENTRAL_MAGIC = b"PK\x01\x02"
LOCAL_BYTES = 30
DEFLATED = 8  # the method of that name

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_END_MAGIC = b"PK\x05\x06"
_END64_MAGIC = b"PK\x06\x06"
_LOCATOR_MAGIC = b"PK\x06\x07"
_END64_AFTER = _END64.size - 12  # what its own length field counts
_VERSION = 20
_VERSION64 = 45
_BY_UNIX = 3 << 8
_EXTRA64 = 1
_UTF8_NAMES = 0x0800
_DOS_DATE = 0x0021  # 1 January 1980, the first day the format knows
_REGULAR_FILE = 0o100644 << 16
_MAX16 = 0xFFFF
_MAX32 = 0xFFFF_FFFF
_NAME_CHARACTERS_MAX = 240


class ContainerError(Exception):
    """The container is not one that the writer could have made.

    Attributes:
        reason: Code word, `container.*`.
        name: The member concerned, "" when it is the container as a whole.
    """

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(f"{reason} {name}".strip())
        self.reason = reason
        self.name = name


class Member(NamedTuple):
    """What both headers of a member say.

    Attributes:
        name: In UTF-8.
        crc: Of its content.
        size: Of its content.
        offset: Where its header begins.
        deflated: How many bytes it takes deflated, 0 where it is stored.
    """

    name: bytes
    crc: int
    size: int
    offset: int
    deflated: int = 0

    @property
    def length(self) -> int:
        """How many bytes stand behind its header."""
        return self.deflated or self.size

    @property
    def method(self) -> int:
        """How they are to be read."""
        return DEFLATED if self.deflated else 0


def write(members: Iterable[tuple[str, bytes]]) -> Iterator[Piece]:
    """Writes members as they come, holding one at a time in memory.

    Args:
        members: Names with `/` between folders, and contents.

    Yields:
        Pieces of the container, in order.

    Raises:
        ContainerError: A name twice or unsafe.
    """
    return _written(
        (name, Member(name.encode(), zlib.crc32(data), len(data), 0), (data,))
        for name, data in members
    )


def write_summed(files: Iterable[Summed]) -> Iterator[Piece]:
    """The same for files of any size, whose sums are known, and which may be deflated.

    Raises:
        ContainerError: As for `write`.
    """
    return _written(_placed(files))


def _placed(files: Iterable[Summed]) -> Iterator[tuple[str, Member, Iterable[Piece]]]:
    left = OPENED_BYTES_ALL
    for file in files:
        held = file.deflated if file.sums.size <= left else ()
        left -= file.sums.size * bool(held)
        length = sum(map(len, held))
        member = Member(file.path.encode(), file.sums.crc, file.sums.size, 0, length)
        yield file.path, member, held or pieces(file)


def _written(members: Iterable[tuple[str, Member, Iterable[Piece]]]) -> Iterator[Piece]:
    written: list[Member] = []
    seen: set[str] = set()
    offset = 0
    for name, placed, contents in members:
        require_safe(name, seen)
        member = placed._replace(offset=offset)
        head = local_header(member)
        offset += len(head) + member.length
        written.append(member)
        yield head
        yield from contents
    yield from directory(written, offset)


def local_header(member: Member) -> bytes:
    """What stands before a member's bytes."""
    large = member.size >= _MAX32
    extra = struct.pack("<2H2Q", _EXTRA64, 16, member.size, member.size) if large else b""
    sizes = (_MAX32, _MAX32) if large else (member.length, member.size)
    fixed = _LOCAL.pack(
        LOCAL_MAGIC, _VERSION64 if large else _VERSION, _UTF8_NAMES, member.method, 0, _DOS_DATE,
        member.crc, *sizes, len(member.name), len(extra),
    )  # fmt: skip
    return fixed + member.name + extra


def directory(members: Sequence[Member], at: int) -> Iterator[bytes]:
    """What stands behind the last member.

    Args:
        members: In order.
        at: Where it begins.
    """
    size = 0
    for member in members:
        header = _central_header(member)
        size += len(header)
        yield header
    count = len(members)
    if count >= _MAX16 or size >= _MAX32 or at >= _MAX32:
        yield _END64.pack(
            _END64_MAGIC, _END64_AFTER, _BY_UNIX | _VERSION64, _VERSION64, 0, 0,
            count, count, size, at,
        )  # fmt: skip
        yield _LOCATOR.pack(_LOCATOR_MAGIC, 0, at + size, 1)
    shown = min(count, _MAX16)
    yield _END.pack(_END_MAGIC, 0, 0, shown, shown, min(size, _MAX32), min(at, _MAX32), 0)


def require_safe(name: str, seen: set[str]) -> None:
    """Notes a name.

    Args:
        name: Of a member.
        seen: Those before it.

    Raises:
        ContainerError: It leads out of the folder, no disk takes it, or it was there before.
    """
    parts = name.split("/")
    bad_part = any(part in ("", ".", "..") or part.endswith((" ", ".")) for part in parts)
    # Beyond ASCII, systems and languages do not agree on which names are the same.
    bad_sign = any(not " " <= char <= "~" or char in '\\:*?"<>|' for char in name)
    if bad_part or bad_sign or len(name) > _NAME_CHARACTERS_MAX:
        raise ContainerError("container.name", name)
    # In lower case, because a disk that does not tell A from a would lose one of the two.
    if name.lower() in seen:
        raise ContainerError("container.twice", name)
    seen.add(name.lower())


def _central_header(member: Member) -> bytes:
    large, far = member.size >= _MAX32, member.offset >= _MAX32
    longer = [member.size, member.size] * large + [member.offset] * far
    extra = struct.pack(f"<2H{len(longer)}Q", _EXTRA64, 8 * len(longer), *longer) if longer else b""
    version = _VERSION64 if longer else _VERSION
    sizes = (_MAX32, _MAX32) if large else (member.length, member.size)
    fixed = _CENTRAL.pack(
        CENTRAL_MAGIC, _BY_UNIX | version, version, _UTF8_NAMES, member.method, 0, _DOS_DATE,
        member.crc, *sizes, len(member.name), len(extra), 0, 0, 0, _REGULAR_FILE,
        _MAX32 if far else member.offset,
    )  # fmt: skip
    return fixed + member.name + extra
