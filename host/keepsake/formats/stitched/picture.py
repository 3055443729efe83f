"""The stitched picture: one tall picture of what was scrolled past, derived from the tiles.

Lined up by content: the rows of two pictures must be the same, pixel for pixel, where one takes
over from the other. What stands still (headings, footers, the frame around a pane, columns beside
it) is not repeated. Where that cannot be done the picture is split, and each piece says why. Every
pixel comes from a tile as it was kept, and `bands` says from which. Pure: bytes in, bytes out; at
most two tiles and one piece are in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keepsake.formats.stitched.chain import TileFacts, survey
from keepsake.formats.stitched.paint import (
    BAR,
    EDGE,
    Band,
    Column,
    Full,
    breaks_of,
    cut_between,
    cut_between_parts,
    png_of,
    used,
)
from keepsake.formats.stitched.places import Place, places_of
from keepsake.formats.stitched.still import opened, pane_of, scrolled_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PIL import Image

    from keepsake.formats.stitched.chain import Chain, Placed
    from keepsake.formats.stitched.still import Opened

__all__ = ["Band", "Piece", "Place", "TileFacts", "stitched"]

TOO_TALL, DIFFERS = "too_tall", "differs"
NOTES = {"part": "background", "position": "position", "between": "between"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture of the stitched whole; pieces come from top to bottom.

    Attributes:
        png: Its bytes.
        width: Pixels.
        height: Pixels.
        left: Column of the tiles at which it begins, pixels.
        scale: Pixels in a CSS pixel.
        reason: Why it is apart from the piece above: `too_tall` (goes on without a gap), `gap`,
            `jump` (what is between is on no picture), `differs` (the page looked different in the
            two pictures), `still` (what is behind the text stands still, so nothing can be lined
            up), `resized`, `unreadable` (a picture cannot be read); "" for the first.
        notes: `background` (what is behind the items stands still and does not go on at the
            joins), `position` (a stretch of one colour was joined by position), `bar` (a moving
            bar at the edge may be seen at the joins), `between` (the page stood between two pixels
            and the browser drew a line a pixel higher in one picture than in the other). What
            floats in the middle of the window is in every tile and is not told.
        bands: Which rows come from which tile.
        places: Where the items are in it.
    """

    png: bytes
    width: int
    height: int
    left: int
    scale: float
    reason: str
    notes: tuple[str, ...]
    bands: tuple[Band, ...]
    places: tuple[Place, ...]


def stitched(
    tiles: Sequence[TileFacts], scale: float, read: Callable[[int], bytes | None]
) -> Iterator[Piece]:
    """Makes the stitched picture.

    Args:
        tiles: In the order in which they were taken.
        scale: Pixels of a picture in a CSS pixel.
        read: Gives the bytes of a part, each time it is asked; None where they cannot be had.
    """
    chains = survey(tiles, scale, read)
    for at, chain in enumerate(chains):
        above = chains[at - 1] if at else None
        reason = _reason(above, chain) if above else ""
        painter = _Painter(chain, chain.placed[0].facts.scale or scale, read)
        painter.head, painter.foot = at == 0, at == len(chains) - 1
        yield from painter.pieces(reason)


def _reason(above: Chain, below: Chain) -> str:
    """Why two chains are apart: what was found when the later one began."""
    return (above if above.began > below.began else below).reason or "jump"


class _Rows(NamedTuple):
    """Rows of a picture to be painted; the first may be above the pane (negative)."""

    view: Opened
    placed: Placed
    first: int
    last: int


class _Painter:
    """Paints one chain."""

    def __init__(self, chain: Chain, scale: float, read: Callable[[int], bytes | None]) -> None:
        self.scale = scale
        self.read = read
        self.rows = used(chain.placed)
        self.chain = chain
        self.notes = {NOTES[by] for by in chain.joined if by in NOTES}
        self.by_part = "part" in chain.joined
        self.places = places_of(self.rows, scale)
        self.head = self.foot = False
        self.columns = (0, 0)

    def pieces(self, reason: str) -> Iterator[Piece]:
        """Yields the pieces of the chain from top to bottom."""
        column: Column | None = None
        last: Opened | None = None
        for rows in self._bands():
            if rows is None:
                for full in column.rest() if column else ():
                    yield self._piece(full, last, reason)
                column, reason = None, DIFFERS
                continue
            last = rows.view
            column = column or self._column(rows)
            for full in column.paint(*self._cropped(rows)):
                yield self._piece(full, last, reason)
                reason = TOO_TALL
        for full in column.rest() if column else ():
            yield self._piece(full, last, reason)

    def _bands(self) -> Iterator[_Rows | None]:
        """What is used of each picture; None where the next cannot be joined."""
        above: _Rows | None = None
        for placed in self.rows:
            view = self._open(placed)
            if view is None:
                continue
            if above is None:
                self.columns = scrolled_columns(self.chain.edges, view.pane.width)
                above = _Rows(view, placed, -view.area.top if self.head else 0, 0)
                continue
            cut = self._cut(above, view, placed)
            if cut is None:
                yield above._replace(last=above.view.pane.height)
                yield None
                above = _Rows(view, placed, 0, 0)
                continue
            yield above._replace(last=cut + placed.y - above.placed.y)
            above = _Rows(view, placed, cut, 0)
        if above:
            rest = above.view.size[1] - above.view.area.top
            yield above._replace(last=rest if self.foot else above.view.pane.height)

    def _open(self, placed: Placed) -> Opened | None:
        data = self.read(placed.facts.part)
        return opened(data, pane_of(placed.facts.pane, self.scale)) if data else None

    def _cut(self, above: _Rows, view: Opened, placed: Placed) -> int | None:
        down = placed.y - above.placed.y
        cut = cut_between(above.view, view, down, self.columns)
        if cut is None:
            left, right = self.columns
            edge = min(round(EDGE * self.scale), (right - left) // 8)
            cut = cut_between(above.view, view, down, (left + edge, right - edge))
            if cut is not None:
                self.notes.add(BAR)
        if cut is None and self.by_part:
            items = [(each.y - placed.y, each.y + each.height - placed.y) for each in self.places]
            cut = cut_between_parts(above.view, view, down, items)
        return cut if cut is None or cut + down > above.first else None

    def _column(self, rows: _Rows) -> Column:
        left, right = self.columns
        last = self.rows[-1]
        bottom = last.y + last.height + rows.view.size[1]  # what is below the pane is less
        items = [(round(each.y), round(each.y + each.height)) for each in self.places]
        top = rows.placed.y + rows.first
        return Column(right - left, breaks_of(top, bottom, right - left, items))

    def _cropped(self, rows: _Rows) -> tuple[Image.Image, Band]:
        left, right = self.columns
        area = rows.view.area
        top, bottom = area.top + rows.first, area.top + rows.last
        picture = rows.view.whole.crop((area.left + left, top, area.left + right, bottom))
        band = Band(rows.placed.facts.part, top, rows.placed.y + rows.first, bottom - top)
        return picture, band

    def _piece(self, full: Full, view: Opened | None, reason: str) -> Piece:
        left = self.columns[0] + (view.area.left if view else 0)
        width, height = full.picture.size
        places = [each.within(left, full.top, width, height) for each in self.places]
        return Piece(
            png=png_of(full.picture, view.profile if view else None),
            width=width,
            height=height,
            left=left,
            scale=self.scale,
            reason=reason,
            notes=tuple(sorted(self.notes)),
            bands=full.bands,
            places=tuple(each for each in places if each is not None),
        )
