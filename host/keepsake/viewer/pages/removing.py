"""Taking back a file that was added by mistake: with a reason, and the entry of it stays."""

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
    """Destroys what is sealed of files that were added; captures are removed at a terminal only."""
    why, sure = forms.line("why"), forms.choice("sure", ("yes",))
    if not why or not sure:
        return _form(entry, "remove.why.needed" if not why else "remove.sure.needed", why), 400
    session = context.session()
    if not session.summary(entry).added:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "not added by hand")
    session.forget_read()
    flow.remove(session.unlocked, entry, Attribution(who=session.attribution.who, why=why))
    return redirect(url_for("captures.pictures", entry=entry), 303)


def _form(entry: int, problem: str = "", why: str = "") -> str:
    summary = context.session().summary(entry)
    if not summary.added:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "not added by hand")
    opened = open_capture(context.view(), entry)
    files = [part for part in opened.capture.body.parts if part.kind == "file"]
    return context.page("remove.html", head=opened.head, files=files, problem=problem, why=why)
