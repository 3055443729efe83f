"""The first minute: where the button is, a page to practise on, and whether a capture has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.exceptions import NotFound

from keepsake.core.practice import PATH
from keepsake.formats import practice_page
from keepsake.shared import shared_path
from keepsake.viewer import context, own_browser, places

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("start", __name__)

BROWSERS = ("chromium", "firefox")
THEMES = ("light", "dark")


@blueprint.get("/begin")
def page() -> str:
    """The same as the first page, later on."""
    return begin(first=False)


def begin(*, first: bool = True) -> str:
    """The first page of all, while there is nothing: where the button is, and something to try."""
    firefox = "Firefox/" in request.user_agent.string
    browser, other = BROWSERS[::-1] if firefox else BROWSERS
    text = context.catalogue()
    return context.page(
        "begin.html",
        browser=browser,
        other=other,
        first=first,
        practice=_practice(),
        places=places.look(context.state(), text.language),
    )


@blueprint.post("/begin/practice")
def open_practice() -> AnyResponse:
    """Opens the page to practise on where the button is: in the person's own browser."""
    own_browser.opened(_practice())
    first = context.state().unlocked_session is None
    return redirect(url_for("auth.home" if first else "start.page"), 303)


def _practice() -> str:
    return f"{request.host_url.rstrip('/')}{url_for('start.practice')}"


@blueprint.get("/begin/state")
def state() -> Response:
    """How many captures there are, for the page that waits for the first."""
    return jsonify(there=places.captures_in(context.state().path))


@blueprint.get(PATH)
def practice() -> str:
    """Shown to any browser of this computer: nothing here is anyone's."""
    own = [url_for("static", filename=name) for name in ("ground.css", "practice.css")]
    return practice_page.page(
        context.catalogue().language,
        theme=context.choices().theme,
        icon=url_for("static", filename="icon.svg"),
        sheets=own,
    )


@blueprint.get("/begin/toolbar/<browser>/<theme>")
def drawing(browser: str, theme: str) -> Response:
    """Where the button is in a browser's toolbar."""
    if browser not in BROWSERS or theme not in THEMES:
        raise NotFound
    path = shared_path("guide", "pictures", f"toolbar-{browser}-{theme}.svg")
    return Response(path.read_bytes(), mimetype="image/svg+xml")
