"""Putting the pictures of a chain under each other: the second pass of stitching."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from keepsake.formats.stitched.match import LEAST_RUN, agreeing_rows, rows_of, runs
from keepsake.formats.stitched.still import drawn_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.stitched.chain import Placed
    from keepsake.formats.stitched.still import Opened

HEIGHT_MOST = 16_000  # pixels; viewers open no taller ones
PIXELS_MOST = 16_000_000
EDGE = 20  # CSS pixels at the edges where a scroll bar of the page's own may move
BAR = "bar"
PNG_EFFORT = 3


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of one picture as they lie in the whole column.

    Attributes:
        part: Number of the picture.
        top: First row in it, pixels.
        y: First row in the column.
        height: Number of rows.
    """

    part: int
    top: int
    y: int
    height: int


def cut_between(first: Opened, second: Opened, down: int, columns: tuple[int, int]) -> int | None:
    """Finds the row of the second pane from which on it is used, the first being used above.

    Both show the same there, in every column, and something: of several such places the one with
    most in it, so that what sticks to the top of one picture and to the bottom of the other is left
    out.
    """
    left, right = columns
    start = max(0, -down)
    stop = min(second.pane.height, first.pane.height - down)
    if stop - start < LEAST_RUN:
        return None
    one = first.pane.crop((left, start + down, right, stop + down))
    two = second.pane.crop((left, start, right, stop))
    _, changed = ImageChops.difference(one, two).getprojection()
    drawn = drawn_rows(two)
    found = runs([not row for row in changed])
    best = max(
        found, key=lambda run: (sum(drawn[run.start : run.stop]), len(run)), default=range(0)
    )
    if len(best) < LEAST_RUN or (any(drawn) and not any(drawn[best.start : best.stop])):
        return None
    return start + (best.start + best.stop) // 2


def cut_between_parts(
    first: Opened, second: Opened, down: int, items: Sequence[tuple[float, float]]
) -> int | None:
    """As `cut_between`, where what is behind the items stands still: best between two items.

    Args:
        first: The upper picture.
        second: The lower one.
        down: Its offset.
        items: First row and row after the last of items in the second pane.
    """
    run = agreeing_rows(rows_of(first.pane), rows_of(second.pane), down)
    if len(run) < LEAST_RUN:
        return None
    middle = (run.start + run.stop) // 2
    free = [y for y in run if not any(top < y < bottom for top, bottom in items)]
    return min(free or run, key=lambda y: abs(y - middle))


def breaks_of(top: int, bottom: int, width: int, items: Sequence[tuple[int, int]]) -> list[int]:
    """Rows at which a column is broken into pieces: as few as can be, best between two items."""
    most = max(1, min(HEIGHT_MOST, PIXELS_MOST // max(1, width)))
    found, at = [top], top
    while bottom - at > most:
        least, limit = at + most // 2, at + most
        while cut := [first for first, last in items if first < limit < last and first > least]:
            limit = min(cut)
        at = at + most if any(first < limit < last for first, last in items) else limit
        found.append(at)
    return [*found, bottom]


@dataclass(frozen=True, slots=True)
class Full:
    """A stretch of a column that is painted.

    Attributes:
        picture: Mode RGB.
        top: Its first row in the column.
        bands: Where its rows come from; `y` counts from `top`.
    """

    picture: Image.Image
    top: int
    bands: tuple[Band, ...]


class Column:
    """A column that is painted from top to bottom and handed out stretch by stretch."""

    def __init__(self, width: int, breaks: Sequence[int]) -> None:
        self.width = width
        self._breaks = list(breaks)
        self._canvas: Image.Image | None = None
        self._bands: list[Band] = []

    def paint(self, picture: Image.Image, band: Band) -> Iterator[Full]:
        """Paints the rows of a band, which follow on those before; yields what is full."""
        done = 0
        while done < band.height:
            top, bottom = self._breaks[0], self._breaks[1]
            if self._canvas is None:
                self._canvas = Image.new("RGB", (self.width, bottom - top))
            rows = min(band.height - done, bottom - band.y - done)
            part = picture.crop((0, done, self.width, done + rows))
            self._canvas.paste(part, (0, band.y + done - top))
            self._bands.append(Band(band.part, band.top + done, band.y + done - top, rows))
            done += rows
            if band.y + done == bottom:
                yield self._full(self._canvas)

    def rest(self) -> Iterator[Full]:
        """Yields what is painted and not yet full."""
        if self._canvas is not None:
            height = self._bands[-1].y + self._bands[-1].height
            yield self._full(self._canvas.crop((0, 0, self.width, height)))

    def _full(self, canvas: Image.Image) -> Full:
        full = Full(canvas, self._breaks.pop(0), tuple(self._bands))
        self._canvas, self._bands = None, []
        return full


def png_of(picture: Image.Image, profile: bytes | None) -> bytes:
    """The bytes of a piece."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=PNG_EFFORT, icc_profile=profile)
    return out.getvalue()


def used(placed: Sequence[Placed]) -> list[Placed]:
    """Pictures from top to bottom without those that add nothing."""
    rows = sorted(placed, key=lambda each: each.y)
    kept: list[Placed] = []
    for each in rows:
        if kept and kept[-1].y == each.y and kept[-1].height == each.height:
            kept[-1] = kept[-1] if each.facts.moved else each
        elif kept and each.y + each.height <= kept[-1].y + kept[-1].height:
            continue
        else:
            kept.append(each)
    return _without_moved(kept)


def _without_moved(rows: list[Placed]) -> list[Placed]:
    """A picture under which the page moved is used only where no other shows the place."""
    kept = list(rows)
    for each in rows:
        at = kept.index(each)
        if not each.facts.moved or not 0 < at < len(kept) - 1:
            continue
        before, after = kept[at - 1], kept[at + 1]
        if before.y + before.height - after.y > after.height // 20:
            kept.remove(each)
    return kept
