"""The recovery sheet, the way in with its code, and another passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import SEPARATOR, spellings
from keepsake.flows.passphrase import recovery_code
from keepsake.vault import access
from keepsake.viewer import context
from keepsake.viewer.pages import new_passphrase
from keepsake.viewer.tries import TooSoonError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("sheet", __name__)


@blueprint.get("/recovery-sheet")
def page() -> str | Response:
    """The sheet with its code, then the question for two of its words; else its offer."""
    session = context.session()
    if not session.unlocked.vault.claimed:
        return redirect(url_for("auth.first"), 303)
    if session.jobs.fresh_code and not session.jobs.asked_words:
        return context.page("recovery.html", code=session.jobs.fresh_code)
    if session.jobs.fresh_code:
        return _check()
    vault = session.unlocked.vault
    has_code, checked = access.has_recovery_code(vault), access.is_code_checked(vault)
    if has_code and not checked and "new" not in request.args:
        return _check()
    first = "first" in request.args
    return context.page("recovery_offer.html", has_code=has_code, checked=checked, first=first)


@blueprint.post("/recovery-sheet")
def make() -> Response:
    """Makes a code; an earlier one ends."""
    session = context.session()
    if session.unlocked.vault.claimed:
        code = recovery_code(context.catalogue().language, context.state().env.random)
        access.set_recovery_code(session.unlocked, code)
        session.jobs.fresh_code, session.jobs.asked_words = code, ()
    return redirect(url_for("sheet.page"), 303)


@blueprint.post("/recovery-sheet/written")
def written() -> Response:
    """The person says that it is on paper: two of its words are asked for, drawn by chance."""
    jobs = context.session().jobs
    if jobs.fresh_code:
        random = context.state().env.random
        places = range(len(jobs.fresh_code.split(SEPARATOR)))
        first, second, *_rest = sorted(places, key=lambda _place: random(8))
        jobs.asked_words = (min(first, second), max(first, second))
    return redirect(url_for("sheet.page"), 303)


@blueprint.post("/recovery-sheet/again")
def again() -> Response:
    """The sheet once more, and two other words after that."""
    context.session().jobs.asked_words = ()
    return redirect(url_for("sheet.page"), 303)


@blueprint.post("/recovery-sheet/check")
def check() -> Response | tuple[str, int]:
    """Looks at what was typed from the sheet; what is right makes it count as written down."""
    session = context.session()
    vault = session.unlocked.vault
    if not (session.jobs.fresh_code or access.has_recovery_code(vault)):
        return redirect(url_for("sheet.page"), 303)
    try:
        if not _is_right():
            return _check(wrong=True), 400
    except TooSoonError as error:
        return _check(wrong=True, wait=error.seconds), 429
    access.note_code_checked(vault)
    session.jobs.fresh_code, session.jobs.asked_words = "", ()
    return redirect(url_for("auth.home", written=1), 303)


def _is_right() -> bool:
    """Whether the words are those of the sheet: two while the program knows it, else all."""
    jobs = context.session().jobs
    if jobs.fresh_code:
        words = jobs.fresh_code.split(SEPARATOR)
        typed = {n: request.form.get(f"word-{n}", "") for n in jobs.asked_words}
        return bool(typed) and all(spellings(one)[-1] == words[n] for n, one in typed.items())
    return context.state().is_code(request.form.get("code", ""))


def _check(*, wrong: bool = False, wait: int = 0) -> str:
    asked = context.session().jobs.asked_words
    return context.page("recovery_check.html", word_places=asked, wrong=wrong, wait=wait)


@blueprint.get("/forgotten")
def forgotten() -> str | Response:
    """What can be done when the passphrase is forgotten, in plain words."""
    state = context.state()
    if state.unlocked_session is not None or not state.vault().claimed:
        return redirect(url_for("auth.home"), 303)
    return _forgotten()


@blueprint.post("/forgotten")
def open_with_code() -> Response | tuple[str, int]:
    """Tries the code of the recovery sheet; as long a wait after wrong ones as at the door."""
    state = context.state()
    try:
        state.unlock_with_code(request.form.get("code", ""))
    except TooSoonError as error:
        return _forgotten(wrong=True, wait=error.seconds), 429
    except KeepsakeError as error:
        if error.code is not Code.PASSPHRASE_WRONG:
            raise
        return _forgotten(wrong=True, wait=state.wait_seconds()), 403
    return redirect(url_for("sheet.change"), 303)


@blueprint.get("/passphrase/change")
def change() -> str | Response:
    """The form for another passphrase."""
    if not context.session().unlocked.vault.claimed:
        return redirect(url_for("auth.first"), 303)
    return _change()


@blueprint.post("/passphrase/change")
def keep() -> Response | tuple[str, int]:
    """Puts another passphrase in place; the present one is asked for, or the code was given."""
    state, session = context.state(), context.session()
    if not session.unlocked.vault.claimed:
        return redirect(url_for("auth.first"), 303)
    chosen, problem = new_passphrase.chosen()
    if problem:
        return _change(problem), 400
    try:
        if not session.by_code:
            state.prove(request.form.get("present", ""))
        access.change_passphrase(session.unlocked, chosen)
    except TooSoonError:
        return _change("change.wrong"), 429
    except KeepsakeError as error:
        if error.code not in (Code.PASSPHRASE_WRONG, Code.PASSPHRASE_WEAK):
            raise
        wrong = error.code is Code.PASSPHRASE_WRONG
        return _change("change.wrong" if wrong else "first.weak"), 403 if wrong else 400
    session.by_code = False
    return redirect(url_for("settings.page", saved=1), 303)


def _forgotten(*, wrong: bool = False, wait: int = 0) -> str:
    state = context.state()
    has_code = access.has_recovery_code(state.vault())
    wait = wait or state.wait_seconds()
    return context.page("forgotten.html", has_code=has_code, wrong=wrong, wait=wait)


def _change(problem: str = "") -> str:
    by_code = context.session().by_code
    return context.page(
        "change.html", offered=new_passphrase.offered(), problem=problem, by_code=by_code
    )
