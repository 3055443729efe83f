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
from keepsake.flows.doctor.diagnosis import MARKS, label, told, worst
from keepsake.viewer import context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

blueprint = Blueprint("working", __name__)

# What a button does by itself, and where another leads; what is in neither is a command alone.
DOES = ("connect", "fix", "stamp")
LEADS = {"addon": "working.addon", "passphrase": "auth.first", "copy": "copies.page"}


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
        labels={row.mend: label(row.mend, language) for row in rows if row.mend},
        does=DOES,
        leads=LEADS,
        mended="mended" in request.args,
    )


@blueprint.post("/working")
def mend() -> Response:
    """Mends what a button was pressed for; the list that follows says how it is now."""
    state, what = context.state(), request.form.get("mend", "")
    acts: dict[str, Iterable[object]] = {
        "connect": mends.connect(this_computer()),
        "fix": mends.put_right(state.named, state.env, lambda: None),
        "stamp": mends.stamp(state.named, state.env),
    }
    if what not in DOES:
        return redirect(url_for("working.page"), 303)
    try:
        for _done in acts[what]:
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
    return context.page("tried.html", rows=rows, outcome=worst([row.mark for row in rows]))


@blueprint.get("/add-on")
def addon() -> str:
    """How the add-on gets into each browser that is here, and where it has answered."""
    env, language = context.state().env, context.catalogue().language
    return context.page("addon.html", browsers=leading(this_computer(), env, language))


@blueprint.get("/add-on/heard")
def heard() -> FlaskResponse:
    """Which browsers' add-ons have answered, for the script that waits for the next one."""
    return jsonify(sorted(greetings.heard(context.state().env)))
