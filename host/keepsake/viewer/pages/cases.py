"""Cases: make, choose, rename, close; put captures into them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for

from keepsake.flows import casework
from keepsake.viewer import context
from keepsake.viewer.case_events import case_events
from keepsake.viewer.pages import forms
from keepsake.viewer.timeline_rows import TimelineFilter

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("cases", __name__)

LONGEST_NAME = 120
MOST_POINTED = 12
NEW = "new"


@blueprint.get("/cases")
def listing() -> str:
    """All cases, and how to make another."""
    return _listing()


@blueprint.post("/cases")
def make() -> Response | tuple[str, int]:
    """Makes a case, with the captures that wait where that was ticked."""
    name = forms.line("name", LONGEST_NAME)
    if not name:
        return _listing("cases.name.empty"), 400
    waiting = context.session().casework().inbox() if forms.choice("waiting", ("on",)) else []
    casework.make_case(context.session().unlocked.vault, name, waiting)
    return redirect(url_for("auth.home"), 303)


@blueprint.post("/cases/choose")
def choose() -> Response:
    """Works on another case from now on; new captures belong to it."""
    cases = context.session().casework().cases
    casework.choose_case(context.session().unlocked.vault, forms.choice("case", cases))
    return redirect(url_for("auth.home"), 303)


@blueprint.post("/cases/change")
def change() -> Response | tuple[str, int]:
    """Renames, closes or opens a case."""
    vault = context.session().unlocked.vault
    case = forms.choice("case", context.session().casework().cases)
    action = forms.choice("action", ("rename", "close", "open"))
    name = forms.line("name", LONGEST_NAME)
    if action == "rename" and not name:
        return _listing("cases.name.empty"), 400
    if case and action == "rename":
        casework.rename_case(vault, case, name)
    elif case and action:
        casework.close_case(vault, case, closed=action == "close")
    return redirect(url_for("cases.listing"), 303)


@blueprint.post("/captures/assign")
def assign() -> Response:
    """Puts captures into a case, into a new one, or back among those that wait."""
    session = context.session()
    work, vault = session.casework(), session.unlocked.vault
    chosen = [entry for entry in forms.numbers("capture") if entry in work.place]
    into = forms.choice("case", [*work.cases, NEW])
    if chosen and into == NEW:
        casework.make_case(vault, free_name(), chosen)
    elif chosen:
        casework.assign(vault, into, chosen)
    where = forms.choice("from", [*work.cases, "inbox", "all"])
    query: dict[str, str | int] = {"in": where, "moved": len(chosen)}
    return redirect(f"{url_for('captures.listing')}?{urlencode(query)}", 303)


def working_case() -> str:
    """The case that is chosen; where there is none yet, one is made, so that nothing is refused."""
    found = context.session().case()
    if found is not None:
        return found.case
    return casework.make_case(context.session().unlocked.vault, free_name())


def case_of(entry: int) -> str:
    """The case of a capture; one that waits goes into the chosen case with its first record."""
    work = context.session().casework()
    case = work.place.get(entry, "")
    if case in work.cases:
        return case
    into = working_case()
    casework.assign(context.session().unlocked.vault, into, [entry])
    return into


def free_name() -> str:
    """A name that no case has yet."""
    taken = {case.name for case in context.session().casework().cases.values()}
    base = name = context.catalogue()("case.default")
    number = 2
    while name in taken:
        name = f"{base} {number}"
        number += 1
    return name


def _listing(problem: str = "") -> str:
    work = context.session().casework()
    times = context.local_times()
    pointed = sorted(
        case_events(context.view(), TimelineFilter("mark", "", "", "", 0)),
        key=lambda point: point.utc,
    )
    return context.page(
        "cases.html",
        pointed=[point.write() for point in pointed[:MOST_POINTED]],
        more_pointed=len(pointed) > MOST_POINTED,
        cases=[(case, times.write(case.utc)) for case in work.cases.values()],
        waiting=len(work.inbox()),
        named=request.form.get("name", "") if problem else "",
        problem=problem,
    )
