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
from keepsake.viewer import context, sealed_query
from keepsake.viewer.pages.statement import keep_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.local_time import LocalTime
    from keepsake.viewer.unlocked_session import UnlockedSession

blueprint = Blueprint("typed", __name__)

# Forms by where they stand.
FORMS = frozenset(
    {"police.contact", "police.seizure", "police.outcome", "timeline.event", "people.person",
     "people.account", "recheck.page", "statement.page", "handover.form", "redacting.form",
     "redacting_text.form", "witnesses.form", "witnesses.logins_form"}
)  # fmt: skip
STATEMENT = "/statement/draft"
MOST_BYTES = 400_000
LONGEST_ADDRESS = 2_000
DOORS = frozenset({"auth.lock", "auth.leave", "places.turn"})
# A whole statement, and what else the page held, each byte up to three in a form.
LONGER = {"typed.keep": MOST_BYTES, "auth.lock": 4_000_000, "auth.leave": 4_000_000}
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
    saved = _hold(context.session(), at, fields)
    return jsonify(told=context.catalogue()("statement.saved", clock=_clock(saved)))


@blueprint.get("/typed")
def held() -> Response:
    """What was typed into a form and is not kept yet; nothing where there is none."""
    one = _found(_at(request.args.get("at", "")))
    if one is None:
        return jsonify(fields=[])
    told = context.catalogue()("typed.back", clock=_clock(one.saved))
    return jsonify(fields=one.fields, told=told)


@blueprint.post("/typed/forget")
def forget() -> AnyResponse:
    """Forgets what was typed into a form, which is then as it was before."""
    at, session = _at(request.form.get("at", "")), context.session()
    drafts.let_go(session.unlocked, at, _case(session))
    return redirect(sealed_query.address(at), 303)


def held_in(at: str) -> MultiDict[str, str]:
    """What a form holds, as if it were sent, for one of several pages that fills itself in."""
    one = _found(at)
    return MultiDict(one.fields if one else ())


def hold_sent(session: UnlockedSession) -> None:
    """Seals a form that was sent only to be looked at; that it cannot be sealed stops nothing."""
    fields = [(name, value) for name, value in request.form.items(multi=True)]
    sent = tuple((name, value) for name, value in fields if name not in UNWRITTEN)
    with suppress(KeepsakeError, BadRequest):
        _hold(session, _at(request.form.get("typed", "")), sent)


def waiting(session: UnlockedSession) -> list[Waiting]:
    """What is unfinished in the chosen case, the latest first."""
    found = []
    for one in reversed(drafts.drafts_in(session.unlocked, _case(session))):
        with suppress(BadRequest):
            what = f"typed.what.{_endpoint(_at(one.at))}"
            where = sealed_query.address(one.at)
            found.append(Waiting(where, what, context.local_times().write(one.saved)))
    return found


def last_words() -> Callable[[], None]:
    """What seals what the page held when the door was closed, once the keys are gone.

    Nothing of it keeps the door open.
    """
    session = context.state().unlocked_session
    given: tuple[tuple[str, Fields], ...] = ()
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        given = msgspec.json.decode(
            request.form.get("last", "[]"), type=tuple[tuple[str, Fields], ...]
        )
    allowed = []
    for at, fields in given:
        with suppress(BadRequest):
            known = sealed_query.place(at)
            allowed.append((known if known == STATEMENT else _at(at), fields))
    if session is None or not allowed:
        return lambda: None
    vault = session.unlocked.vault

    def seal() -> None:
        saved, case = vault.utc(), vault.config.active_case
        drafts.leave_behind(
            vault, tuple(drafts.FormDraft(at, case, saved, fields) for at, fields in allowed)
        )

    return seal


def _take_in() -> None:
    """Puts what was left behind at the door where forms look for it, once it is open again.

    Every page waits for it: several may be asked for at once, and each shows what a form holds. A
    door waits for nothing. What cannot be put now is there when the vault is next opened.
    """
    session = context.state().unlocked_session
    if session and request.endpoint not in DOORS:
        session.take_in(lambda: _take_all_in(session))


def _take_all_in(session: UnlockedSession) -> None:
    def put(one: drafts.FormDraft) -> None:
        if one.at == STATEMENT:
            _hold_statement(session, dict(one.fields))
        else:
            case = one.case if one.case in session.casework().cases else ""
            drafts.hold(session.unlocked, msgspec.structs.replace(one, case=case))

    with suppress(KeepsakeError):
        drafts.take_in(session.unlocked, put)


def forget_what_was_kept(app: Flask) -> None:
    """Forgets what was typed into a form once it is kept: answered by a further page.

    Before the first page of an open vault, what was left behind is put where forms look for it.
    """

    def after(response: Response) -> Response:
        open_session = context.state().unlocked_session
        kept = request.method == "POST" and response.status_code == 303
        if not kept or open_session is None:
            return response
        if at := request.form.get("typed", ""):
            with suppress(KeepsakeError):
                drafts.let_go(open_session.unlocked, sealed_query.place(at), _case(open_session))
        return response

    app.before_request(_take_in)
    app.after_request(after)


def _hold_statement(session: UnlockedSession, fields: dict[str, str]) -> None:
    # Making a case would have to wait for whoever writes; the first pause in writing has made one.
    if case := _case(session):
        keep_draft(session, case, {key: fields.get(key, "").strip() for key in statement.PARTS})


def _hold(session: UnlockedSession, at: str, fields: Fields) -> str:
    saved = session.unlocked.vault.utc()
    drafts.hold(session.unlocked, drafts.FormDraft(at, _case(session), saved, fields))
    return saved


def _case(session: UnlockedSession) -> str:
    case = session.case()
    return case.case if case else ""


def _found(at: str) -> drafts.FormDraft | None:
    session = context.session()
    held_here = drafts.drafts_in(session.unlocked, _case(session))
    return next((one for one in held_here if one.at == at), None)


def _clock(utc: str) -> str:
    moment = context.local_times().write(utc)
    return moment.clock if moment else ""


def _at(given: str) -> str:
    """The address of a form whose content is held, as in every run."""
    if len(given) > LONGEST_ADDRESS or _endpoint(given) not in FORMS:
        raise BadRequest("no such form")
    return sealed_query.place(given)


def _endpoint(at: str) -> str:
    try:
        return sealed_query.match(at)[0]
    except HTTPException as error:
        raise BadRequest from error
