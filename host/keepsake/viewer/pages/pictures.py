"""The bytes of pictures, large and small, and of the page copy."""

from __future__ import annotations

from flask import Blueprint, Response

from keepsake.core.entry import Part, check_part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import context, security
from keepsake.viewer.pagecopy import still

blueprint = Blueprint("pictures", __name__)

_PNG = b"\x89PNG\r\n\x1a\n"


@blueprint.get("/captures/<int:entry>/pictures/<int:part>")
def tile(entry: int, part: int) -> Response:
    """A picture, the exact bytes that were kept; one that was altered is not shown."""
    data = _artifact(entry, part, "tile")
    if not data.startswith(_PNG):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no picture")
    return Response(data, mimetype="image/png")


@blueprint.get("/captures/<int:entry>/small/<int:part>")
def small(entry: int, part: int) -> Response | tuple[str, int]:
    """A small picture for lists, blurred when the person wants it so."""
    desk = context.desk()
    body = desk.capture(entry).body
    _find(body.parts, part, "tile")
    data = desk.small_picture(body, part, blurred=context.choices().blur)
    return Response(data, mimetype="image/webp") if data else ("", 404)


@blueprint.get("/captures/<int:entry>/copy/frame")
def copy_frame(entry: int) -> Response:
    """The page copy for its frame, under a policy that runs and loads nothing."""
    body = context.desk().capture(entry).body
    part = next((part.part for part in body.parts if part.kind == "snapshot"), -1)
    response = Response(still(_artifact(entry, part, "snapshot")), mimetype="text/html")
    response.headers["Content-Security-Policy"] = security.COPY_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _artifact(entry: int, number: int, kind: str) -> bytes:
    desk = context.desk()
    body = desk.capture(entry).body
    part = _find(body.parts, number, kind)
    data = desk.unlocked.part(body.capture, number)
    if check_part(part, data):
        raise KeepsakeError(Code.VAULT_DAMAGED, "not what was kept", file=part.name)
    return data


def _find(parts: tuple[Part, ...], number: int, kind: str) -> Part:
    for part in parts:
        if part.part == number and part.kind == kind:
            return part
    raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {number}")
