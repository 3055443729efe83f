"""People and accounts: what captures show of each account, and who the person thinks it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import PersonBody, Reason
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, exhibits, logins, people
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import working_case
from keepsake.viewer.paging import Pager
from keepsake.viewer.present import head_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response

    from keepsake.core.accounts import Account
    from keepsake.core.case.fold import Record
    from keepsake.viewer.view import View

blueprint = Blueprint("people", __name__)

_SAFE = "!$'()*,/:;?@"
ROWS = 60
SHOWN_CAPTURES = 24
SURE = ("certain", "likely", "unsure")
REASONS = ("said_so", "photo", "contact", "knows", "same_account", "writing", "other")
MOST_REASONS = 30
SPARE_REASONS = 3


@blueprint.get("/people")
def page() -> str:
    """Persons, and accounts that the captures show."""
    accounts = people.accounts_of(context.view())
    pager = Pager.of(request.args.get("page", ""), len(accounts), ROWS)
    return context.page(
        "people.html",
        persons=people.persons_of(context.view()),
        accounts=accounts[pager.start : pager.stop],
        named={key: one for one in context.session().accounts() for key in one.keys},
        person_of=people.names_of(context.view()),
        pager=pager,
        times=context.local_times(),
        withdrawn="withdrawn" in request.args,
        **_viewed(context.view()),
    )


def _viewed(view: View) -> dict[str, Any]:
    """With which account the pages were viewed, and who else saw them."""
    case = view.session.case()
    pages = logins.pages_of(view, case)
    return {
        "said": len(logins.said_of(view, case).keys() & {page.entry for page in pages}),
        "captured": len(pages),
        "eyewitnesses": people.eyewitnesses_of(view),
        "numbers": case.exhibits if case else {},
    }


@blueprint.get("/people/account")
def account() -> str:
    """One account."""
    return _account_page(_account(request.args.get("key", "")))


@blueprint.post("/people/account")
def change_account() -> Response | tuple[str, int]:
    """Joins an account with another, parts it, says whose it is, or keeps a note on it."""
    found = _account(request.form.get("key", ""))
    vault = context.session().unlocked.vault
    action = forms.choice("action", ("merge", "split", "own", "other", "note"))
    note = forms.text("note", 4_000)
    others = {one.key: one for one in context.session().accounts() if one.key != found.key}
    if action == "merge":
        other = forms.choice("other", others)
        if not other:
            return _account_page(found, "people.merge.none", note), 400
        casework.join_accounts(vault, (*found.keys, *others[other].keys), note)
    elif action == "split":
        casework.part_account(vault, forms.choice("part", found.keys, found.key), note)
    elif action in ("own", "other"):
        casework.own_account(vault, found.keys, own=action == "own")
    elif not note:
        return _account_page(found, "form.empty"), 400
    else:
        casework.note_account(vault, found.keys, note)
    return redirect(url_for("people.account", key=found.key, kept=vault.size() - 1), 303)


@blueprint.get("/people/person")
@blueprint.get("/people/person/<int:root>")
def person(root: int = -1) -> str:
    """The form for one person."""
    record = _find(root)
    asked = request.args.get("account", "")
    start = PersonBody("", "", accounts=(asked,) if asked else ())
    return _person_form(record.body if record else start, record)


@blueprint.post("/people/person")
@blueprint.post("/people/person/<int:root>")
def keep_person(root: int = -1) -> Response | tuple[str, int]:
    """Keeps who the person thinks it is, and why."""
    record = _find(root)
    vault = context.session().unlocked.vault
    if record is not None and forms.choice("withdraw", ("1",)):
        casework.withdraw(vault, record.body, record.now.entry)
        return redirect(url_for("people.page", withdrawn=1), 303)
    known = {key for one in context.session().accounts() for key in one.keys}
    name = forms.line("name")
    body = PersonBody(
        case=(record.body.case if record else working_case()) if name else "",
        name=name,
        relation=forms.line("relation"),
        accounts=forms.choices("account", known),
        sure=forms.choice("sure", SURE, "unsure"),
        why=forms.text("why"),
        reasons=tuple(_reasons()),
        replaces=record.now.entry if record else -1,
    )
    if not name:
        return _person_form(body, record, "person.name.needed"), 400
    if not all(map(_is_there, body.reasons)):
        return _person_form(body, record, "person.reason.bad_item"), 400
    return redirect(url_for("people.page", kept=casework.keep(vault, body)), 303)


def _reasons() -> Iterator[Reason]:
    """Those of which the person says anything; a kind alone is one too."""
    case = context.session().case()
    inside = {str(entry) for entry in case.inside} if case else set()
    for number in range(1, MOST_REASONS + 1):
        kind = forms.choice(f"reason-{number}", REASONS)
        note = forms.line(f"reason-note-{number}", 2_000)
        entry = forms.choice(f"reason-entry-{number}", inside)
        item = forms.number(f"reason-item-{number}", 0) if entry else 0
        if kind or note or entry:
            yield Reason(kind or "other", note, int(entry) if entry else -1, item)


def _is_there(reason: Reason) -> bool:
    """Whether there is the message that a reason names."""
    if reason.entry < 0 or not reason.item:
        return True
    view = context.view()
    return exhibits.naming(view, None).message(reason.entry, reason.item) is not None


def _person_form(body: PersonBody, record: Record[PersonBody] | None, problem: str = "") -> str:
    accounts = people.accounts_of(context.view())
    return context.page(
        "person.html",
        body=body,
        record=record,
        problem=problem,
        accounts=accounts[:ROWS] + [one for one in accounts[ROWS:] if one.key in body.accounts],
        sure=SURE,
        reasons=[*body.reasons, *[None] * SPARE_REASONS][:MOST_REASONS],
        kinds=REASONS,
        numbered=_numbered(),
    )


def _numbered() -> list[tuple[int, int]]:
    """Number and entry of each exhibit of the case."""
    case = context.session().case()
    return case.numbered if case else []


def _account_page(found: Account, problem: str = "", why: str = "") -> str:
    view, keys = context.view(), set(found.keys)
    shown = [view.session.summary(entry) for entry in reversed(found.captures[-SHOWN_CAPTURES:])]
    return context.page(
        "account.html",
        account=found,
        # What a held form is known by, in the vault; no browser is sent there.
        at=f"{url_for('people.account')}?key={quote(found.key, safe=_SAFE)}",
        heads=[head_of(view, summary) for summary in shown],
        more=max(0, len(found.captures) - SHOWN_CAPTURES),
        others=[one for one in people.accounts_of(view) if one.key != found.key][: ROWS * 4],
        persons=[one for one in people.persons_of(view) if keys & set(one.body.accounts)],
        times=context.local_times(),
        problem=problem,
        merge_why=why,
        named=_named,
    )


def _named(key: str) -> str:
    """An account by its key, as a person would write it: the id, and whose it is."""
    platform, _, value = key.partition(":")
    return f"{value} ({context.catalogue().platform(platform)})"


def _account(key: str) -> Account:
    for one in context.session().accounts():
        if key in one.keys:
            return one
    raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no such account")


def _find(root: int) -> Record[PersonBody] | None:
    if root < 0:
        return None
    record = context.session().casework().record(PersonBody, root)
    if record is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no person {root}")
    return record
