"""Language, theme, blur and the time until the window locks itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, redirect, request, url_for

from keepsake.catalogue import LANGUAGES
from keepsake.viewer import context, guides
from keepsake.viewer.emergency import countries
from keepsake.viewer.preferences import IDLE_MINUTES, THEMES, Preferences, checked
from keepsake.viewer.preferences import save as write

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
def page() -> str:
    """The choices as they stand."""
    return context.page(
        "settings.html",
        choices=context.choices(),
        languages=LANGUAGES,
        themes=THEMES,
        minutes=IDLE_MINUTES,
        countries=countries(),
        sites=guides.platforms(),
        saved="saved" in request.args,
    )


@blueprint.post("/country")
def save_country() -> Response:
    """Keeps the country alone, asked once where numbers or steps depend on it."""
    state = context.state()
    state.vault()
    country = request.form.get("country", "")
    write(state.path, checked(msgspec.structs.replace(context.choices(), country=country)))
    asked_on = "police.page" if request.form.get("asked_on") == "police" else "help.card"
    return redirect(url_for(asked_on), 303)


@blueprint.post("/settings")
def save() -> Response:
    """Keeps the choices; what is not offered becomes the default."""
    offered = {str(minutes): minutes for minutes in IDLE_MINUTES}
    choices = checked(
        Preferences(
            language=request.form.get("language", ""),
            theme=request.form.get("theme", ""),
            blur="blur" in request.form,
            country=request.form.get("country", ""),
            idle_minutes=offered.get(request.form.get("idle_minutes", ""), 0),
        )
    )
    state = context.state()
    state.vault()
    write(state.path, choices)
    state.idle_seconds = choices.idle_minutes * 60
    return redirect(url_for("settings.page", saved=1), 303)
