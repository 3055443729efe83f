"""One message: where it is in the pictures, marked there, else where it is in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.placed import best_box
from keepsake.viewer import context
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


blueprint = Blueprint("message", __name__)


@blueprint.get("/captures/<int:entry>/message/<int:item>")
def find(entry: int, item: int) -> Response:
    """Leads to the message on the picture that shows it best."""
    body = context.session().capture(entry).body
    manifest = context.session().manifest(body)
    if manifest is None or not 0 < item <= len(manifest.items):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no message {item}")
    box = best_box(body.parts, manifest, manifest.items[item - 1])
    if box is None:
        page = (item - 1) // ITEMS + 1
        address = url_for("captures.text", entry=entry, page=page)
        return redirect(f"{address}#item-{item}", 303)
    address = url_for("captures.picture", entry=entry, part=box.part, item=item)
    return redirect(f"{address}#marked", 303)
