"""Turns to a vault beside the one that was named, and puts that one right where it can be."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.repair import repair
from keepsake.viewer import context, places
from keepsake.viewer.pages import typed

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("places", __name__)


@blueprint.post("/vault")
def turn() -> Response:
    """Locks what is open, and shows the door of another vault."""
    state = context.state()
    path = places.choose(state, request.form.get("place", ""))
    if path is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no such vault")
    state.turn_to(path, typed.last_words())
    return redirect(url_for("auth.home"), 303)


@blueprint.post("/vault/repair")
def put_right() -> Response:
    """What `keepsake doctor --fix` does without a passphrase; nothing is deleted by it."""
    state = context.state()
    # What it met is what is still told afterwards.
    with suppress(KeepsakeError, OSError):
        for _done in repair(state.named, state.env, lambda: None):
            pass
    outcome = "yes" if places.trouble(state) is None else "no"
    return redirect(url_for("auth.home", repaired=outcome), 303)
