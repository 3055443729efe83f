"""The intake of FORMAT.md §13.3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
from flask import Blueprint, jsonify, request
from psycopg_pool import PoolTimeout

from keepsake.desk import intake
from keepsake.desk.desk import now
from keepsake.desk.intake import IntakeError
from keepsake.desk.jobs import QueueError
from keepsake.desk.store import StoreError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk
    from keepsake.desk.jobs import Queue

_STATUS = {
    "invitation_unknown": 401,
    "invitation_over": 410,
    "invitation_used": 409,
    "too_large": 413,
    "malformed": 400,
    "parts_missing": 409,
    "upload_other": 409,
    "too_many": 429,
    "not_now": 503,
}
BODY_BYTES_MAX = 4_096

_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{43})")


def blueprint(desk: Desk, queue: Queue) -> Blueprint:
    """Its ways."""
    made = Blueprint("intake", __name__, url_prefix="/api/intake")

    @made.errorhandler(IntakeError)
    def refused(error: IntakeError) -> ResponseReturnValue:
        return jsonify(error=error.word), _STATUS[error.word]

    @made.errorhandler(StoreError)
    @made.errorhandler(QueueError)
    @made.errorhandler(psycopg.OperationalError)
    @made.errorhandler(PoolTimeout)
    def unreachable(_error: Exception) -> ResponseReturnValue:
        # What the desk stands on, not the person: nothing is lost, and they can go on later.
        return jsonify(error="not_now"), 503

    @made.post("/begin")
    def begin() -> ResponseReturnValue:
        told = _told({"size": int, "sha256": str})
        return jsonify(intake.begin(desk.intake, _token(), told["size"], told["sha256"], now()))

    @made.post("/complete")
    def complete() -> ResponseReturnValue:
        upload = intake.complete(desk.intake, _token(), _told({"upload": str})["upload"], now())
        queue.receive(upload)
        return jsonify(state="checking"), 202

    @made.post("/key")
    def key() -> ResponseReturnValue:
        told = _told({"upload": str, "key": str, "log": str, "receipt": str})
        intake.take_key(desk.intake, _token(), intake.Came(**told), now())
        return jsonify(state="uploading")

    @made.get("/state")
    def state() -> ResponseReturnValue:
        return jsonify(intake.state(desk.intake, _token()))

    return made


def _token() -> str:
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if not found:
        raise IntakeError("invitation_unknown")
    return found[1]


def _told(wanted: dict[str, type]) -> dict[str, Any]:
    if (request.content_length or 0) > BODY_BYTES_MAX:
        raise IntakeError("malformed")
    told = request.get_json(silent=True, force=True)
    if not isinstance(told, dict) or set(told) != set(wanted):
        raise IntakeError("malformed")
    if any(type(told[name]) is not kind for name, kind in wanted.items()):
        raise IntakeError("malformed")
    return told
