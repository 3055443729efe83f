"""A ZIP whose members are stored as they are, written as a stream and read strictly.

The same bytes always give the same container: fixed time, no extra fields, order as given. The
reader accepts exactly what the writer makes and nothing else, so that two programs cannot see two
different contents in one file.
ZIP64 is not written: a container ends before 4 GiB and 65,535 members.

Source: PKWARE APPNOTE 6.3.10 §4.3.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BYTES_MAX = 0xFFFF_FFFE
MEMBERS_MAX = 0xFFFE

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MAGIC = b"PK\x03\x04"
_CENTRAL_MAGIC = b"PK\x01\x02"
_END_MAGIC = b"PK\x05\x06"
_VERSION = 20
_UTF8_NAMES = 0x0800
_DOS_DATE = 0x0021  # 1 January 1980, the first day the format knows


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


class _Member(NamedTuple):
    name: bytes
    crc: int
    size: int
    offset: int


def write(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Writes members as they come, holding one at a time in memory.

    Args:
        members: Names with `/` between folders, and contents.

    Yields:
        Pieces of the container, in order.

    Raises:
        ContainerError: A name twice or unsafe, or more than fits.
    """
    written: list[_Member] = []
    seen: set[str] = set()
    offset = 0
    for name, data in members:
        _require_safe(name, seen)
        member = _Member(name.encode(), zlib.crc32(data), len(data), offset)
        head = _local_header(member)
        offset += len(head) + len(data)
        if offset > BYTES_MAX or len(written) >= MEMBERS_MAX:
            raise ContainerError("container.too_large")
        written.append(member)
        yield head
        yield data
    directory = b"".join(map(_central_header, written))
    count = len(written)
    yield directory
    yield _END.pack(_END_MAGIC, 0, 0, count, count, len(directory), offset, 0)


def read(data: bytes) -> Mapping[str, memoryview]:
    """Reads a container that `write` made.

    Returns:
        Contents by name, in order, without copying them.

    Raises:
        ContainerError: Anything else than what the writer makes: gaps, trailing bytes, compression,
            a name twice, a name that leads out of the folder, sizes or CRC that disagree.
    """
    view = memoryview(data)
    members: dict[str, memoryview] = {}
    seen: set[str] = set()
    offset = 0
    directory_size, directory_at = _end_of(data)
    headers: list[bytes] = []
    while offset < directory_at:
        member = _member_at(data, offset, directory_at)
        name = _name(member.name)
        _require_safe(name, seen)
        start = offset + _LOCAL.size + len(member.name)
        content = view[start : start + member.size]
        if zlib.crc32(content) != member.crc:
            raise ContainerError("container.crc", name)
        members[name] = content
        headers.append(_central_header(member))
        offset = start + member.size
    if (
        offset != directory_at
        or b"".join(headers) != view[directory_at : directory_at + directory_size]
    ):
        raise ContainerError("container.directory")
    return members


def _end_of(data: bytes) -> tuple[int, int]:
    if len(data) < _END.size or data[-_END.size :][:4] != _END_MAGIC:
        raise ContainerError("container.end")
    _, disk, first, here, count, size, offset, comment = _END.unpack(data[-_END.size :])
    if disk or first or here != count or comment or offset + size + _END.size != len(data):
        raise ContainerError("container.end")
    return size, offset


def _member_at(data: bytes, offset: int, limit: int) -> _Member:
    if offset + _LOCAL.size > limit:
        raise ContainerError("container.directory")
    fields = _LOCAL.unpack_from(data, offset)
    crc, size, name_length = fields[6], fields[7], fields[9]
    end_of_name = offset + _LOCAL.size + name_length
    member = _Member(data[offset + _LOCAL.size : end_of_name], crc, size, offset)
    if end_of_name + size > limit or data[offset:end_of_name] != _local_header(member):
        raise ContainerError("container.directory", member.name.decode("utf-8", "replace"))
    return member


def _local_header(member: _Member) -> bytes:
    size = member.size
    return (
        _LOCAL.pack(
            _LOCAL_MAGIC,
            _VERSION,
            _UTF8_NAMES,
            0,
            0,
            _DOS_DATE,
            member.crc,
            size,
            size,
            len(member.name),
            0,
        )
        + member.name
    )


def _central_header(member: _Member) -> bytes:
    size = member.size
    made_by_unix = 3 << 8 | _VERSION
    regular_file = 0o100644 << 16
    return (
        _CENTRAL.pack(
            _CENTRAL_MAGIC, made_by_unix, _VERSION, _UTF8_NAMES, 0, 0, _DOS_DATE, member.crc,
            size, size, len(member.name), 0, 0, 0, 0, regular_file, member.offset,
        )
        + member.name
    )  # fmt: skip


def _name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContainerError("container.name", raw.decode("utf-8", "replace")) from error


def _require_safe(name: str, seen: set[str]) -> None:
    parts = name.split("/")
    bad_part = any(part in ("", ".", "..") or part.endswith((" ", ".")) for part in parts)
    if bad_part or any(char < " " or char in '\\:*?"<>|\x7f' for char in name) or len(name) > 240:
        raise ContainerError("container.name", name)
    # Folded, because a disk that does not tell Ä from ä would lose one of the two.
    if name.casefold() in seen:
        raise ContainerError("container.twice", name)
    seen.add(name.casefold())
