"""Where on a picture a message is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.png import size_of
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Box, Item, Manifest
    from keepsake.local_time import LocalTime
    from keepsake.viewer.view import View


class Marked(NamedTuple):
    """A message on a picture; the box and the picture's size are in pixels of the screen then."""

    number: int
    item: Item
    box: Box
    width: float
    height: float
    when: LocalTime | None
    page: int


def marked(
    view: View, number: int, body: CaptureBody, manifest: Manifest | None, part: int
) -> Marked | None:
    """The message of a number, where this picture shows it."""
    if manifest is None or not 0 < number <= len(manifest.items):
        return None
    item = manifest.items[number - 1]
    box = next((one for one in item.boxes if one.part == part and one.width > 0), None)
    size = size_of(view.session.unlocked.part(body.capture, part)) if box else None
    if box is None or size is None:
        return None
    tile = next((tile for tile in manifest.tiles if tile.part == part), None)
    own = tile.device_pixel_ratio if tile else 0
    ratio = own or manifest.environment.device_pixel_ratio or 1
    when = view.times.write(item.time)
    page = (number - 1) // ITEMS + 1
    return Marked(number, item, box, size[0] / ratio, size[1] / ratio, when, page)
