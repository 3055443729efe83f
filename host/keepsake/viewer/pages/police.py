"""The police: the next polite step, every talk, what they took, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import ContactBody, Day, OutcomeBody, SeizureBody
from keepsake.core.case.police import OUTCOMES, ROLES, WAYS
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, guides
from keepsake.viewer.emergency import countries
from keepsake.viewer.pages import forms, help_now
from keepsake.viewer.pages.cases import working_case
from keepsake.viewer.police import Thing, next_step_of, of_case

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.case.fold import Record

blueprint = Blueprint("police", __name__)

RESULTS = ("taken", "refused", "open")
CIVILIAN = ("", "civilian", "police")


@blueprint.get("/police")
def page() -> str:
    """The next step and everything that was noted."""
    view = context.view()
    talks = of_case(view, ContactBody)
    step = next_step_of(view, talks)
    return context.page(
        "police.html",
        step=step,
        advice=guides.ladder()[step.key],
        ways=guides.ways(),
        country=help_now.chosen(),
        countries=countries(),
        canadian=context.choices().country in ("", "CA"),
        emergency=help_now.emergency(),
        talks=list(reversed(talks)),
        seizures=of_case(view, SeizureBody),
        outcomes=of_case(view, OutcomeBody),
        handed={one.entry: one for one in context.session().exports()},
        times=context.local_times(),
        withdrawn="withdrawn" in request.args,
    )


@blueprint.get("/police/talk")
@blueprint.get("/police/talk/<int:root>")
def contact(root: int = -1) -> str:
    """The form for one talk, empty or as it was noted."""
    record = _find(ContactBody, root)
    step = guides.ladder().get(request.args.get("step", ""))
    way, role = (step.way, step.role) if step else ("call", "other")
    start = ContactBody("", Day(), way, role=role)
    return _contact_form(record.body if record else start, record)


@blueprint.post("/police/talk")
@blueprint.post("/police/talk/<int:root>")
def keep_contact(root: int = -1) -> Response | tuple[str, int]:
    """Keeps one talk."""
    record = _find(ContactBody, root)
    body = _contact(record)
    if not body.when.date:
        return _contact_form(body, record, "form.bad_date"), 400
    return _keep(body, record)


@blueprint.get("/police/taken")
@blueprint.get("/police/taken/<int:root>")
def seizure(root: int = -1) -> str:
    """The sheet for devices that the police take."""
    record = _find(SeizureBody, root)
    body = record.body if record else SeizureBody("", Day(), "")
    return context.page("seizure.html", body=body, record=record, problem="")


@blueprint.post("/police/taken")
@blueprint.post("/police/taken/<int:root>")
def keep_seizure(root: int = -1) -> Response | tuple[str, int]:
    """Keeps the sheet."""
    record = _find(SeizureBody, root)
    body = SeizureBody(
        case=_case(record),
        when=forms.day("when"),
        what=forms.text("what"),
        taken_by=forms.line("taken_by"),
        receipt=forms.line("receipt"),
        back_on=forms.date("back_on"),
        copy_at=forms.line("copy_at"),
        replaces=record.now.entry if record else -1,
    )
    problem = "" if body.what else "form.empty"
    problem = problem if body.when.date else "form.bad_date"
    if problem:
        return context.page("seizure.html", body=body, record=record, problem=problem), 400
    return _keep(body, record)


@blueprint.get("/police/outcome")
@blueprint.get("/police/outcome/<int:root>")
def outcome(root: int = -1) -> str:
    """How it ended."""
    record = _find(OutcomeBody, root)
    body = record.body if record else OutcomeBody("", Day(), "")
    return _outcome_form(body, record)


@blueprint.post("/police/outcome")
@blueprint.post("/police/outcome/<int:root>")
def keep_outcome(root: int = -1) -> Response | tuple[str, int]:
    """Keeps how it ended."""
    record = _find(OutcomeBody, root)
    body = OutcomeBody(
        case=_case(record),
        when=forms.day("when"),
        outcome=forms.choice("outcome", OUTCOMES),
        note=forms.text("note"),
        replaces=record.now.entry if record else -1,
    )
    problem = "" if body.outcome else "outcome.choose"
    problem = problem if body.when.date else "form.bad_date"
    if problem:
        return _outcome_form(body, record, problem), 400
    return _keep(body, record)


def _outcome_form(body: OutcomeBody, record: Record[OutcomeBody] | None, problem: str = "") -> str:
    offered = OUTCOMES if body.outcome else ("", *OUTCOMES)
    shown = {"body": body, "record": record, "outcomes": offered}
    return context.page("outcome.html", problem=problem, **shown)


def _keep(body: Thing, record: Record[Thing] | None) -> Response:
    vault = context.session().unlocked.vault
    if record is not None and forms.choice("withdraw", ("1",)):
        casework.withdraw(vault, record.body, record.now.entry)
        return redirect(url_for("police.page", withdrawn=1), 303)
    return redirect(url_for("police.page", kept=casework.keep(vault, body)), 303)


def _contact(record: Record[ContactBody] | None) -> ContactBody:
    line = forms.line
    return ContactBody(
        case=_case(record),
        when=forms.day("when"),
        way=forms.choice("way", WAYS, "call"),
        number=line("number"),
        agency=line("agency"),
        person=line("person"),
        rank=line("rank"),
        badge=line("badge"),
        role=forms.choice("role", ROLES, "other"),
        civilian=forms.choice("civilian", CIVILIAN),
        file_number=line("file_number"),
        said=forms.text("said"),
        result=forms.choice("result", RESULTS, "open"),
        reason=forms.text("reason"),
        promised=line("promised"),
        promised_on=forms.date("promised_on"),
        follow_up=forms.date("follow_up"),
        asked=forms.choices("asked", [way.key for way in guides.ways()]),
        handed=forms.number("handed"),
        replaces=record.now.entry if record else -1,
    )


def _contact_form(body: ContactBody, record: Record[ContactBody] | None, problem: str = "") -> str:
    return context.page(
        "contact.html",
        body=body,
        record=record,
        problem=problem,
        roles=ROLES,
        ways_there=WAYS,
        results=RESULTS,
        civilian=CIVILIAN,
        ways=guides.ways(),
        handed=context.session().exports(),
        times=context.local_times(),
    )


def _case(record: Record[Thing] | None) -> str:
    return record.body.case if record else working_case()


def _find(kind: type[Thing], root: int) -> Record[Thing] | None:
    """The thing that is being changed; none for a new one.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, there is no such thing.
    """
    if root < 0:
        return None
    record = context.session().casework().record(kind, root)
    if record is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no such {kind.__name__}")
    return record
