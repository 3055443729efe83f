"""A ZIP archive: looked through before anything in it is read, and never unpacked.

What it claims of itself is not believed: how many members there are, how large they become, where
their names lead. Source: APPNOTE 6.3.10 §4.3; FORMAT.md §11.7.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MEMBERS_MAX = 100_000
DIRECTORY_BYTES_MAX = 64 * 1024 * 1024
RATIO_MAX = 200
SMALL_BYTES = 100 * 1024 * 1024
LISTED_MAX = 2_000
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_TAIL = 65_557
_TAIL64 = 65_557 + 20 + 56
_DRIVE = re.compile(r"[A-Za-z]:")
_ARCHIVES = frozenset(
    {"application/zip", "application/x-7z-compressed", "application/vnd.rar", "application/gzip"}
)
_ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error,
           RuntimeError, IndexError, KeyError, UnicodeError)  # fmt: skip


class Content(NamedTuple):
    """A member that was read, or why it was not."""

    data: bytes = b""
    why: str = ""


class Archive:
    """An archive that was found fit to be read."""

    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        """Looks through it.

        Raises:
            KeepsakeError: ARCHIVE_BOMB or ARCHIVE_NAMES, with the name in it that is meant.
            zipfile.BadZipFile: It is damaged; nothing can be read.
        """
        self.name = name
        if _claimed(file, size) > (MEMBERS_MAX, DIRECTORY_BYTES_MAX):
            raise KeepsakeError(Code.ARCHIVE_BOMB, "too many members", file=name)
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN as error:
            raise zipfile.BadZipFile(str(error)) from error
        self.members = [one for one in self._zip.infolist() if not one.is_dir()]
        self._require_size(size)
        for one in self._zip.infolist():
            self._require_name(one)
        self.names = Counter(one.filename for one in self.members)

    def _require_size(self, size: int) -> None:
        if len(self.members) > MEMBERS_MAX:
            raise KeepsakeError(Code.ARCHIVE_BOMB, "too many members", file=self.name)
        whole = sum(one.file_size for one in self.members)
        packed = sum(one.compress_size for one in self.members)
        if whole > SMALL_BYTES and whole > RATIO_MAX * size:
            largest = max(self.members, key=lambda one: one.file_size)
            raise KeepsakeError(Code.ARCHIVE_BOMB, "it unpacks to too much", file=self._of(largest))
        if packed > size:
            raise KeepsakeError(Code.ARCHIVE_BOMB, "its members overlap", file=self.name)

    def _require_name(self, member: zipfile.ZipInfo) -> None:
        # What the library makes of a name is not what is in the archive: it cuts at a zero byte.
        name = member.orig_filename.replace("\\", "/")
        leads_out = name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/")
        mode = member.external_attr >> 16
        is_link = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
        if leads_out or is_link or "\0" in name:
            why = "a link" if is_link else "a name that leads outside"
            raise KeepsakeError(Code.ARCHIVE_NAMES, why, file=self._of(member))

    def _of(self, member: zipfile.ZipInfo) -> str:
        return f"{self.name}: {member.orig_filename[:200]}"

    def why_not(self, member: zipfile.ZipInfo) -> str:
        """The code word of why a member is not read whatever it is; "" where it may be."""
        if member.flag_bits & _ENCRYPTED:
            return "encrypted"
        try:
            with self._zip.open(member) as source:
                head = source.read(sniff.HEAD_BYTES)
        except BROKEN:
            return "damaged"
        if sniff.is_program(member.filename, head):
            return "program"
        return "nested" if sniff.media_type(head) in _ARCHIVES else ""

    def read(self, member: zipfile.ZipInfo, most: int) -> Content:
        """One member, in memory; or why not: too large, damaged, or more than it said."""
        grows = member.file_size > RATIO_MAX * max(1, member.compress_size)
        if member.file_size > most or (grows and member.file_size > most // 8):
            return Content(why="too_large")
        try:
            with self._zip.open(member) as source:
                data = source.read(member.file_size + 1)
        except BROKEN:
            return Content(why="damaged")
        return Content(data) if len(data) == member.file_size else Content(why="damaged")

    def head(self, member: zipfile.ZipInfo) -> bytes:
        """The first bytes of a member that may be read."""
        with self._zip.open(member) as source:
            return source.read(sniff.HEAD_BYTES)


def _claimed(file: BinaryIO, size: int) -> tuple[int, int]:
    """Members and bytes of the directory, as the end of the archive claims before it is read."""
    file.seek(max(0, size - _TAIL64))
    tail = file.read(_TAIL64)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return 0, 0
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    wide = tail.rfind(_END64, 0, at)
    if wide >= 0 and len(tail) >= wide + 48:
        count = max(count, int.from_bytes(tail[wide + 32 : wide + 40], "little"))
        if length == 0xFFFFFFFF:
            length = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    return count, min(length, size)


def each(archive: Archive) -> Iterator[zipfile.ZipInfo]:
    """Members in the order in which people number them: `messages2` before `messages10`."""
    yield from sorted(archive.members, key=lambda one: _natural(one.filename))


def _natural(name: str) -> list[tuple[int, str]]:
    pieces = re.split(r"(\d{1,18})", name)
    return [(int(one), "") if one.isdecimal() else (0, one) for one in pieces]
