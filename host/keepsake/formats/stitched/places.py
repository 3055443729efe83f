"""Where the items are in a stitched picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keepsake.formats.stitched.still import pane_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.manifest import Box
    from keepsake.formats.stitched.chain import Placed


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is, in pixels of the piece.

    Attributes:
        item: Its place in the manifest's list of items.
        x: From the left.
        y: From the top.
        width: As far as it is in this piece.
        height: As far as it is in this piece.
    """

    item: int
    x: float
    y: float
    width: float
    height: float

    def within(self, left: int, top: int, width: int, height: int) -> Place | None:
        """The same in a piece that is this part of the column; None when it is not in it."""
        first, last = max(self.y, top), min(self.y + self.height, top + height)
        start, stop = max(self.x, left), min(self.x + self.width, left + width)
        if last - first < 1 or stop - start < 1:
            return None
        return replace(self, x=start - left, y=first - top, width=stop - start, height=last - first)


def places_of(placed: Sequence[Placed], scale: float) -> list[Place]:
    """Places of all items of a chain, in its column; of several views of one the most whole."""
    best: dict[int, tuple[float, Place]] = {}
    for each in placed:
        pane = pane_of(each.facts.pane, scale)
        offset = each.y - (pane.top if pane else 0)
        for item, box in each.facts.boxes.items():
            shown = _shown(box, each.facts.pane)
            place = Place(
                item,
                box.x * scale,
                box.y * scale + offset,
                box.width * scale,
                box.height * scale,
            )
            if item not in best or shown > best[item][0]:
                best[item] = (shown, place)
    return [place for _, (_, place) in sorted(best.items())]


def _shown(box: Box, pane: Box) -> float:
    """How many CSS pixels of an item's height are in view."""
    if pane.height <= 0:
        return box.height
    return min(box.y + box.height, pane.y + pane.height) - max(box.y, pane.y)
