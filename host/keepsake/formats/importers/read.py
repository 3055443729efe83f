"""Reads one file that was added by hand: what it is, its messages, what it says of itself.

Everything is data: nothing is decoded to be shown, run or unpacked. Source: FORMAT.md §11.5.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from keepsake.core.added.entry import PHOTOS, PICTURES
from keepsake.core.added.file import AddedFile, Member, Refused
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers import (
    archive,
    picture,
    sniff,
    sound,
)
from keepsake.formats.importers.attachments import NO_ATTACHMENTS, Attachments
from keepsake.formats.importers.pipe import BrokenPipe
from keepsake.formats.importers.result import (
    DAMAGED,
    EMAIL,
    HTML_BYTES_MAX,
    META,
    NOT_READ,
    PICTURE_BYTES_MAX,
    TEXT_BYTES_MAX,
    TOO_LARGE,
    Imported,
)
from keepsake.formats.importers.table import DECODED, IMPORTERS, Given

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from keepsake.formats.importers.result import Zone

_ZIP = "application/zip"
_PICTURES = PICTURES | PHOTOS
_TEXTS = frozenset(DECODED)


def require_no_program(name: str, head: bytes = b"") -> None:
    """Refuses programs and scripts.

    Raises:
        KeepsakeError: FILE_PROGRAM, with the name.
    """
    if sniff.is_program(name, head):
        raise KeepsakeError(Code.FILE_PROGRAM, file=name)


def read(name: str, file: BinaryIO, size: int, zone: Zone) -> tuple[str, Imported]:
    """Reads one file.

    Args:
        name: Its own name.
        file: Can be read from any place.
        size: Its bytes.
        zone: For times that come without one.

    Returns:
        Its media type, and what was read.

    Raises:
        KeepsakeError: FILE_PROGRAM, ARCHIVE_BOMB, ARCHIVE_NAMES: it is not to be kept.
    """
    kind = kind_of(name, file)
    return kind, contents(name, file, size, kind, zone)


def kind_of(name: str, file: BinaryIO) -> str:
    """The media type of a file by its first bytes; nothing of it is taken apart.

    Raises:
        KeepsakeError: FILE_PROGRAM: it is not to be kept.
    """
    file.seek(0)
    head = file.read(sniff.HEAD_BYTES)
    require_no_program(name, head)
    return sniff.media_type(head)


def contents(name: str, file: BinaryIO, size: int, kind: str, zone: Zone) -> Imported:
    """What a file of a kind holds.

    Raises:
        KeepsakeError: ARCHIVE_BOMB, ARCHIVE_NAMES: it is not to be kept.
    """
    if kind == _ZIP:
        return tried(kind, lambda: _archive(name, file, size, zone))
    if kind in _PICTURES or kind in _TEXTS:
        return tried(kind, lambda: _small(name, file, size, kind, zone))
    if kind.startswith(("audio/", "video/")):
        return tried(kind, lambda: sound.read(file, size, kind))
    return unread(kind)


def is_read(kind: str) -> bool:
    """Whether there is a reader for a kind."""
    return kind == _ZIP or kind in _PICTURES | _TEXTS or kind.startswith(("audio/", "video/"))


def unread(kind: str) -> Imported:
    """What is known of a file of a kind without reading it."""
    return Imported(_format(kind))


def tried(kind: str, reading: Callable[[], Imported]) -> Imported:
    """What a reader gives; where it fails in whatever way, that the file is damaged.

    The one place for this. Whoever sends a file must not decide whether it is kept, and no reader
    of what strangers send, or of a library below, is without mistakes.

    Raises:
        KeepsakeError: What a reader refuses on purpose.
    """
    try:
        return reading()
    except (KeepsakeError, BrokenPipe):
        raise
    except MemoryError:
        found = unread(kind)
        found.note(NOT_READ)
        return found
    except Exception:  # noqa: BLE001 - see above; RecursionError is among them
        found = unread(kind)
        found.note(DAMAGED)
        return found


def _format(kind: str) -> str:
    if kind == _ZIP:
        return "archive"
    if kind == "message/rfc822":
        return EMAIL
    if kind.startswith(("audio/", "video/")):
        return kind.partition("/")[0]
    return "picture" if kind.startswith("image/") else ""


def added_file(part: int, name: str, found: Imported, first: int) -> AddedFile:
    """The row of the manifest. Source: FORMAT.md §11.5.

    Args:
        part: The original.
        name: Its name.
        found: What was read.
        first: Number that its first item gets.
    """
    count = len(found.items)
    return AddedFile(
        part, name, found.format, first if count else 0, count, tuple(found.facts),
        tuple(found.notes), tuple(found.members), tuple(found.refused),
    )  # fmt: skip


def _small(name: str, file: BinaryIO, size: int, kind: str, zone: Zone) -> Imported:
    """A file that is read as a whole, where it is not too large for that."""
    most = PICTURE_BYTES_MAX if kind in _PICTURES else _most(kind)
    if size > most:
        found = Imported("picture" if kind in _PICTURES else "")
        found.note(TOO_LARGE)
        return found
    file.seek(0)
    data = file.read(size)
    if kind in _PICTURES:
        return picture.read(data)
    return messages(name, data, kind, zone, NO_ATTACHMENTS) or Imported()


def _most(kind: str) -> int:
    return HTML_BYTES_MAX if kind == "text/html" else TEXT_BYTES_MAX


def messages(path: str, data: bytes, kind: str, zone: Zone, there: Attachments) -> Imported | None:
    """Messages of a text file, None where it is of no known format.

    Args:
        path: Its name, with the folders of its archive.
        data: All of it.
        kind: Media type.
        zone: For times that come without one.
        there: The files beside it.
    """
    given = Given(DECODED[kind](data), path, zone, there)
    for one in IMPORTERS:
        if one.kind == kind and one.recognises(given.content):
            return one.read(given)
    return None


def _archive(name: str, file: BinaryIO, size: int, zone: Zone) -> Imported:
    found = Imported("archive")
    left = TEXT_BYTES_MAX
    try:
        opened = archive.Archive(file, size, name)
    except zipfile.BadZipFile:
        found.note(DAMAGED)
        return found
    for member in archive.each(opened):
        if len(found.members) < archive.LISTED_MAX:
            found.members.append(Member(member.filename[:200], member.file_size))
        why = opened.why_not(member)
        if not why:
            why, taken = _member(opened, member, found, zone, left)
            left -= taken
        if why and len(found.refused) < archive.LISTED_MAX:
            found.refused.append(Refused(member.filename[:200], why))
    return found


def _member(
    opened: archive.Archive, member: zipfile.ZipInfo, found: Imported, zone: Zone, left: int
) -> tuple[str, int]:
    """Reads a member where it may hold messages.

    Args:
        opened: The archive.
        member: Which one.
        found: What was read so far.
        zone: For times that come without one.
        left: How many bytes of text are still read of this archive.

    Returns:
        Why it was not read, or "", and how many bytes of text were.
    """
    try:
        kind = sniff.media_type(opened.head(member))
    except archive.BROKEN:
        return "damaged", 0
    if kind not in _TEXTS:
        return "", 0
    content = opened.read(member, min(_most(kind), left))
    if content.why:
        return content.why, 0
    there = Attachments(opened.names, member.filename[: member.filename.rfind("/") + 1])
    path = f"{opened.name}/{member.filename}"
    inner = tried(kind, lambda: messages(path, content.data, kind, zone, there) or Imported())
    if DAMAGED in inner.notes or NOT_READ in inner.notes:
        return "too_large" if NOT_READ in inner.notes else "damaged", len(content.data)
    _gather(inner, found, there)
    return "", len(content.data)


def _gather(inner: Imported, found: Imported, there: Attachments) -> None:
    """Adds what a member gave to what its archive gives."""
    found.platform = found.platform or inner.platform
    seen = there.above() if inner.format == META else there
    found.add(seen.placed(inner.items, refers=inner.format != EMAIL))
    found.authors(inner.ids)
    for word in inner.notes:
        found.note(word)
    known = set(found.facts)
    found.facts += [fact for fact in inner.facts if fact not in known]
