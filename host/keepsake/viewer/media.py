"""Sound and film that was added by hand, played from memory: what can be played, and its bytes.

Nothing is decoded here, and nothing readable is on disk: the browser asks for a stretch at a time,
and each is opened in memory. Browsers differ in what they do with it then; the ones that would put
it into a file of their own are not given it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, cast

from keepsake.core.added.entry import DRAWN, KIND
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers import archive, sniff
from keepsake.viewer.drawings import Drawings
from keepsake.viewer.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from keepsake.core.entry import CaptureBody, Part
    from keepsake.core.hashing import Measured
    from keepsake.core.manifest import Manifest, Media
    from keepsake.formats.importers.drawing import Drawn
    from keepsake.vault.unlocked import Unlocked

# Kinds that a browser may play; whether it does, it says itself.
PLAYED = frozenset(
    {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/wav", "video/webm", "video/mp4"}
)  # fmt: skip
SOUND_ENDINGS = frozenset({"aac", "amr", "m4a", "mp3", "oga", "ogg", "opus", "wav"})
FILM_ENDINGS = frozenset({"3gp", "avi", "mov", "mp4", "webm"})
PICTURE_ENDINGS = frozenset({"gif", "jpeg", "jpg", "png", "webp"})
# A member is unpacked as a whole before any of it is given.
MEMBER_BYTES_MAX = 64 * 1024 * 1024
# Firefox keeps longer ones in a file while they play: its `media.memory_cache_max_size`, 8,192 KiB.
FIREFOX_BYTES_MAX = 8 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
MEMBERS = 2
MEASURED = 1_000


class Played(NamedTuple):
    """What is played: its kind by its own bytes, its size, and what gives a stretch of it."""

    kind: str
    size: int
    read: Callable[[int, int], bytes]


def is_played(part: Part) -> bool:
    """Whether a part is sound or film."""
    return part.kind == KIND and part.media_type.startswith(("audio/", "video/"))


def kind_of_name(name: str) -> str:
    """`sound`, `film` or `picture` by the ending of a name, "" for anything else."""
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    kinds = {"sound": SOUND_ENDINGS, "film": FILM_ENDINGS, "picture": PICTURE_ENDINGS}
    return next((kind for kind, endings in kinds.items() if ending in endings), "")


def refused(browser: str, kind: str, size: int) -> str:
    """Why something is not played: no browser plays its `kind`, or this `browser` is not given it.

    Args:
        browser: What it calls itself. One that would put what it plays into a file of its own, or
            of which that is not known, is not given it.
        kind: Media type, "" where it is not known yet.
        size: Bytes, 0 where that is not known yet.

    Returns:
        A code word, "" where it is played.
    """
    if kind and kind not in PLAYED:
        return "kind"
    if "Chrome/" in browser:
        return ""
    return "" if "Firefox/" in browser and size <= FIREFOX_BYTES_MAX else "browser"


def member_of(manifest: Manifest, item: int, medium: int) -> tuple[int, Media]:
    """Which archive a medium of a message is in, and the medium; both from 1.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN.
    """
    if not (0 < item <= len(manifest.items) and 0 < medium <= len(manifest.items[item - 1].media)):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"message {item}, medium {medium}")
    for row in manifest.files:
        if row.first <= item < row.first + row.count and row.format == "archive":
            return row.part, manifest.items[item - 1].media[medium - 1]
    raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"message {item} is of no archive")


def _is_meant(name: str, medium: Media) -> bool:
    if medium.member is not None:
        return bool(medium.member) and name == medium.member
    return medium.loaded and f"/{name}".endswith(f"/{medium.src.removeprefix('./')}")


class Players:
    """Gives what is played while the vault is open, after comparing it with its entry once."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked
        self._members: Recent[tuple[str, bytes]] = Recent(MEMBERS)
        self._measured: Recent[Measured] = Recent(MEASURED)
        self.drawings = Drawings()

    def clear(self) -> None:
        """Forgets everything that was read."""
        self._members.clear()
        self._measured.clear()
        self.drawings.clear()

    def of_part(self, body: CaptureBody, number: int) -> Played:
        """Sound or film that was added. Raises as `original`."""
        if not any(part.part == number and is_played(part) for part in body.parts):
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {number}")
        return self.original(body, number)

    def original(self, body: CaptureBody, number: int) -> Played:
        """A file that was added, of whatever kind.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN; VAULT_DAMAGED, also where it is not what was kept.
        """
        part = self._kept(body, number)

        def read(start: int, stop: int) -> bytes:
            with io.BufferedReader(self._unlocked.part_file(body.capture, number)) as file:
                file.seek(start)
                return file.read(stop - start)

        return Played(part.media_type, part.bytes, read)

    def drawn(self, body: CaptureBody, number: int, page: int) -> Drawn:
        """A page of a PDF, or a photo, that was added; drawn apart.

        Raises:
            KeepsakeError: As `original`; CAPTURE_UNKNOWN also where it is of another kind.
        """
        part = self._kept(body, number)
        if part.kind != KIND or part.media_type not in DRAWN:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {number} is not drawn")

        def opened() -> BinaryIO:
            file = self._unlocked.part_file(body.capture, number)
            return cast("BinaryIO", io.BufferedReader(file, PIECE_BYTES))

        key = (body.capture, number, page)
        return self.drawings.get(key, opened, part.media_type, part.bytes, page)

    def of_member(self, body: CaptureBody, number: int, medium: Media) -> Played:
        """A file within an archive that was added, unpacked in memory.

        It is the one that the message means, by its full name, or none. What was read before that
        name was noted is shown where only one in the archive ends so.

        Raises:
            KeepsakeError: As `of_part`; CAPTURE_UNKNOWN also where it may not be read.
        """
        part = self._kept(body, number)
        key = (body.capture, number, medium.member, medium.src)
        kind, data = self._members.get(key, lambda: self._unpacked(body, part, medium))
        return Played(kind, len(data), lambda start, stop: data[start:stop])

    def _kept(self, body: CaptureBody, number: int) -> Part:
        part = next((one for one in body.parts if one.part == number), None)
        if part is None:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {number}")
        path = self._unlocked.part_path(body.capture, number)
        mark = path.stat().st_mtime_ns if path.exists() else 0
        measured = self._measured.get(
            (body.capture, number, mark),
            lambda: self._unlocked.measure_part(body.capture, number),
        )
        if (measured.bytes, measured.sha256) != (part.bytes, part.sha256):
            raise KeepsakeError(Code.VAULT_DAMAGED, "not what was kept", file=part.name)
        return part

    def _unpacked(self, body: CaptureBody, part: Part, medium: Media) -> tuple[str, bytes]:
        with io.BufferedReader(self._unlocked.part_file(body.capture, part.part)) as file:
            try:
                opened = archive.Archive(file, part.bytes, part.name)
            except zipfile.BadZipFile as error:
                raise KeepsakeError(Code.CAPTURE_UNKNOWN, "the archive is damaged") from error
            found = [one for one in opened.members if _is_meant(one.filename, medium)]
            if len(found) != 1 or opened.why_not(found[0]):
                raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no such file in the archive")
            content = opened.read(found[0], MEMBER_BYTES_MAX)
        if content.why:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, content.why)
        return sniff.media_type(content.data[: sniff.HEAD_BYTES]), content.data
