"""Media of captured pages on paper: what the browser's own page copies hold, in short lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.formats.interchange.media import NOT_IN_COPY, UNREAD
from keepsake.formats.report.files import FILES_MAX, most_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.interchange.media import MediaRow
    from keepsake.formats.paper.words import Words


@dataclass(frozen=True, slots=True)
class MediumLine:
    """One medium: its hash, from where it was loaded, and what is told of it."""

    sha256: str
    address: str
    told: str


@dataclass(frozen=True, slots=True)
class MediaPages:
    """Those of one exhibit, and a sentence on what is left out, "" where nothing is."""

    media: tuple[MediumLine, ...]
    media_left: str


def media_pages(exhibit: Exhibit, rows: Sequence[MediaRow], words: Words) -> MediaPages:
    """The media of an exhibit: those that belong to a message first, in the order of the page.

    Args:
        exhibit: Which.
        rows: Those of all exhibits: as many of each are on paper as of files.
        words: Of the report's language.
    """
    counts = Counter(row.exhibit for row in rows)
    most = most_each(list(counts.values()), FILES_MAX)
    own = [row for row in rows if row.exhibit == exhibit.number]
    own.sort(key=lambda row: (not row.numbers, row.numbers[:1]))
    lines = tuple(_line(exhibit, row, words) for row in own[:most])
    left = len(own) > len(lines)
    told = words("files_left", shown=len(lines), count=len(own)) if left else ""
    return MediaPages(lines, told)


def _line(exhibit: Exhibit, row: MediaRow, words: Words) -> MediumLine:
    if row.not_known == UNREAD:
        return MediumLine("", row.file.rpartition("/")[2], words("media.unread"))
    kind = f"{row.media_type}, {words.size(row.bytes)}" if row.media_type else ""
    numbers = ", ".join(
        words("brief.place", exhibit=exhibit.number, item=number) for number in row.numbers
    )
    missing = words("media.not_in_copy") if row.not_known == NOT_IN_COPY else ""
    whose = numbers or words("media.no_message")
    return MediumLine(row.sha256, row.address, " · ".join(filter(None, (kind, whose, missing))))
