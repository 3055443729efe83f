"""Who viewed the pages: with which account, and who else looked at them while they were online."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import Day, EyewitnessBody, LoginBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, logins
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import working_case
from keepsake.viewer.pages.documents import document
from keepsake.viewer.paging import Pager
from keepsake.viewer.present import head_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.case.fold import Case, Kept, Record

blueprint = Blueprint("witnesses", __name__)

HOWS = ("beside", "own", "shared")
SIGNED_IN = ("", "account", "none")
ROWS = 30
MOST_PAGES = 200


@blueprint.get("/people/logins")
def logins_form() -> str:
    """With which account each captured page was viewed."""
    return _logins()


@blueprint.post("/people/logins")
def keep_logins() -> Response | tuple[str, int]:
    """Keeps what was said anew of each page on the form."""
    case = context.session().case()
    said = logins.said_of(context.view(), case)
    pages = logins.pages_of(context.view(), case)
    given = [_given(case, page.entry) for page in pages if f"how-{page.entry}" in request.form]
    if any(body.how == "account" and not body.account for body in given):
        return _logins("login.account.needed"), 400
    kept = -1
    for body in given:
        kept = max(kept, _keep(body, said.get(body.entry)))
    where = url_for("people.page", kept=kept) if kept >= 0 else url_for("people.page")
    return redirect(where, 303)


def _given(case: Case | None, entry: int) -> LoginBody:
    how, every = forms.choice(f"how-{entry}", SIGNED_IN), forms.line("every")
    account = forms.line(f"account-{entry}") if how == "account" else ""
    if every and not how:
        how, account = "account", every
    note = forms.line(f"note-{entry}") if how else ""
    return LoginBody(case.case if case else "", entry, how, account, note)


def _keep(body: LoginBody, before: Kept[LoginBody] | None) -> int:
    """Writes one down where it says something else than before; -1 where it does not."""
    vault = context.session().unlocked.vault
    if before is None:
        return casework.keep(vault, body) if body.how else -1
    was = before.body
    if (was.how, was.account, was.note) == (body.how, body.account, body.note):
        return -1
    if not body.how:
        casework.withdraw(vault, was, before.entry)
        return vault.size() - 1
    return casework.keep(
        vault,
        LoginBody(body.case, body.entry, body.how, body.account, body.note, replaces=before.entry),
    )


def _logins(problem: str = "") -> str:
    view = context.view()
    case = view.session.case()
    pages = logins.pages_of(view, case)
    pager = Pager.of(request.args.get("page", ""), len(pages), ROWS)
    return context.page(
        "logins.html",
        rows=logins.rows(view, case, pages[pager.start : pager.stop]),
        typed=request.form,
        hows=SIGNED_IN,
        own=[one.name for one in view.session.accounts() if one.own],
        pager=pager,
        problem=problem,
    )


@blueprint.get("/people/eyewitness")
@blueprint.get("/people/eyewitness/<int:root>")
def form(root: int = -1) -> str:
    """The form for somebody who saw the pages too."""
    record = _find(root)
    body = record.body if record else EyewitnessBody("", (), "", Day(), HOWS[0])
    return _form(body, record)


@blueprint.post("/people/eyewitness")
@blueprint.post("/people/eyewitness/<int:root>")
def keep(root: int = -1) -> Response | tuple[str, int]:
    """Keeps what a witness saw; an earlier version stays."""
    record = _find(root)
    vault = context.session().unlocked.vault
    if record is not None and forms.choice("withdraw", ("1",)):
        casework.withdraw(vault, record.body, record.now.entry)
        return redirect(url_for("people.page", withdrawn=1), 303)
    case = context.session().case()
    inside = case.inside if case else set()
    body = EyewitnessBody(
        case=record.body.case if record else "",
        entries=tuple(sorted(inside.intersection(forms.numbers("capture")))),
        name=forms.line("name"),
        when=forms.day("when"),
        how=forms.choice("how", HOWS, HOWS[0]),
        role=forms.line("role"),
        reach=forms.line("reach"),
        saw=forms.text("saw"),
        same=forms.text("same"),
        replaces=record.now.entry if record else -1,
    )
    if not (body.name and body.when.date and body.entries):
        return _form(body, record, "eyewitness.needed"), 400
    if record is None:
        body = msgspec.structs.replace(body, case=working_case())
    return redirect(url_for("people.page", kept=casework.keep(vault, body)), 303)


@blueprint.post("/people/eyewitness/<int:root>/page")
def page(root: int) -> Response:
    """The page that the witness can sign by hand."""
    # Imported here: what typesets takes long to load and is rarely needed.
    from keepsake.flows.eyewitness_page import eyewitness_page_for

    session = context.session()
    language = context.catalogue().language
    data = eyewitness_page_for(session.unlocked, root, language, session.attribution)
    return document(data, "application/pdf")


def _form(body: EyewitnessBody, record: Record[EyewitnessBody] | None, problem: str = "") -> str:
    view = context.view()
    case = view.session.case()
    entries = [entry for _number, entry in case.numbered][:MOST_PAGES] if case else []
    return context.page(
        "eyewitness.html",
        body=body,
        record=record,
        problem=problem,
        heads=[head_of(view, view.session.summary(entry)) for entry in entries],
        hows=HOWS,
    )


def _find(root: int) -> Record[EyewitnessBody] | None:
    if root < 0:
        return None
    record = context.session().casework().record(EyewitnessBody, root)
    if record is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no eyewitness {root}")
    return record
