"""The lists of files in the report, bounded: what is set on paper takes memory for each row."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.formats.report.rows import FileRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words

# Of all exhibits together. A row takes some 30 kB while it is set.
FILES_MAX = 300


@dataclass(frozen=True, slots=True)
class FilePages:
    """The list of one exhibit, and a sentence on what it leaves out, "" where it is whole."""

    files: tuple[FileRow, ...]
    files_left: str


def most_each(counts: Sequence[int], together: int) -> int:
    """How many rows each may have, so that all together are within a limit.

    Small ones stay whole; each has one row at least.

    Args:
        counts: How many each would have.
        together: The limit.
    """
    levels = range(1, max(counts, default=1) + 1)
    return max(1, bisect_right(levels, together, key=lambda most: _together(counts, most)))


def most_files(exhibits: Sequence[Exhibit]) -> int:
    """How many files of an exhibit are on paper."""
    return most_each([len(exhibit.body.parts) for exhibit in exhibits], FILES_MAX)


def _together(counts: Sequence[int], most: int) -> int:
    return sum(min(count, most) for count in counts)


def file_pages(exhibit: Exhibit, most: int, words: Words) -> FilePages:
    """The first files of an exhibit, and every file of it that is not in the copy."""
    absent = exhibit.absent
    shown = sorted((*exhibit.body.parts[:most], *absent), key=lambda part: part.part)
    rows = tuple(
        FileRow(
            exhibit.path(part).rpartition("/")[2],
            words.size(part.bytes),
            part.sha256,
            words("file_absent") if part in absent else "",
        )
        for part in shown
    )
    count = len(exhibit.body.parts) + len(absent)
    left = count > len(rows)
    return FilePages(rows, words("files_left", shown=len(rows), count=count) if left else "")
