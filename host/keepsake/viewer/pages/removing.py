"""Taking back a file added by mistake, or a practice: with a reason, and its entry stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.custody import Attribution
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody import acts as flow
from keepsake.viewer import context
from keepsake.viewer.opened import open_capture
from keepsake.viewer.pages import forms

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("removing", __name__)


@blueprint.get("/captures/<int:entry>/remove")
def form(entry: int) -> str:
    """What removing does, and the question why."""
    return _form(entry)


@blueprint.post("/captures/<int:entry>/remove")
def remove(entry: int) -> Response | tuple[str, int]:
    """Destroys what is sealed of added files or of a practice; else that is done at a terminal."""
    why, sure = forms.line("why"), forms.choice("sure", ("yes",))
    if not why or not sure:
        return _form(entry, "remove.why.needed" if not why else "remove.sure.needed", why), 400
    session = context.session()
    _expect_removable(entry)
    session.forget_read()
    flow.remove(session.unlocked, entry, Attribution(who=session.attribution.who, why=why))
    return redirect(url_for("captures.pictures", entry=entry), 303)


def _form(entry: int, problem: str = "", why: str = "") -> str:
    _expect_removable(entry)
    opened = open_capture(context.view(), entry)
    files = [part for part in opened.capture.body.parts if part.kind == "file"]
    return context.page("remove.html", head=opened.head, files=files, problem=problem, why=why)


def _expect_removable(entry: int) -> None:
    summary = context.session().summary(entry)
    if not (summary.added or summary.practice):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "neither added by hand nor made to practise")
