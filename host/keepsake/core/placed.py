"""Where on the kept pictures a message is. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.entry import Part
    from keepsake.core.manifest import Box, Item, Manifest


def best_box(parts: Iterable[Part], manifest: Manifest, item: Item) -> Box | None:
    """The place of a message on the kept picture that shows most of it."""
    tiles = {part.part for part in parts if part.kind == "tile"}
    panes = {tile.part: tile.pane for tile in manifest.tiles}
    return best_of(tiles, panes, item)


def best_of(tiles: set[int], panes: dict[int, Box], item: Item) -> Box | None:
    """The same where many are asked for: parts that are tiles, and the pane of each."""
    boxes = [box for box in item.boxes if box.part in tiles and box.width > 0 and box.height > 0]
    return max(boxes, key=lambda box: in_view(box, panes.get(box.part)), default=None)


def in_view(box: Box, pane: Box | None) -> float:
    """How many pixels of its height are within the pane; all of them where that is not known."""
    if pane is None or not pane.height:
        return box.height
    top, bottom = max(box.y, pane.y), min(box.y + box.height, pane.y + pane.height)
    return max(0.0, bottom - top)
