"""A vault put back from a backup, where a file of it is damaged or missing."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from keepsake.catalogue import error_message
from keepsake.core.custody import Attribution
from keepsake.core.errors import KeepsakeError
from keepsake.flows import restoring
from keepsake.viewer import context
from keepsake.viewer.pages import forms, typed

blueprint = Blueprint("restoring", __name__)

LONGEST_PATH = 1_000


@blueprint.get("/restore")
def page() -> str:
    """Asks where the backup is."""
    return context.page("restore.html", typed="", told=None, aside=None, done=False)


@blueprint.post("/restore")
def restore() -> str | tuple[str, int]:
    """Restores it; the damaged vault is kept under another name."""
    state, given = context.state(), forms.line("folder", LONGEST_PATH)
    try:
        made = restoring.restore(Path(given).expanduser(), state.named, state.env, Attribution())
    except KeepsakeError as error:
        told = error_message(error.shown_code, context.catalogue().language)
        return context.page("restore.html", typed=given, told=told, aside=None, done=False), 409
    state.turn_to(state.named, typed.last_words())
    return context.page("restore.html", typed="", told=None, aside=made.kept, done=True)
