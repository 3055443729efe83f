"""Where a tall picture is cut for paper: between what stands on it, with a strip in both parts."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit

WINDOW_CUT = 1.3  # height over width above which a picture of a window is cut
SCREEN_CUT = 2.3  # and any other one: a telephone's screen stays whole
TALLEST = 1.45  # of a part, height over width
_OVERLAP = 0.06  # of the width, on either side of a cut
_REACH = 0.15  # of the tallest part, around an even division, where a calm row is looked for
_CALM = 6  # difference between the brightest and the darkest point of a row


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the pictures of an exhibit may be cut: between its messages, where these are known.

    Attributes:
        scales: Pixels of the picture for one of the page, by part.
        boxes: First and last row of the page that a message takes in it, one after the other, by
            part.
    """

    scales: dict[int, float]
    boxes: dict[int, array[float]]

    @classmethod
    def of(cls, exhibit: Exhibit) -> Cutting:
        """That of an exhibit: its messages are gone through once for all pictures."""
        cutting = cls({}, {})
        manifest = exhibit.manifest
        if manifest:
            usual = manifest.environment.device_pixel_ratio or 1
            for tile in manifest.tiles:
                cutting.scales[tile.part] = tile.device_pixel_ratio or usual
            for item in manifest.items:
                for box in item.boxes:
                    rows = cutting.boxes.setdefault(box.part, array("d"))
                    rows.extend((box.y, box.y + box.height))
        return cutting

    def of_part(self, part: Part) -> tuple[float, tuple[tuple[float, float], ...]]:
        """From which height over width a picture is cut, and which rows are not cut through."""
        scale = self.scales.get(part.part)
        if scale is None:
            return SCREEN_CUT, ()
        rows = [row * scale for row in self.boxes.get(part.part, ())]
        return WINDOW_CUT, tuple(zip(rows[::2], rows[1::2], strict=True))


class Cut(NamedTuple):
    """A part of a picture, in its own rows of pixels.

    Attributes:
        part: Its number, from 1.
        parts: How many there are.
        top: Its first row.
        bottom: The row after its last one.
        begins: Where the part before goes over into this one, -1 for none.
        ends: Where this one goes over into the next, -1 for none.
        rows: Of the whole picture.
    """

    part: int
    parts: int
    top: int
    bottom: int
    begins: int
    ends: int
    rows: int

    @property
    def marks(self) -> list[float]:
        """Where the marks are, in shares of the height of this part."""
        high = self.bottom - self.top
        return [(row - self.top) / high for row in (self.begins, self.ends) if row >= 0]


def cuts(
    picture: Image.Image, boxes: Sequence[tuple[float, float]] = (), *, whole: bool = False
) -> list[Cut]:
    """Divides a picture from top to bottom.

    Args:
        picture: In colour.
        boxes: First and last row of what must not be cut through where that can be helped.
        whole: Not to cut it, however tall it is.

    Returns:
        The parts; each shows a little of what is in the one before and the one after.
    """
    rows = picture.height
    over = max(1, round(_OVERLAP * picture.width))
    most = max(3 * over, round(TALLEST * picture.width))
    places: list[int] = []
    start = 0
    while not whole and rows - start > most:
        left = rows - start
        even = start + left // -(-left // (most - 2 * over))
        last = min(start + most - over, even + round(_REACH * most))
        first = max(start + over + 1, even - round(_REACH * most))
        row = _between(picture, first, last, boxes)
        places.append(row)
        start = row - over
    edges = [-1, *places, -1]
    return [
        Cut(
            number,
            len(places) + 1,
            0 if begins < 0 else begins - over,
            rows if ends < 0 else ends + over,
            begins,
            ends,
            rows,
        )
        for number, (begins, ends) in enumerate(pairwise(edges), start=1)
    ]


def _between(
    picture: Image.Image, first: int, last: int, boxes: Sequence[tuple[float, float]]
) -> int:
    """A row from `first` to `last` with the least on it, in no box if there is such a row."""
    free = [row for row in range(first, last + 1) if not any(top < row < low for top, low in boxes)]
    return _calmest(picture, free or list(range(first, last + 1)))


def calm_row(picture: Image.Image, first: int, last: int) -> int:
    """A row from `first` to `last` with the least on it, in the middle of several."""
    return _calmest(picture, list(range(first, last + 1)))


def _calmest(picture: Image.Image, rows: Sequence[int]) -> int:
    first, last = rows[0], rows[-1]
    grey = picture.crop((0, first, picture.width, last + 1)).convert("L")
    calm = {row: _extent(grey, row - first) for row in rows}
    least = min(calm.values()) + _CALM
    best, run = last, 0
    length, before = 0, -2
    for row in (row for row in rows if calm[row] <= least):
        length = length + 1 if row == before + 1 else 1
        before = row
        if length >= run:
            best, run = row - length // 2, length
    return best


def _extent(grey: Image.Image, row: int) -> float:
    """How much one row of a picture varies."""
    darkest, brightest = grey.crop((0, row, grey.width, row + 1)).getextrema()
    return float(brightest) - float(darkest)  # type: ignore[arg-type]
