"""Handing captures over: choose what and for whom, see what leaves, and have the folder made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from keepsake.catalogue import message_of
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
    LONGEST_INVITATION,
    SPOKEN,
    WAYS,
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
    from keepsake.flows.export.request import HandoverRequest
    from keepsake.flows.export.write import ExportResult
    from keepsake.flows.sending.send import Unfinished
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
    return shown(choice)


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
    return shown(choice, asked=True)


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
    return shown(made.choice, made.error)


def _work(choice: ExportRequest) -> Callable[[Listener], ExportResult]:
    """The export, with everything of this request taken in, for it runs when that has ended."""
    # Imported here: what writes reports and bundles takes long to load and is rarely needed.
    from keepsake.flows.export.write import export_bundle

    session = context.session()
    unlocked, authorities, env = session.unlocked, session.authorities, session.env
    request = handover_of(choice)

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


def handover_of(choice: ExportRequest) -> HandoverRequest:
    """A choice as the export takes it, with everything of this request taken in.

    Raises:
        KeepsakeError: INVITATION_WRONG, it is another than the one that was looked at.
    """
    # Imported here: as above.
    from keepsake.flows.export.request import TOOLS, UNASKED, HandoverRequest

    case = context.session().case()
    along = Disclosure(case.case if case else "", frozenset({*choice.tells, CUSTODY}))
    chosen = HandoverRequest(
        entries=choice.captures,
        destination=choice.place,
        language=context.catalogue().language,
        recipient=choice.key,
        spoken=choice.spoken,
        disclosure=replace(along, redacted=frozenset(choice.redacted)),
        attribution=choice.attribution,
        columns=choice.columns,
        force=choice.insist,
        packed=choice.portal,
        leave_out=TOOLS if choice.slim else frozenset() if choice.wacz else UNASKED,
        self_contained=choice.self_contained,
    )
    if not choice.invitation:
        return chosen
    from keepsake.flows.sending import invitations

    return invitations.from_text(choice.invitation).addressed(chosen)


def shown(choice: ExportRequest, error: KeepsakeError | None = None, *, asked: bool = False) -> str:
    """The page of what leaves; with what went wrong, where something did.

    Raises:
        KeepsakeError: INVITATION_WRONG, it is another than the one that was looked at.
    """
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
        error=message_of(error, language) if error else None,
        invited=_invited(choice),
        file=error.facts.get("file", "") if error else "",
        failed=export_preview.failed(view, choice, error),
        may_insist=error is not None and error.code is Code.EXPORT_INVALID,
    )


def _invited(choice: ExportRequest) -> dict[str, object] | None:
    """What an invitation says of itself; None where the copy is for nobody who invited."""
    if not choice.invitation:
        return None
    # Imported here: what sends is rarely needed.
    from keepsake.flows.sending import invitations

    says = invitations.from_text(choice.invitation).says
    over = says.ends < context.state().env.now()
    return {"says": says, "until": context.local_times().write(says.until), "over": over}


def _refused(error: KeepsakeError) -> tuple[str, int]:
    told = message_of(error, context.catalogue().language)
    status = 409 if error.code is Code.EXPORT_EXISTS else 400
    return _again("", f"{told.what} {told.next}"), status


def _again(problem: str, told: str = "") -> str:
    return _form(set(picked_captures()), request.form.get("folder", "").strip(), problem, told)


def _unfinished() -> list[Unfinished]:
    """Copies on their way to an organisation that were begun and did not arrive."""
    # Imported here: what sends is rarely needed.
    from keepsake.vault import sendings

    unlocked, running = context.session().unlocked, context.session().jobs.sending
    if running is not None and not running.ended:
        return []
    if not sendings.names(unlocked.vault):
        return []
    from keepsake.flows.sending.send import unfinished

    return unfinished(unlocked)


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
        way=forms.choice("way", WAYS, "words"),
        invitation=forms.text("invitation", LONGEST_INVITATION),
        sendings=_unfinished(),
        columns=full_length(),
        spoken=spoken(),
        ticks={name: is_ticked(name) for name in TICKED},
        languages=SPOKEN,
        key=forms.text("key", 4_000),
        before=list(reversed(context.session().exports()))[:BEFORE],
        times=context.local_times(),
    )
