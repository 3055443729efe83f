"""The web process of a desk: any number of them, none holds anything."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from keepsake.desk.web import intake, pages, witness

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from keepsake.desk.desk import Desk
    from keepsake.desk.jobs import Queue

BODY_BYTES_MAX = 65_536


def create_app(desk: Desk, queue: Queue) -> Flask:
    """The application of one web process."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=BODY_BYTES_MAX, JSON_SORT_KEYS=True)
    host = urlsplit(desk.settings.address).netloc

    @app.before_request
    def _host() -> None:
        # A page of somebody else that leads to this desk under another name is not answered.
        if request.host != host:
            abort(421)

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        # The pages of those who work here say what they need; intake needs nothing.
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault(
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
        )
        return response

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> ResponseReturnValue:
        if (request.endpoint or "").startswith("pages."):
            return pages.refused(error)
        word = {413: "malformed", 421: "host_other"}.get(error.code or 500, "malformed")
        return jsonify(error=word), 400 if error.code == 413 else error.code or 500

    app.register_blueprint(intake.blueprint(desk, queue))
    app.register_blueprint(witness.blueprint(desk))
    app.register_blueprint(pages.blueprint(desk))
    return app
