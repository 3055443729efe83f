"""Coming in, setting and giving the passphrase, locking, leaving; and home behind the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, g, jsonify, redirect, request, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import access, known
from keepsake.vault.space import is_short
from keepsake.vault.uncommitted import uncommitted
from keepsake.viewer import context, home, mending_pages, places, security
from keepsake.viewer.pages import forms, new_passphrase, start, typed
from keepsake.viewer.present import head_of
from keepsake.viewer.tries import TooSoonError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("auth", __name__)

# Shorter than what a browser or a system between waits for an answer.
HELD_SECONDS = 20.0


@blueprint.get("/enter/<token>")
def enter(token: str) -> Response | tuple[str, int]:
    """Spends the one-time token and gives the browser its session.

    The browser is led on by a page of ours: where a file or a program sent it here, it would show
    no strict cookie at the end of a redirection. Only one that says that nobody sent it is
    redirected. Source: RFC 6265bis, "same-site" and "cross-site" requests.
    """
    state = context.state()
    login = state.enter(token)
    if login is None:
        return context.page("used.html" if state.end_if_used(token) else "away.html"), 403
    onward = mending_pages.address(request.args.get("at", ""))
    sent = request.headers.get("Sec-Fetch-Site") != "none"
    response = current_app.make_response(
        context.page("enter.html", onward=onward) if sent else redirect(onward, 303)
    )
    security.set_session_cookie(response, login.cookie)
    return response


@blueprint.get("/away")
def away() -> Response:
    """What is left after a quick exit: a page that says nothing."""
    response = current_app.make_response(context.page("away.html"))
    # Tabs of an earlier session come here too, while a later one may be open in the same browser.
    if context.state().find_session(request.cookies.get(security.COOKIE, "")) is None:
        security.drop_session_cookie(response)
    return response


@blueprint.get("/", endpoint="home")
def home_page() -> str:
    """Home, or the door when the vault is locked."""
    state = context.state()
    found = places.look(state, context.catalogue().language)
    try:
        vault = state.vault()
    except KeepsakeError:
        if found.trouble is None:
            raise
        return context.page("trouble.html", places=found)
    if state.unlocked_session is not None:
        state.unlocked_session.jobs.beginning = False
        today = context.local_times().local(state.env.now()).date()
        shown = home.home(state.unlocked_session, vault, today)
        heads = [head_of(context.view(), summary) for summary in shown.newest]
        times = context.local_times()
        return context.page(
            "home.html",
            home=shown,
            heads=heads,
            claimed=vault.claimed,
            times=times,
            unfinished=typed.waiting(state.unlocked_session),
            cut=len(uncommitted(vault.path)),
            short=is_short(vault.path),
            words_wait=state.unlocked_session.jobs.words_wait,
            sending_waits=state.unlocked_session.jobs.sending_waits,
            places=found,
        )
    if vault.claimed:
        return _unlock(state.wait_seconds())
    # Nothing is to be put into a vault that somebody may have laid here before it is told.
    known_and_empty = not known.is_other(vault) and not places.captures_in(state.path)
    return start.begin() if known_and_empty else _first()


def _unlock(wait: int, *, wrong: bool = False) -> str:
    found = places.look(context.state(), context.catalogue().language)
    at = request.values.get("at", "")
    return context.page("unlock.html", wait=wait, wrong=wrong, places=found, at=at)


@blueprint.get("/passphrase")
def first() -> str | Response:
    """The form for the first passphrase, for a vault that was opened without one."""
    if context.state().vault().claimed:
        return redirect(url_for("auth.home"), 303)
    return _first()


def _first(problem: str = "") -> str:
    state = context.state()
    return context.page(
        "first.html",
        offered=new_passphrase.offered(),
        problem=problem,
        there=places.captures_in(state.path),
        places=places.look(state, context.catalogue().language),
        unknown=known.is_other(state.vault()),
    )


@blueprint.post("/unlock")
def unlock() -> Response | tuple[str, int]:
    """Tries a passphrase."""
    state = context.state()
    try:
        state.unlock(request.form.get("passphrase", ""))
    except TooSoonError as error:
        return _unlock(error.seconds, wrong=True), 429
    except KeepsakeError as error:
        if error.code is not Code.PASSPHRASE_WRONG:
            raise
        return _unlock(state.wait_seconds(), wrong=True), 403
    return redirect(mending_pages.address(request.form.get("at", "")), 303)


@blueprint.post("/passphrase")
def set_passphrase() -> Response | tuple[str, int]:
    """Sets the first passphrase and opens the vault with it."""
    state = context.state()
    chosen, problem = new_passphrase.chosen()
    if problem:
        return _first(problem), 400
    try:
        access.claim(state.vault(), chosen, mine=request.form.get("mine") == "yes")
    except KeepsakeError as error:
        told = {Code.PASSPHRASE_WEAK: "first.weak", Code.VAULT_CHANGED: "first.mine.needed"}
        if error.code not in told:
            raise
        return _first(told[error.code]), 400
    state.unlock(chosen)
    context.session().jobs.beginning = True
    return redirect(url_for("sheet.page", first=1), 303)


@blueprint.post("/later")
def later() -> Response:
    """Opens a vault that has no passphrase yet, without setting one."""
    context.state().unlock(None)
    return redirect(url_for("auth.home"), 303)


@blueprint.post("/lock")
def lock() -> Response:
    """Drops the key; what was being typed is sealed right after, which takes no key."""
    context.state().lock(typed.last_words())
    return redirect(url_for("auth.home"), 303)


@blueprint.post("/leave")
def leave() -> Response:
    """Quick exit: drops the key, ends the session, shows a page that says nothing."""
    response = redirect(url_for("auth.away"), 303)
    security.drop_session_cookie(response)
    context.state().leave(typed.last_words())
    return response


@blueprint.get("/alive")
def still() -> Response | tuple[str, int]:
    """Tells the turn; held open, as soon as what was shown in an earlier one has to go.

    Every tab and window hears so of a lock, a quick exit, another session and the end of the
    program, whatever ended it and wherever: a browser does not slow down an answer that comes as
    it does the clocks of tabs behind others.
    """
    state = context.state()
    if request.args.get("hold"):
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        state.turns.await_end(forms.whole(request.args.get("turn", ""), -1), HELD_SECONDS, gone)
    # The one that asked: it may have ended since the guard looked.
    if state.browser_session is not g.login:
        return "", 403
    return jsonify(turn=state.turns.now)


@blueprint.post("/alive")
def alive() -> tuple[str, int]:
    """A sign of the person between two pages; says whether the vault is still open."""
    return "", 204 if context.state().unlocked_session is not None else 403
