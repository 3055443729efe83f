"""Playing sound and film: a stretch at a time, of exactly the file that was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, RequestedRangeNotSatisfiable

from keepsake.core.added.entry import KIND, PICTURES
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody import acts as flow
from keepsake.viewer import context, media, security

if TYPE_CHECKING:
    from keepsake.viewer.media import Played

blueprint = Blueprint("media", __name__)


@blueprint.get("/captures/<int:entry>/media/<int:part>")
def file(entry: int, part: int) -> Response:
    """A file that was added."""
    session = context.session()
    body = session.capture(entry).body
    return _stretch(session.jobs.players.of_part(body, part))


@blueprint.get("/captures/<int:entry>/message/<int:item>/media/<int:medium>")
def member(entry: int, item: int, medium: int) -> Response:
    """A file of a message, within an archive that was added."""
    session = context.session()
    body = session.capture(entry).body
    manifest = session.manifest(body)
    if manifest is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"message {item}")
    part, meant = media.member_of(manifest, item, medium)
    played = session.jobs.players.of_member(body, part, meant)
    if played.kind in PICTURES:
        return Response(played.read(0, played.size), mimetype=played.kind)
    return _stretch(played)


@blueprint.post("/captures/<int:entry>/original/<int:part>")
def original(entry: int, part: int) -> Response:
    """A copy of a file that was added, to the byte; that it leaves is entered in the log first."""
    session = context.session()
    body = session.capture(entry).body
    kept = next((one for one in body.parts if one.part == part and one.kind == KIND), None)
    if kept is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {part}")
    played = session.jobs.players.original(body, part)
    flow.taken_out(session.unlocked, entry, kept, session.attribution)
    starts = range(0, played.size, media.PIECE_BYTES)
    pieces = (played.read(at, min(played.size, at + media.PIECE_BYTES)) for at in starts)
    answer = Response(pieces, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=_plain_name(kept.name))
    answer.headers["Content-Length"] = str(played.size)
    answer.headers["Content-Security-Policy"] = security.NOTHING_POLICY
    return answer


def _plain_name(name: str) -> str:
    """A name without signs that turn text round or are not seen, and without a folder."""
    shown = "".join(sign if sign.isprintable() else "_" for sign in name)
    return shown.replace("/", "_").replace("\\", "_").lstrip(".") or "file"


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
