"""Sending a copy to an organisation that invited the person: how far it is, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, request, url_for

from keepsake.catalogue import message_of
from keepsake.core.errors import Code, KeepsakeError
from keepsake.shared import product_path
from keepsake.viewer import context
from keepsake.viewer.pages import export_form, forms
from keepsake.viewer.pages.export_fields import (
    LONGEST_INVITATION,
    invitation,
    is_invited,
    read_request,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.flows.sending.kept import Delivery
    from keepsake.flows.sending.progress import Listener
    from keepsake.viewer.export_request import ExportRequest
    from keepsake.viewer.sending_job import SendingJob

    Make = Callable[[Listener], str]
    Send = Callable[[str, Listener], Delivery]

blueprint = Blueprint("sending", __name__)


@blueprint.post("/hand-over/send")
def begin() -> AnyResponse | str | tuple[str, int]:
    """Begins to make the copy and to send it: the person has seen to whom, and pressed."""
    # Imported here: what sends is rarely needed.
    from keepsake.viewer.sending_job import SendingJob

    session = context.session()
    if session.jobs.sending is not None and not session.jobs.sending.ended:
        return redirect(url_for("sending.progress"), 303)
    choice = read_request()
    if not choice.invitation or not choice.captures:
        return export_form.shown(choice, KeepsakeError(Code.INVITATION_WRONG, reason="form")), 400
    session.jobs.sending = SendingJob(choice)
    session.jobs.sending.start(_make(choice), _send())
    return redirect(url_for("sending.progress"), 303)


@blueprint.post("/hand-over/send/continue")
def go_on() -> AnyResponse:
    """Goes on with one that was begun and did not arrive."""
    from keepsake.viewer.sending_job import SendingJob

    session, name = context.session(), forms.line("name")
    running = session.jobs.sending
    if name in _names() and (running is None or running.ended):
        session.jobs.sending = SendingJob(running.choice if running else None, name)
        session.jobs.sending.start(lambda _tell: name, _send())
    return redirect(url_for("sending.progress"), 303)


@blueprint.post("/hand-over/send/give-up")
def give_up() -> AnyResponse:
    """Removes one that did not arrive, with its copy."""
    from keepsake.flows.sending import send

    session, name = context.session(), forms.line("name")
    running = session.jobs.sending
    if name in _names() and (running is None or running.ended):
        send.give_up(session.unlocked.vault, name)
        session.jobs.sending = None
    return redirect(url_for("handover.form"), 303)


@blueprint.get("/hand-over/sending")
def progress() -> str | AnyResponse:
    """How far it is; what a script keeps up to date, and the page by itself where none runs."""
    job = context.session().jobs.sending
    if job is None or job.ended:
        return redirect(url_for("handover.form" if job is None else "sending.outcome"), 303)
    return context.page("sending.html", job=job, left=_left(job))


@blueprint.get("/hand-over/sending/state")
def state() -> Response:
    """The same as numbers and words."""
    job = context.session().jobs.sending
    if job is None or job.ended:
        return jsonify(ended=True)
    stage = context.catalogue()(f"making.stage.{job.stage}")
    return jsonify(ended=False, percent=job.percent, stage=stage, left=_left(job))


@blueprint.post("/hand-over/sending/stop")
def stop() -> AnyResponse:
    """Stops it, and waits for a moment until it has ended."""
    job = context.session().jobs.sending
    if job is not None:
        job.stop()
        job.wait()
    return redirect(url_for("sending.progress"), 303)


@blueprint.get("/hand-over/sent")
def outcome() -> str | AnyResponse:
    """The receipt, or what went wrong and what can be done."""
    session = context.session()
    job = session.jobs.sending
    if job is None or not job.ended:
        return redirect(url_for("handover.form" if job is None else "sending.progress"), 303)
    if job.result is not None:
        return _received(job.result)
    error = job.error or KeepsakeError(Code.INTERNAL)
    if not job.name and job.choice is not None:
        session.jobs.sending = None
        return export_form.shown(job.choice, error)
    told = message_of(error, context.catalogue().language)
    return context.page("not_sent.html", told=told, name=job.name)


@blueprint.post("/hand-over/sent/end")
def end() -> AnyResponse:
    """The person has seen that it was received."""
    session = context.session()
    if session.jobs.sending is not None and session.jobs.sending.ended:
        session.jobs.sending = None
    return redirect(url_for("handover.form"), 303)


@blueprint.get("/hand-over/receipt-back")
def bring_back() -> str:
    """Where a receipt is chosen that an organisation gave for a copy that was brought there."""
    return context.page("returned.html", problem="", invitation="")


@blueprint.post("/hand-over/receipt-back")
def take_back() -> str | tuple[str, int]:
    """Checks it and enters it in the log, once; or says why it shows nothing."""
    # Imported here: what sends is rarely needed.
    from keepsake.flows.sending import carried

    text, session, file = context.catalogue(), context.session(), request.files.get("receipt")
    if file is None or not file.filename:
        return _not_taken(text("returned.none")), 400
    try:
        data = file.stream.read(carried.RECEIPT_BYTES_MAX + 1)
        opened = invitation() if is_invited() else None
        done = carried.take_back(session.unlocked, data, opened, session.attribution)
    except KeepsakeError as error:
        told = message_of(error, text.language)
        return _not_taken(f"{told.what} {told.safe} {told.next}"), 400
    return _received(done)


def _not_taken(problem: str) -> str:
    given = forms.text("invitation", LONGEST_INVITATION)
    return context.page("returned.html", problem=problem, invitation=given)


def _received(done: Delivery) -> str:
    """The page of a receipt that stands in the log."""
    times, received = context.local_times(), done.receipt.received
    return context.page(
        "sent.html",
        sent=done,
        received=times.write(received.received),
        locked=times.write(received.locked_until),
    )


def _names() -> list[str]:
    from keepsake.vault import sendings

    return sendings.names(context.session().unlocked.vault)


def _make(choice: ExportRequest) -> Make:
    """Makes the copy, with everything of this request taken in."""
    from keepsake.flows.sending import invitations, send

    session, request = context.session(), export_form.handover_of(choice)
    unlocked, authorities = session.unlocked, session.authorities
    opened = invitations.from_text(choice.invitation)
    return lambda tell: send.make(
        unlocked,
        opened,
        request,
        authorities=authorities,
        reader_html=product_path("reader", "OPEN-ME.html"),
        tell=tell,
    )


def _send() -> Send:
    from keepsake.flows.sending import send

    unlocked = context.session().unlocked
    return lambda name, tell: send.send(unlocked, name, tell=tell)


def _left(job: SendingJob) -> str:
    """Which part is being sent, "" before and after."""
    at = job.progress
    if not at.part:
        return ""
    text = context.catalogue()
    return text("sending.part", part=text.number(at.part), parts=text.number(at.parts))
