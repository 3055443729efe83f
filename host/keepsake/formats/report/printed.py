"""Which pictures go on paper: those with messages that the report names first, then the others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.added.entry import is_picture
from keepsake.formats.prefetch import prefetch
from keepsake.formats.report.cuts import Cutting
from keepsake.formats.report.model import picture_row
from keepsake.formats.report.pictures import for_paper, memory_used_again
from keepsake.formats.report.rows import Printed
from keepsake.formats.report.spots import Spots, frames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.pictures import PaperPicture
    from keepsake.formats.report.rows import PictureRow
    from keepsake.formats.report.spots import Spot

_MANY = 60
_BYTES_MAX = 3_000_000  # of all copies; more would be what takes most time of an export
_SHARE = 0.05  # of the originals: a copy is not to be much larger than what it is of
_BYTES_MIN = 900_000  # and yet there is room for those with messages that the report names,
_LIKELY_BYTES = 300_000  # and for one of each exhibit: of a picture, until one is known


class _Album(NamedTuple):
    """One exhibit, the messages of it that are framed, and what is on paper so far."""

    exhibit: Exhibit
    spots: Spots
    framed: Mapping[int, Sequence[Spot]]
    numbers: Mapping[int, int]
    words: Words
    files: dict[str, bytes]

    def parts(self, *, named: bool) -> list[Part]:
        """Its pictures that show a message that is named, or that show none."""
        pictures = (part for part in self.exhibit.body.parts if part.part in self.numbers)
        return [part for part in pictures if (part.part in self.framed) == named]


@memory_used_again()
def printed(
    exhibits: Sequence[Exhibit], named: Mapping[int, Collection[int]], words: Words
) -> tuple[list[Printed], dict[str, bytes]]:
    """Chooses pictures and makes their copies.

    Args:
        exhibits: What is handed over.
        named: Numbers of the messages that the report names, by exhibit.
        words: Of the report's language.

    Returns:
        What is on paper of each exhibit, and the copies by their names.
    """
    files: dict[str, bytes] = {}
    albums = [_album(one, named.get(one.number, ()), words, files) for one in exhibits]
    left = _room(exhibits)
    rows: dict[bool, list[tuple[PictureRow, ...]]] = {}
    for first in (True, False):
        rows[first] = []
        asked = [album.parts(named=first) for album in albums]
        waiting = sum(1 for parts in asked if parts)
        for album, parts in zip(albums, asked, strict=True):
            # Each gets its share, and what those before it did not need.
            found = tuple(_copied(album, parts, left // waiting)) if parts else ()
            left -= sum(len(files[row.file]) for row in found)
            waiting -= bool(parts)
            rows[first].append(found)
    return [
        Printed(first, others, album.spots)
        for first, others, album in zip(rows[True], rows[False], albums, strict=True)
    ], files


def _room(exhibits: Sequence[Exhibit]) -> int:
    """How many bytes the copies of pictures may take."""
    originals = sum(part.bytes for exhibit in exhibits for part in exhibit.body.parts)
    pictured = sum(any(map(is_picture, exhibit.body.parts)) for exhibit in exhibits)
    least = max(_BYTES_MIN, _LIKELY_BYTES * pictured)
    return min(_BYTES_MAX, max(least, int(_SHARE * originals)))


def _album(exhibit: Exhibit, named: Iterable[int], words: Words, files: dict[str, bytes]) -> _Album:
    spots = Spots(exhibit)
    framed: dict[int, list[Spot]] = {}
    for spot in filter(None, map(spots.of, sorted(named))):
        framed.setdefault(spot.part, []).append(spot)
    return _Album(exhibit, spots, framed, exhibit.pictures, words, files)


def _copied(album: _Album, parts: Sequence[Part], bytes_max: int) -> Iterator[PictureRow]:
    # Where there is hardly room for all of them in full size, more smaller ones are better.
    small = len(parts) > _MANY or bytes_max < max(2, len(parts)) * _LIKELY_BYTES
    left, likely = bytes_max, min(bytes_max, _LIKELY_BYTES // 2 if small else _LIKELY_BYTES)
    cutting = Cutting.of(album.exhibit)

    def copies(part: Part) -> list[PaperPicture]:
        cut_from, boxes = cutting.of_part(part)
        original = album.exhibit.read(part.part)
        return for_paper(original, small=small, cut_from=cut_from, boxes=boxes)

    # The next one is opened meanwhile, and none that will hardly find room.
    with closing(prefetch(copies, parts, lambda others: left > likely * (others + 0.5))) as made:
        for part, pictures in zip(parts, made, strict=False):
            likely = sum(len(picture.svg) for picture in pictures)
            for picture in pictures:
                left -= len(picture.svg)
                if left < 0:
                    return
                number, here = album.numbers[part.part], album.framed.get(part.part, ())
                row = picture_row(
                    album.exhibit, part, number, album.words, picture, frames(here, picture)
                )
                album.files[row.file] = picture.svg
                yield row
