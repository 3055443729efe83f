"""Still online or gone? The page is opened only when the person asks, in their own browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import RecheckBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.platforms import Place, will_they_know
from keepsake.flows import casework
from keepsake.viewer import context, guides, own_browser, rechecks
from keepsake.viewer.opened import open_capture
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import working_case

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("recheck", __name__)

SEEN = ("there", "gone", "changed", "sign_in")


@blueprint.get("/captures/<int:entry>/again")
def page(entry: int) -> str:
    """What is known since, what opening it may tell, and a form for what was seen."""
    return _page(entry)


@blueprint.post("/captures/<int:entry>/again/open")
def open_it(entry: int) -> Response:
    """Opens the address in the person's own browser, without a word of where it comes from."""
    address = _address(context.session().summary(entry).url)
    opened = bool(address) and own_browser.opened(address)
    return redirect(url_for("recheck.page", entry=entry, opened=int(opened)), 303)


@blueprint.post("/captures/<int:entry>/again")
def keep(entry: int) -> Response | tuple[str, int]:
    """Keeps what the person saw, or takes it from the list."""
    session = context.session()
    summary, vault = session.summary(entry), session.unlocked.vault
    root = forms.number("withdraw")
    if root >= 0:
        record = next(
            (one for one in rechecks.records(context.view(), summary.entry) if one.root == root),
            None,
        )
        if record is None:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no look {root}")
        casework.withdraw(vault, record.body, record.now.entry)
        return redirect(url_for("recheck.page", entry=entry, withdrawn=1), 303)
    seen, when = forms.choice("seen", SEEN), forms.day("when")
    if not seen or not when.date:
        return _page(entry, "form.bad_date" if seen else "again.choose"), 400
    work = session.casework()
    case = work.place.get(entry, "")
    body = RecheckBody(
        case=case if case in work.cases else working_case(),
        entry=entry,
        when=when,
        seen=seen,
        note=forms.text("note", 4_000),
    )
    kept = casework.keep(vault, body)
    return redirect(url_for("recheck.page", entry=entry, kept=kept), 303)


def _page(entry: int, problem: str = "") -> str:
    opened = open_capture(context.view(), entry)
    summary = context.session().summary(entry)
    place = Place(summary.platform, summary.kind or "page")
    return context.page(
        "recheck.html",
        head=opened.head,
        looks=rechecks.looks(context.view(), summary),
        address=_address(summary.url),
        knowing=will_they_know(guides.platforms(), place),
        offered=SEEN,
        chosen=forms.choice("seen", SEEN),
        when=forms.day("when"),
        note=forms.text("note", 4_000),
        problem=problem,
        opened=request.args.get("opened", ""),
        withdrawn="withdrawn" in request.args,
    )


def _address(url: str) -> str:
    """The address where a browser may be sent there, else "": a page may have had any."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isascii() and url.isprintable() and " " not in url
    return url if plain and parts.scheme in ("http", "https") and parts.hostname else ""
