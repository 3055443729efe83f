"""What was done with a capture, or with all of a case, line by line and as a form on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody import acts as flow
from keepsake.viewer import context, custody_rows, sealed_query
from keepsake.viewer.opened import open_capture
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.documents import document

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.case.fold import Case

blueprint = Blueprint("custody", __name__)

_CAPTURE = re.compile(r"/captures/([0-9]{1,9})(?:/.*)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BYTES_MAX = 1_000_000_000


@blueprint.get("/captures/<int:entry>/custody")
def one(entry: int) -> str:
    """Every act that concerns the capture, the newest first."""
    view = context.view()
    opened = open_capture(view, entry)
    return context.page(
        "custody.html",
        head=opened.head,
        begun=[(opened.head.exhibit, opened.capture.record.utc)],
        **custody_rows.facts(view, [entry]),
    )


@blueprint.get("/cases/<case>/custody")
def all_of(case: str) -> str:
    """The same over all captures of a case, removed ones too."""
    found = _case(case)
    entries = sorted(found.exhibits)
    begun = [
        (found.exhibits[entry], context.session().written(entry)) for entry in reversed(entries)
    ]
    return context.page(
        "custody_case.html", case=found, begun=begun, **custody_rows.facts(context.view(), entries)
    )


@blueprint.post("/custody/form")
def form() -> Response:
    """The form on paper; that it is printed is entered in the log."""
    # Imported here: what typesets takes long to load and is rarely needed.
    from keepsake.flows.custody.form import form_for

    session, case = context.session(), forms.line("case")
    entries = sorted(_case(case).exhibits) if case else [forms.number("capture")]
    data = form_for(
        session.unlocked, entries, context.catalogue().language, case, session.attribution
    )
    return document(data, "application/pdf")


@blueprint.post("/custody/name")
def name() -> Response:
    """Who works here, as they name themselves: in every entry from now on until it is locked."""
    context.session().name(forms.line("who"))
    capture = forms.number("capture")
    if capture >= 0:
        return redirect(url_for("custody.one", entry=capture), 303)
    return redirect(url_for("custody.all_of", case=_case(forms.line("case")).case), 303)


@blueprint.post("/custody/printed")
def printed() -> tuple[str, int]:
    """A page of this window goes to the browser's own print window; its words' hash is entered."""
    session, digest = context.session(), forms.line("sha256")
    size = forms.number("bytes")
    if not _DIGEST.fullmatch(digest) or not 0 <= size <= _BYTES_MAX:
        return "", 400
    found, case = _CAPTURE.fullmatch(sealed_query.place(forms.line("page"))), session.case()
    entries = sorted(case.inside) if case else []
    if found and int(found[1]) in session.casework().place:
        entries = [int(found[1])]
    flow.printed_page(session.unlocked, entries, digest, size, session.attribution)
    return "", 204


def _case(named: str) -> Case:
    found = context.session().casework().cases.get(named)
    if found is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"case {named}")
    return found
