"""What is being typed into a form outlives the lock, the quick exit and the program, sealed.

A statement has drafts of its own. A talk with the police, an event or a name typed while the
telephone rings would be gone when the vault locks itself; so each pause seals what the form holds,
and the door that closes takes along what was typed since. Nothing of it is an entry of the log.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from flask import Blueprint, Flask, jsonify, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, HTTPException

from keepsake.core.errors import KeepsakeError
from keepsake.core.statement import text as statement
from keepsake.flows import drafts
from keepsake.viewer import asked, context
from keepsake.viewer.pages.statement import keep_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.local_time import LocalTime
    from keepsake.viewer.desk import Desk

blueprint = Blueprint("typed", __name__)

# Forms by where they stand.
FORMS = frozenset(
    {"police.contact", "police.seizure", "police.outcome", "timeline.event", "people.person",
     "people.account", "recheck.page", "statement.page", "handover.form", "redacting.form",
     "redacting_text.form"}
)  # fmt: skip
STATEMENT = "/statement/draft"
MOST_BYTES = 400_000
LONGEST_ADDRESS = 2_000
# A whole statement, and what else the page held, each byte up to three in a form.
LONGER = {"typed.keep": MOST_BYTES, "doors.lock": 4_000_000, "doors.leave": 4_000_000}
UNWRITTEN = ("csrf", "typed")
Fields = tuple[tuple[str, str], ...]


class Waiting(NamedTuple):
    """Something unfinished, as home tells it: where it stands, what it is, since when."""

    at: str
    what: str
    when: LocalTime | None


@blueprint.post("/typed")
def keep() -> Response:
    """Seals what a form holds."""
    at = _at(request.args.get("at", ""))
    try:
        fields = msgspec.json.decode(request.get_data(), type=Fields)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest from error
    saved = _hold(context.desk(), at, fields)
    return jsonify(told=context.words()("statement.saved", clock=_clock(saved)))


@blueprint.get("/typed")
def held() -> Response:
    """What was typed into a form and is not kept yet; nothing where there is none."""
    one = _found(_at(request.args.get("at", "")))
    if one is None:
        return jsonify(fields=[])
    told = context.words()("typed.back", clock=_clock(one.saved))
    return jsonify(fields=one.fields, told=told)


@blueprint.post("/typed/forget")
def forget() -> AnyResponse:
    """Forgets what was typed into a form, which is then as it was before."""
    at, desk = _at(request.form.get("at", "")), context.desk()
    drafts.let_go(desk.unlocked, at, _case(desk))
    return redirect(asked.address(at), 303)


def held_in(at: str) -> MultiDict[str, str]:
    """What a form holds, as if it were sent, for one of several pages that fills itself in."""
    one = _found(at)
    return MultiDict(one.fields if one else ())


def hold_sent(desk: Desk) -> None:
    """Seals a form that was sent only to be looked at; that it cannot be sealed stops nothing."""
    fields = [(name, value) for name, value in request.form.items(multi=True)]
    sent = tuple((name, value) for name, value in fields if name not in UNWRITTEN)
    with suppress(KeepsakeError, BadRequest):
        _hold(desk, _at(request.form.get("typed", "")), sent)


def waiting(desk: Desk) -> list[Waiting]:
    """What is unfinished in the chosen case, the latest first."""
    found = []
    for one in reversed(drafts.held(desk.unlocked, _case(desk))):
        with suppress(BadRequest):
            what = f"typed.what.{_endpoint(_at(one.at))}"
            where = asked.address(one.at)
            found.append(Waiting(where, what, context.moments().write(one.saved)))
    return found


def last_words() -> Callable[[], None]:
    """What seals what the page held when the door was closed, once the keys are gone.

    Nothing of it keeps the door open.
    """
    desk = context.state().desk
    given: tuple[tuple[str, Fields], ...] = ()
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        given = msgspec.json.decode(
            request.form.get("last", "[]"), type=tuple[tuple[str, Fields], ...]
        )
    allowed = []
    for at, fields in given:
        with suppress(BadRequest):
            known = asked.place(at)
            allowed.append((known if known == STATEMENT else _at(at), fields))
    if desk is None or not allowed:
        return lambda: None
    vault = desk.unlocked.vault

    def seal() -> None:
        saved, case = vault.utc(), vault.config.active_case
        drafts.leave_behind(
            vault, tuple(drafts.Typed(at, case, saved, fields) for at, fields in allowed)
        )

    return seal


def _take_in() -> None:
    """Puts what was left behind at the door where forms look for it, once it is open again."""
    desk = context.state().desk
    if desk is None or desk.taken_in:
        return
    desk.taken_in = True
    with suppress(KeepsakeError):
        for one in drafts.left_behind(desk.unlocked):
            with suppress(KeepsakeError):
                if one.at == STATEMENT:
                    _hold_statement(desk, dict(one.fields))
                else:
                    case = one.case if one.case in desk.casework().cases else ""
                    drafts.hold(desk.unlocked, msgspec.structs.replace(one, case=case))


def forget_what_was_kept(app: Flask) -> None:
    """Forgets what was typed into a form once it is kept: answered by a further page.

    Before the first page of an open vault, what was left behind is put where forms look for it.
    """

    def after(response: Response) -> Response:
        open_desk = context.state().desk
        kept = request.method == "POST" and response.status_code == 303
        if not kept or open_desk is None:
            return response
        if at := request.form.get("typed", ""):
            with suppress(KeepsakeError):
                drafts.let_go(open_desk.unlocked, asked.place(at), _case(open_desk))
        return response

    app.before_request(_take_in)
    app.after_request(after)


def _hold_statement(desk: Desk, fields: dict[str, str]) -> None:
    # Making a case would have to wait for whoever writes; the first pause in writing has made one.
    if case := _case(desk):
        keep_draft(desk, case, {key: fields.get(key, "").strip() for key in statement.PARTS})


def _hold(desk: Desk, at: str, fields: Fields) -> str:
    saved = desk.unlocked.vault.utc()
    drafts.hold(desk.unlocked, drafts.Typed(at, _case(desk), saved, fields))
    return saved


def _case(desk: Desk) -> str:
    case = desk.case()
    return case.case if case else ""


def _found(at: str) -> drafts.Typed | None:
    desk = context.desk()
    held_here = drafts.held(desk.unlocked, _case(desk))
    return next((one for one in held_here if one.at == at), None)


def _clock(utc: str) -> str:
    moment = context.moments().write(utc)
    return moment.clock if moment else ""


def _at(given: str) -> str:
    """The address of a form whose content is held, as in every run."""
    if len(given) > LONGEST_ADDRESS or _endpoint(given) not in FORMS:
        raise BadRequest("no such form")
    return asked.place(given)


def _endpoint(at: str) -> str:
    try:
        return asked.match(at)[0]
    except HTTPException as error:
        raise BadRequest from error
