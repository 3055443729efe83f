"""Handing captures over: choose what and for whom, see what leaves, and have the folder made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from keepsake.catalogue import error_message
from keepsake.core.briefing.gather import CUSTODY, Disclosure
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.bundle.files import fresh_folder
from keepsake.formats.age import recipient
from keepsake.shared import product_path
from keepsake.viewer import context, export_preview
from keepsake.viewer.disclosures import ORDER, disclosable
from keepsake.viewer.export_job import ExportJob
from keepsake.viewer.export_request import TICKED
from keepsake.viewer.pages import forms, typed
from keepsake.viewer.pages.export_fields import (
    SPOKEN,
    full_length,
    is_ticked,
    picked_captures,
    read_request,
    spoken,
)
from keepsake.viewer.present import head_of
from keepsake.viewer.redactions import made_copies

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from keepsake.flows.export.progress import Listener
    from keepsake.flows.export.write import ExportResult
    from keepsake.viewer.export_request import ExportRequest

blueprint = Blueprint("handover", __name__)

BEFORE = 20


@blueprint.get("/hand-over")
def form() -> str | Response:
    """What to hand over, for whom, and where to put it."""
    made = context.session().jobs.export
    if made is not None:
        return redirect(url_for("export_progress.making"), 303)
    asked = {forms.whole(given, -1) for given in request.args.getlist("capture")}
    return _form(asked or None, export_preview.free_folder(context.state().env.now()))


@blueprint.post("/hand-over/look")
def look() -> str | tuple[str, int]:
    """What leaves this computer, to be read before anything is made."""
    typed.hold_sent(context.session())
    try:
        choice = read_request()
    except KeepsakeError as error:
        return _refused(error)
    problem = export_preview.problem_of(choice)
    if problem:
        return _again(problem), 400
    return _look(choice)


@blueprint.post("/hand-over/stamp")
def stamp() -> str | tuple[str, int]:
    """Asks for time stamps now, and shows what leaves again."""
    # Imported here: what asks authorities takes long to load and is rarely needed.
    from keepsake.flows.stamp.ask import stamp_now
    from keepsake.stamp.client import fetch

    try:
        choice = read_request()
    except KeepsakeError as error:
        return _refused(error)
    problem = export_preview.problem_of(choice)
    if problem:
        return _again(problem), 400
    session = context.session()
    stamp_now(session.unlocked.vault, session.authorities, session.env, fetch, only_due=False)
    return _look(choice, asked=True)


@blueprint.post("/hand-over/change")
def change() -> str:
    """The form again, as it was filled in."""
    return _again("")


@blueprint.post("/hand-over")
def make() -> str | Response | tuple[str, int]:
    """Begins to make the folder."""
    session = context.session()
    # One that is done stands there until its words are written down.
    if session.jobs.export is not None and session.jobs.export.error is None:
        return redirect(url_for("export_progress.making"), 303)
    try:
        choice = read_request()
        problem = export_preview.problem_of(choice)
        if problem:
            return _again(problem), 400
        fresh_folder(choice.place)
    except KeepsakeError as error:
        return _refused(error)
    session.jobs.export = ExportJob(choice)
    session.jobs.export.start(_work(choice))
    return redirect(url_for("export_progress.making"), 303)


@blueprint.get("/hand-over/again")
def again() -> str | Response:
    """What leaves, once more, after it was stopped or has failed."""
    session = context.session()
    made = session.jobs.export
    if made is None or made.error is None:
        return redirect(url_for("handover.form"), 303)
    session.jobs.export = None
    return _look(made.choice, made.error)


def _work(choice: ExportRequest) -> Callable[[Listener], ExportResult]:
    """The export, with everything of this request taken in, for it runs when that has ended."""
    # Imported here: what writes reports and bundles takes long to load and is rarely needed.
    from keepsake.flows.export.request import TOOLS, UNASKED, HandoverRequest
    from keepsake.flows.export.write import export_bundle

    session, case = context.session(), context.session().case()
    along = Disclosure(case.case if case else "", frozenset({*choice.tells, CUSTODY}))
    along = replace(along, redacted=frozenset(choice.redacted))
    unlocked, authorities, env = session.unlocked, session.authorities, session.env

    request = HandoverRequest(
        entries=choice.captures,
        destination=choice.place,
        language=context.catalogue().language,
        recipient=choice.key,
        spoken=choice.spoken,
        disclosure=along,
        attribution=choice.attribution,
        columns=choice.columns,
        force=choice.insist,
        packed=choice.portal,
        leave_out=TOOLS if choice.slim else frozenset() if choice.wacz else UNASKED,
        self_contained=choice.self_contained,
    )

    def work(listener: Listener) -> ExportResult:
        return export_bundle(
            unlocked,
            request,
            authorities=authorities,
            env=env,
            reader_html=product_path("reader", "OPEN-ME.html"),
            progress=listener,
        )

    return work


def _look(choice: ExportRequest, error: KeepsakeError | None = None, *, asked: bool = False) -> str:
    view = context.view()
    session, language = view.session, view.text.language
    told = disclosable(view, session.case())
    return context.page(
        "handover_look.html",
        choice=choice,
        heads=[
            head_of(view, session.summary(entry))
            for entry in choice.captures[-export_preview.SHOWN :]
        ],
        more=max(0, len(choice.captures) - export_preview.SHOWN),
        packed=forms.pack(choice.captures),
        unstamped=sum(entry >= view.stamped for entry in choice.captures),
        stamps_enabled=session.unlocked.vault.config.stamps_enabled,
        asked_for_stamps=asked,
        tells={kind: lines for kind, lines in told.items() if kind in choice.tells and lines},
        left={kind: lines for kind, lines in told.items() if kind not in choice.tells and lines},
        redacted=[one for one in made_copies(view) if one.entry in choice.redacted],
        ends=recipient.ends(choice.key) if choice.key else None,
        groups=recipient.in_groups(choice.key),
        error=error_message(error.code, language) if error else None,
        file=error.facts.get("file", "") if error else "",
        failed=export_preview.failed(view, choice, error),
        may_insist=error is not None and error.code is Code.EXPORT_INVALID,
    )


def _refused(error: KeepsakeError) -> tuple[str, int]:
    told = error_message(error.code, context.catalogue().language)
    status = 409 if error.code is Code.EXPORT_EXISTS else 400
    return _again("", f"{told.what} {told.next}"), status


def _again(problem: str, told: str = "") -> str:
    return _form(set(picked_captures()), request.form.get("folder", "").strip(), problem, told)


def _form(picked: set[int] | None, folder: str, problem: str = "", told: str = "") -> str:
    summaries = export_preview.offered(context.view())
    older = {summary.entry for summary in summaries[export_preview.SHOWN :]}
    return context.page(
        "handover.html",
        heads=[head_of(context.view(), summary) for summary in summaries[: export_preview.SHOWN]],
        more=len(older),
        older=picked is None or bool(older & picked),
        picked=picked,
        filled=picked is not None,
        folder=folder,
        problem=problem,
        told=told,
        redactions=made_copies(context.view()),
        ticked=forms.numbers("redacted"),
        tellable=disclosable(context.view(), context.session().case()),
        telling=forms.choices("tell", ORDER) if request.method == "POST" else ("statement",),
        typed={
            "who": forms.line("who") or context.session().attribution.who,
            **{name: forms.line(name) for name in ("to", "medium")},
        },
        way=forms.choice("way", ("words", "key"), "words"),
        columns=full_length(),
        spoken=spoken(),
        ticks={name: is_ticked(name) for name in TICKED},
        languages=SPOKEN,
        key=forms.text("key", 4_000),
        before=list(reversed(context.session().exports()))[:BEFORE],
        times=context.local_times(),
    )
