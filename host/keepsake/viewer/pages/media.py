"""Playing sound and film: a stretch at a time, of exactly the file that was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, RequestedRangeNotSatisfiable

from keepsake.core.added import PICTURES
from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import context, media, security

if TYPE_CHECKING:
    from keepsake.viewer.media import Played

blueprint = Blueprint("media", __name__)


@blueprint.get("/captures/<int:entry>/media/<int:part>")
def file(entry: int, part: int) -> Response:
    """A file that was added."""
    desk = context.desk()
    body = desk.capture(entry).body
    return _stretch(desk.players.of_part(body, part))


@blueprint.get("/captures/<int:entry>/message/<int:item>/media/<int:medium>")
def member(entry: int, item: int, medium: int) -> Response:
    """A file of a message, within an archive that was added."""
    desk = context.desk()
    body = desk.capture(entry).body
    manifest = desk.manifest(body)
    if manifest is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"message {item}")
    part, name = media.member_of(manifest, item, medium)
    played = desk.players.of_member(body, part, name)
    if played.kind in PICTURES:
        return Response(played.read(0, played.size), mimetype=played.kind)
    return _stretch(played)


def _stretch(played: Played) -> Response:
    """The stretch that is asked for, at most so much: the next is asked for when it is needed.

    A request without a stretch is refused, so that nothing goes on flowing after the vault is
    locked, and no thread waits for somebody who paused.
    """
    if media.refused(request.user_agent.string, played.kind, played.size):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "not played")
    wanted = request.range
    if wanted is None or len(wanted.ranges) != 1:
        raise BadRequest("a stretch must be asked for")
    place = wanted.range_for_length(played.size)
    if place is None:
        raise RequestedRangeNotSatisfiable(played.size)
    start, stop = place[0], min(place[1], place[0] + media.PIECE_BYTES)
    answer = Response(played.read(start, stop), 206, mimetype=played.kind)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{played.size}"
    answer.headers["Content-Security-Policy"] = security.NOTHING_POLICY
    return answer
