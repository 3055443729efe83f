"""Is everything working? The checks with what mends them, and how the add-on gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, request, url_for

from keepsake.browsers import greetings
from keepsake.browsers.table import this_computer
from keepsake.core.errors import KeepsakeError
from keepsake.flows.doctor import mends, self_test
from keepsake.flows.doctor.addon import leading
from keepsake.flows.doctor.checks import run_all
from keepsake.flows.doctor.diagnosis import BY_ITSELF, MARKS, told, worst
from keepsake.viewer import context, mending_pages

if TYPE_CHECKING:
    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

blueprint = Blueprint("working", __name__)


@blueprint.get("/working")
def page() -> str:
    """The list of checks, made anew each time."""
    state, language = context.state(), context.catalogue().language
    found = run_all(state.named, this_computer(), state.env)
    # What needs the person comes first.
    rows = sorted((told(one, language) for one in found), key=lambda row: MARKS.index(row.mark))
    return context.page(
        "working.html",
        rows=rows,
        outcome=worst([row.mark for row in rows]),
        **_ways(),
        mended="mended" in request.args,
    )


@blueprint.post("/working")
def mend() -> Response:
    """Mends what a button was pressed for; the list that follows says how it is now."""
    state, what = context.state(), request.form.get("mend", "")
    if what not in BY_ITSELF:
        return redirect(url_for("working.page"), 303)
    try:
        for _done in mends.by_itself(what, state.named, state.env):
            pass
    except KeepsakeError:
        return redirect(url_for("working.page"), 303)  # what it met is in the list
    return redirect(url_for("working.page", mended=1), 303)


@blueprint.post("/working/try")
def practice() -> str:
    """Tries the whole way once, in a vault of its own that is gone afterwards."""
    state, language = context.state(), context.catalogue().language
    found = self_test.run(state.named, state.env, language)
    rows = [told(one, language) for one in found]
    outcome = worst([row.mark for row in rows])
    return context.page("tried.html", rows=rows, outcome=outcome, **_ways())


def _ways() -> dict[str, object]:
    """What a row of checks is drawn with: which buttons act, and where the others lead."""
    return {"by_itself": BY_ITSELF, "leads": mending_pages.address}


@blueprint.get("/add-on")
def addon() -> str:
    """How the add-on gets into each browser that is here, and where it has answered."""
    env, language = context.state().env, context.catalogue().language
    return context.page("addon.html", browsers=leading(this_computer(), env, language))


@blueprint.get("/add-on/heard")
def heard() -> FlaskResponse:
    """Which browsers' add-ons have answered, for the script that waits for the next one."""
    return jsonify(sorted(greetings.heard(context.state().env)))
