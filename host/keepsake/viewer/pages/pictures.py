"""The bytes of pictures, large and small, and of the page copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from keepsake.core.added.entry import PICTURES, is_picture
from keepsake.core.entry import Part, check_part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers.sniff import HEAD_BYTES, media_type
from keepsake.viewer import content_cover, context, security
from keepsake.viewer.pagecopy import still

if TYPE_CHECKING:
    from collections.abc import Callable

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/captures/<int:entry>/pictures/<int:part>")
def tile(entry: int, part: int) -> Response:
    """A picture, the exact bytes that were kept; one that was altered is not shown."""
    data = _artifact(entry, part, is_picture)
    # What it is told to be is what its bytes are: a browser must not guess.
    kind = media_type(data[:HEAD_BYTES])
    if kind not in PICTURES:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no picture")
    return Response(data, mimetype=kind)


@blueprint.get("/captures/<int:entry>/small/<int:part>")
def small(entry: int, part: int) -> Response | tuple[str, int]:
    """A small picture for lists, blurred when the person wants it so."""
    session = context.session()
    body = session.capture(entry).body
    _find(body.parts, part, is_picture)
    data = session.small_picture(
        body, part, blurred=content_cover.any_of(context.view(), entry, [part])
    )
    return Response(data, mimetype="image/webp") if data else ("", 404)


@blueprint.get("/captures/<int:entry>/copy/frame")
def copy_frame(entry: int) -> Response:
    """The page copy for its frame, under a policy that runs and loads nothing."""
    body = context.session().capture(entry).body
    part = next((part.part for part in body.parts if part.kind == "snapshot"), -1)
    response = Response(still(_artifact(entry, part, _is_copy)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = security.COPY_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _is_copy(part: Part) -> bool:
    return part.kind == "snapshot"


def _artifact(entry: int, number: int, wanted: Callable[[Part], bool]) -> bytes:
    session = context.session()
    body = session.capture(entry).body
    part = _find(body.parts, number, wanted)
    data = session.unlocked.part(body.capture, number)
    if check_part(part, data):
        raise KeepsakeError(Code.VAULT_DAMAGED, "not what was kept", file=part.name)
    return data


def _find(parts: tuple[Part, ...], number: int, wanted: Callable[[Part], bool]) -> Part:
    for part in parts:
        if part.part == number and wanted(part):
            return part
    raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {number}")
