"""The whole of a capture in one tall picture, with its text over it and its messages beside it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import context, stitched_piece
from keepsake.viewer.opened import open_capture

blueprint = Blueprint("stitched", __name__)


@blueprint.get("/captures/<int:entry>/whole")
def page(entry: int) -> str:
    """The page; its pieces come one after the other."""
    return context.page("stitched.html", head=open_capture(context.view(), entry).head)


@blueprint.get("/captures/<int:entry>/whole/<int:number>")
def facts(entry: int, number: int) -> Response:
    """What a piece shows and where; `end` behind the last."""
    told = stitched_piece.facts(context.view(), entry, number)
    return jsonify(end=True) if told is None else jsonify(end=False, **told)


@blueprint.get("/captures/<int:entry>/whole/<int:number>/picture")
def picture(entry: int, number: int) -> Response:
    """The picture of a piece: derived, made in memory."""
    piece = context.session().stitched(entry).piece(number)
    if piece is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"piece {number}")
    return Response(piece.png, mimetype="image/png")
