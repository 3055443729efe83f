"""Which picture shows a message, and where: what the report calls it by beside its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.placed import best_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.manifest import Box, Item, Manifest
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.report.pictures import PaperPicture


class Spot(NamedTuple):
    """Where a message is.

    Attributes:
        item: Its number, from 1.
        part: The artifact that is the picture.
        picture: The picture's number, from 1.
        left: In pixels of the picture, as are the others.
        top: Of what is in view of it.
        right: Behind its last one.
        bottom: Behind its last one.
    """

    item: int
    part: int
    picture: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A message on a picture, or on a part of one, in shares of its width and height."""

    item: int
    left: float
    top: float
    width: float
    height: float


class Spots:
    """Where the messages of one exhibit are on its pictures."""

    def __init__(self, exhibit: Exhibit) -> None:
        self._numbers = exhibit.pictures
        self._tiles = {part.part for part in exhibit.body.parts if part.kind == "tile"}
        self._manifest = manifest = exhibit.manifest
        self._tiles_told = {tile.part: tile for tile in manifest.tiles} if manifest else {}
        self._panes = {part: tile.pane for part, tile in self._tiles_told.items()}

    def of(self, item: int) -> Spot | None:
        """Where the message of a number is best seen, None where no picture shows it."""
        manifest = self._manifest
        if manifest is None or not 0 < item <= len(manifest.items):
            return None
        return self.seen(item, manifest.items[item - 1])

    def seen(self, number: int, item: Item) -> Spot | None:
        """The same of one that is at hand: to look up each of many by its number takes long."""
        box = best_of(self._tiles, self._panes, item)
        return self._spot(self._manifest, number, box) if box and self._manifest else None

    def _spot(self, manifest: Manifest, item: int, box: Box) -> Spot:
        tile, pane = self._tiles_told.get(box.part), self._panes.get(box.part)
        scale = (tile and tile.device_pixel_ratio) or manifest.environment.device_pixel_ratio or 1
        top, bottom = box.y, box.y + box.height
        if pane and pane.height:
            top, bottom = max(top, pane.y), min(bottom, pane.y + pane.height)
        across = (box.x * scale, (box.x + box.width) * scale)
        number = self._numbers[box.part]
        return Spot(item, box.part, number, across[0], top * scale, across[1], bottom * scale)


def frames(spots: Iterable[Spot], picture: PaperPicture) -> tuple[Frame, ...]:
    """The messages that are seen on a picture or on this part of it, none twice.

    Args:
        spots: On this picture.
        picture: The copy, or the part of one; a message that is in two parts is framed where its
            upper edge is between the marks.
    """
    cut, found = picture.cut, []
    for spot in spots:
        here = max(cut.begins, 0) <= spot.top < (cut.rows if cut.ends < 0 else cut.ends)
        left, right = max(0.0, spot.left), min(picture.across, spot.right)
        low = min(spot.bottom, cut.bottom)
        if here and right > left and low > spot.top:
            high = cut.bottom - cut.top
            wide, tall = (right - left) / picture.across, (low - spot.top) / high
            place = (left / picture.across, (spot.top - cut.top) / high)
            found.append(Frame(spot.item, *place, wide, tall))
    return tuple(found)
