"""Puts the pages, the guard and the words together into one application."""

from __future__ import annotations

import logging
import traceback
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, g, redirect, request, url_for
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from keepsake.catalogue import ErrorMessage, error_message
from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import context, sealed_query, security
from keepsake.viewer.pages import (
    adding,
    auth,
    captures,
    cases,
    check,
    content_cover,
    copies,
    corrections,
    custody,
    drawn,
    export_form,
    export_progress,
    guide,
    help_now,
    marks,
    media,
    message,
    papers,
    people,
    pictures,
    places,
    police,
    printing,
    recheck,
    redacting,
    redacting_text,
    removing,
    restoring,
    search,
    sending,
    settings,
    sheet,
    start,
    statement,
    stitched,
    timeline,
    typed,
    witnesses,
    working,
)
from keepsake.viewer.unlocked_session import log_mark

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.viewer.app_state import AppState

PAGES = (
    auth, help_now, settings, captures, marks, corrections, pictures, cases, people, timeline,
    statement, printing, police, search, check, custody, stitched, export_form, export_progress,
    copies, message, recheck, sheet, adding, redacting, content_cover, media, redacting_text,
    removing, typed, papers, sealed_query, drawn, places, start, working, guide,
    restoring, witnesses, sending,
)  # fmt: skip
MOST_FORM_BYTES = 65_536
# Ten texts of 40,000 characters, each up to nine bytes in a form.
MOST_STATEMENT_BYTES = 4_000_000
_log = logging.getLogger("keepsake.viewer")
LONGER_FORMS = {
    **adding.LONGER,
    **redacting_text.LONGER,
    **typed.LONGER,
    **dict.fromkeys(
        ("statement.keep", "statement.draft", "statement.supplement"), MOST_STATEMENT_BYTES
    ),
}
# A picture of a key or of an invitation, from a telephone.
LONGER_FORMS |= dict.fromkeys(("handover.look", "sending.take_back"), 13 * 1024 * 1024)
MOST_BYTES = max(LONGER_FORMS.values())
"""Of any form."""
ErrorFacts = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


class InMemory(Request):
    """A request whose files stay in memory, whatever their size: nothing readable is on disk."""

    def _get_file_stream(self, *_facts: object, **_more: object) -> BytesIO:
        return BytesIO()


class Quiet(Flask):
    """Flask that writes down where something broke and never what it was working on."""

    request_class = InMemory

    def log_exception(self, exc_info: ErrorFacts) -> None:
        """Logs the kind of the exception and the lines it passed, without messages or values."""
        kind, _error, trace = exc_info
        lines = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        _log.error("%s at %s", kind.__name__ if kind else "error", " < ".join(reversed(lines)))


def create_app(state: AppState, host: str, language: str = "") -> Flask:
    """Makes the application.

    Args:
        state: The vault, the session and the clock.
        host: The only host name and port that it answers to.
        language: `en`, `fr`, or "" for what the browser asks for.
    """
    app = Quiet(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_STATEMENT_BYTES
    app.config["MAX_FORM_PARTS"] = 2_000
    app.jinja_env.undefined = StrictUndefined
    context.prepare(app, state, language)
    security.protect(app, state, host, LONGER_FORMS)
    typed.forget_what_was_kept(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    sealed_query.prepare(app)
    _tell_what_is_written(app, state)
    app.register_error_handler(KeepsakeError, _told)
    app.register_error_handler(HTTPException, _refused)
    return app


def _tell_what_is_written(app: Flask, state: AppState) -> None:
    """Says when a request wrote into the log, so that a stamp of it is asked for."""

    def before() -> None:
        g.log_before = mark() if request.method == "POST" else None

    def after(response: Response) -> Response:
        # What the guard sent away wrote nothing, and has no mark. A vault that was opened has one.
        now = mark() if request.method == "POST" and "log_before" in g else None
        if now is not None and now != g.log_before:
            state.wrote()
        return response

    def mark() -> tuple[int, int] | None:
        return log_mark(state.path) if state.unlocked_session is not None else None

    app.before_request(before)
    app.after_request(after)


def _told(error: KeepsakeError) -> tuple[str, int] | AnyResponse:
    """Shows what happened, what is safe and what to do; a vault that is locked shows the door."""
    if error.code is Code.VAULT_LOCKED:
        return redirect(url_for("auth.home"), 303)
    status = 404 if error.code is Code.CAPTURE_UNKNOWN else 500
    return problem(error), status


# The page on which the next step is taken that the words of an error name, and what leads there.
_NEXT = {
    Code.CAPTURE_UNKNOWN: ("captures.listing", "capture.back"),
    Code.CAPTURE_REMOVED: ("captures.listing", "capture.back"),
    Code.VAULT_DAMAGED: ("check.whole", "nav.check"),
    Code.EXPORT_INVALID: ("check.whole", "nav.check"),
    Code.PASSPHRASE_NEEDED: ("auth.first", "unclaimed.action"),
    Code.EXPORT_REMOVED: ("handover.form", "nav.handover"),
}


def problem(error: KeepsakeError) -> str:
    """The page of an error."""
    text = context.catalogue()
    told = error_message(error.shown_code, text.language)
    if error.code is Code.CAPTURE_UNKNOWN and not request.path.startswith("/captures"):
        told = ErrorMessage(text("nowhere.what"), told.safe, text("nowhere.next"))
        where, words = "auth.home", "problem.home"
    else:
        where, words = _NEXT.get(error.shown_code, ("auth.home", "problem.home"))
    return context.page(
        "problem.html",
        told=told,
        number=int(error.shown_code),
        file=error.facts.get("file", ""),
        onward=(url_for(where), words),
    )


def _refused(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    signed_in = context.state().browser_session is not None and bool(g.get("csrf"))
    if error.code == 404 and signed_in:
        return problem(KeepsakeError(Code.CAPTURE_UNKNOWN)), 404
    if isinstance(error, RequestEntityTooLarge) and signed_in:
        return problem(KeepsakeError(Code.FORM_TOO_LARGE)), 413
    if isinstance(error, InternalServerError) and signed_in:
        return problem(KeepsakeError(Code.INTERNAL)), 500
    return context.page("away.html"), error.code
