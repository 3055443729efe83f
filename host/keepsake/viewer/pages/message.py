"""One message: where it is in the pictures, marked there, else where it is in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, redirect, request, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.png import size_of
from keepsake.viewer import context
from keepsake.viewer.pages import forms
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Box, Item, Manifest
    from keepsake.local_time import LocalTime

blueprint = Blueprint("message", __name__)


class Marked(NamedTuple):
    """A message on a picture; the box and the picture's size are in pixels of the screen then."""

    number: int
    item: Item
    box: Box
    width: float
    height: float
    when: LocalTime | None
    page: int


@blueprint.get("/captures/<int:entry>/message/<int:item>")
def find(entry: int, item: int) -> Response:
    """Leads to the message on the picture that shows it best."""
    body = context.session().capture(entry).body
    manifest = context.session().manifest(body)
    if manifest is None or not 0 < item <= len(manifest.items):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no message {item}")
    box = best_box(body, manifest, manifest.items[item - 1])
    if box is None:
        page = (item - 1) // ITEMS + 1
        address = url_for("captures.text", entry=entry, page=page)
        return redirect(f"{address}#item-{item}", 303)
    address = url_for("captures.picture", entry=entry, part=box.part, item=item)
    return redirect(f"{address}#marked", 303)


def best_box(body: CaptureBody, manifest: Manifest, item: Item) -> Box | None:
    """The place of a message on the kept picture that shows most of it."""
    tiles = {part.part for part in body.parts if part.kind == "tile"}
    panes = {tile.part: tile.pane for tile in manifest.tiles}
    boxes = [box for box in item.boxes if box.part in tiles and box.width > 0 and box.height > 0]
    return max(boxes, key=lambda box: _seen(box, panes.get(box.part)), default=None)


def _seen(box: Box, pane: Box | None) -> float:
    """How many pixels of its height are within the pane; all of them where that is not known."""
    if pane is None or not pane.height:
        return box.height
    top, bottom = max(box.y, pane.y), min(box.y + box.height, pane.y + pane.height)
    return max(0.0, bottom - top)


def marked(body: CaptureBody, manifest: Manifest | None, part: int) -> Marked | None:
    """The message that the address names, where this picture shows it."""
    number = forms.whole(request.args.get("item", ""), 0)
    if manifest is None or not 0 < number <= len(manifest.items):
        return None
    item = manifest.items[number - 1]
    box = next((one for one in item.boxes if one.part == part and one.width > 0), None)
    size = size_of(context.session().unlocked.part(body.capture, part)) if box else None
    if box is None or size is None:
        return None
    tile = next((tile for tile in manifest.tiles if tile.part == part), None)
    own = tile.device_pixel_ratio if tile else 0
    ratio = own or manifest.environment.device_pixel_ratio or 1
    when = context.local_times().write(item.time)
    page = (number - 1) // ITEMS + 1
    return Marked(number, item, box, size[0] / ratio, size[1] / ratio, when, page)
