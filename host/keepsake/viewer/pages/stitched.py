"""The whole of a capture in one tall picture, with its text over it and its messages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import content_cover, context
from keepsake.viewer.catalogue import plain
from keepsake.viewer.opened import open_capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from keepsake.core.manifest import Item
    from keepsake.formats.stitched.picture import Piece

blueprint = Blueprint("stitched", __name__)

LONGEST_TEXT = 4_000


@blueprint.get("/captures/<int:entry>/whole")
def page(entry: int) -> str:
    """The page; its pieces come one after the other."""
    return context.page("stitched.html", head=open_capture(context.view(), entry).head)


@blueprint.get("/captures/<int:entry>/whole/<int:number>")
def facts(entry: int, number: int) -> Response:
    """What a piece shows and where; `end` behind the last."""
    piece = context.session().stitched(entry).piece(number)
    if piece is None:
        return jsonify(end=True)
    text = context.catalogue()
    return jsonify(
        end=False,
        picture=url_for("stitched.picture", entry=entry, number=number),
        alt=text("whole.piece", number=number + 1),
        width=piece.width,
        height=piece.height,
        covered=content_cover.any_of(context.view(), entry, [band.part for band in piece.bands]),
        gap=text.known(f"whole.gap.{piece.reason}", ""),
        notes=[text(f"whole.note.{note}") for note in piece.notes],
        places=list(_places(entry, piece)),
        originals=list(_originals(entry, piece)),
    )


@blueprint.get("/captures/<int:entry>/whole/<int:number>/picture")
def picture(entry: int, number: int) -> Response:
    """The picture of a piece: derived, made in memory."""
    piece = context.session().stitched(entry).piece(number)
    if piece is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"piece {number}")
    return Response(piece.png, mimetype="image/png")


def _places(entry: int, piece: Piece) -> Iterator[dict[str, Any]]:
    manifest = context.session().manifest(context.session().capture(entry).body)
    items = manifest.items if manifest else ()
    for place in piece.places:
        if 0 <= place.item < len(items):
            item = items[place.item]
            yield {
                "item": place.item + 1,
                "box": [place.x, place.y, place.width, place.height],
                "author": plain(item.author),
                "when": _when(item),
                "text": plain(item.text[:LONGEST_TEXT]),
                "state": item.state,
            }


def _originals(entry: int, piece: Piece) -> Iterator[dict[str, str]]:
    order = {part: n for n, part in enumerate(context.session().summary(entry).pictures, start=1)}
    for part in dict.fromkeys(band.part for band in piece.bands if band.part in order):
        address = url_for("captures.picture", entry=entry, part=part)
        yield {
            "address": address,
            "name": context.catalogue()("whole.original", number=order[part]),
        }


def _when(item: Item) -> str:
    moment = context.local_times().write(item.time)
    return f"{moment.day}, {moment.clock}" if moment else plain(item.time_shown)
