"""The annex: the whole of a thread in full length, in columns, where the person wants it on paper.

Made of the stitched picture, so that nothing stands twice, and cut between messages. Several papers
where there is much of it, because pictures take memory several times over while they are set.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from keepsake.core.hashing import sha256_hex
from keepsake.formats.paper.sources import Sources
from keepsake.formats.report.cuts import calm_row
from keepsake.formats.report.model import PICTURE_BYTES_MAX, began, running
from keepsake.formats.report.pictures import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words
    from keepsake.formats.stitched.picture import Piece

COLUMNS = (2, 4)
_WIDTHS = {2: 960, 4: 700}  # pixels; 300 to the inch on the page
_QUALITY = 75
_TALLEST = 0.5  # height over width of a strip; columns are filled with strips
_JOINED = ("", "too_tall")  # the piece goes on where the one above ends


class _Strip(NamedTuple):
    """A part of the thread as high as some messages.

    Attributes:
        svg: The copy.
        ratio: Height over width.
        marks: Numbers of the messages that begin in it, and where, in shares of its height.
        gap: Whether it does not go on where the one before ended.
    """

    svg: bytes
    ratio: float
    marks: list[tuple[int, float]]
    gap: bool


def annexes(
    exhibit: Exhibit, pieces: Iterable[Piece], columns: int, words: Words
) -> Iterator[Sources]:
    """The papers of one exhibit, in order; none where there are no pictures.

    Args:
        exhibit: Which.
        pieces: Its stitched picture.
        columns: Of `COLUMNS`.
        words: Of the report's language.
    """
    strips: list[_Strip] = []
    left, part = PICTURE_BYTES_MAX, 1
    for strip in _strips(pieces, columns):
        left -= len(strip.svg)
        if left < 0 and strips:
            yield _paper(exhibit, part, strips, columns, words)
            strips, left, part = [], PICTURE_BYTES_MAX - len(strip.svg), part + 1
        strips.append(strip)
    if strips:
        yield _paper(exhibit, part, strips, columns, words)


def _strips(pieces: Iterable[Piece], columns: int) -> Iterator[_Strip]:
    for piece in pieces:
        with Image.open(io.BytesIO(piece.png), formats=("PNG",)) as opened:
            picture = opened.convert("RGB")
        gap = piece.reason not in _JOINED
        for top, bottom in _ranges(picture, piece):
            marks = [
                (place.item + 1, (place.y - top) / (bottom - top))
                for place in piece.places
                if top <= place.y < bottom
            ]
            strip = picture.crop((0, top, picture.width, bottom))
            yield _Strip(_copy(strip, columns), strip.height / strip.width, marks, gap)
            gap = False


def _ranges(picture: Image.Image, piece: Piece) -> Iterator[tuple[int, int]]:
    """First and last row of each strip: between two messages where one is in reach."""
    most = max(1, round(_TALLEST * picture.width))
    starts = sorted({round(place.y) for place in piece.places})
    top = 0
    while top < picture.height:
        limit = top + most
        if limit >= picture.height:
            yield top, picture.height
            return
        at = bisect_right(starts, limit) - 1
        row = starts[at] if at >= 0 else 0
        if row <= top:
            row = calm_row(picture, top + most // 2, limit)
        yield top, row
        top = row


def _copy(strip: Image.Image, columns: int) -> bytes:
    widest = _WIDTHS[columns]
    if strip.width > widest:
        high = max(1, round(strip.height * widest / strip.width))
        strip = strip.resize((widest, high), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    strip.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return wrapped(out.getvalue(), strip.width, strip.height)


def _paper(
    exhibit: Exhibit, part: int, strips: Sequence[_Strip], columns: int, words: Words
) -> Sources:
    files = {f"{at}.svg": strip.svg for at, strip in enumerate(strips)}
    rows: list[dict[str, Any]] = [
        {
            "file": f"{at}.svg",
            "alt": _alt(strip, words),
            "ratio": strip.ratio,
            "marks": strip.marks,
            "gap": strip.gap,
        }
        for at, strip in enumerate(strips)
    ]
    title = words("annex.title", exhibit=exhibit.number, title=exhibit.page.title)
    data = {
        "language": words.language,
        "title": title if part == 1 else words("annex.part", title=title, part=part),
        "note": words("annex.note"),
        "gap": words("annex.gap"),
        "page": words("page"),
        "exhibit": f"{words('exhibit')} {exhibit.number}",
        "running": running(exhibit),
        "began": began(exhibit, words),
        "record": words("record", number=exhibit.entry),
        "sha256": sha256_hex(exhibit.data),
        "columns": columns,
        "strips": rows,
    }
    return Sources({"main.typ": Path(__file__).with_name("annex.typ").read_bytes(), **files}, data)


def _alt(strip: _Strip, words: Words) -> str:
    if not strip.marks:
        return words("annex.alt")
    return words("annex.alt.items", items=", ".join(str(item) for item, _ in strip.marks))
