"""While a copy is made, and after: how far it is, stopping it, where it is and what opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, url_for

from keepsake.viewer import context
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.documents import document
from keepsake.viewer.portals_told import told

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.viewer.export_job import JobStatus

blueprint = Blueprint("export_progress", __name__)


@blueprint.get("/hand-over/making")
def making() -> str | AnyResponse:
    """How far it is; what a script keeps up to date, and the page by itself where none runs."""
    made = context.session().jobs.export
    if made is None or made.ended:
        return redirect(url_for("handover.form" if made is None else "export_progress.ended"), 303)
    status = made.status()
    return context.page("handover_making.html", status=status, left=_left(status))


@blueprint.get("/hand-over/making/state")
def state() -> Response:
    """The same as numbers and words."""
    made = context.session().jobs.export
    if made is None or made.ended:
        return jsonify(ended=True)
    status = made.status()
    stage = context.catalogue()(f"making.stage.{status.stage}")
    return jsonify(ended=False, percent=status.percent, stage=stage, left=_left(status))


@blueprint.post("/hand-over/stop")
def stop() -> AnyResponse:
    """Stops it, and waits for a moment until nothing is left."""
    made = context.session().jobs.export
    if made is not None:
        made.stop()
        made.wait()
    return redirect(url_for("export_progress.making"), 303)


@blueprint.get("/hand-over/ended")
def ended() -> AnyResponse:
    """Goes to the outcome: the folder, or the form again with what went wrong."""
    made = context.session().jobs.export
    if made is not None and made.result is not None:
        return redirect(url_for("export_progress.done"), 303)
    return redirect(url_for("handover.again"), 303)


@blueprint.get("/hand-over/done")
def done() -> str | AnyResponse:
    """Where the folder is and what opens it: words that stay until they are written down.

    They are in memory alone: nobody can open the folder without them, or find them on the disk.
    """
    made = context.session().jobs.export
    if made is None or made.result is None:
        return redirect(url_for("handover.form"), 303)
    handed = made.result
    return context.page(
        "handover_done.html",
        handed=handed,
        spoken=made.choice.spoken,
        invited=bool(made.choice.invitation),
        size=_size_of(handed.folder),
        told=told(handed.files, context.catalogue(), context.local_times())
        if made.choice.portal
        else (),
    )


@blueprint.post("/hand-over/written")
def written() -> AnyResponse:
    """The person has the words: they are forgotten here. A page of an earlier copy forgets none."""
    session = context.session()
    made = session.jobs.export
    if made is not None and made.result is not None:
        if forms.number("entry") != made.result.entry:
            return redirect(url_for("export_progress.done"), 303)
        session.jobs.export = None
    return redirect(url_for("handover.form"), 303)


@blueprint.post("/hand-over/receipt")
def receipt() -> AnyResponse:
    """The sheet that the officer signs; that it is printed is entered in the log."""
    # Imported here: what typesets takes long to load and is rarely needed.
    from keepsake.flows.custody.hand_over_receipt import hand_over_receipt_for

    session, language = context.session(), context.catalogue().language
    data = hand_over_receipt_for(
        session.unlocked, forms.number("entry"), language, session.attribution
    )
    return document(data, "application/pdf")


def _size_of(folder: Path) -> int:
    """Bytes of everything in a folder, which a stick has to take; 0 where it is gone."""
    try:
        return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    except OSError:
        return 0


def _left(status: JobStatus) -> str:
    text = context.catalogue()
    if status.seconds is None:
        return text("making.left.unknown")
    if status.seconds < 60:
        return text("making.left.seconds")
    return text.count("making.left", round(status.seconds / 60))
