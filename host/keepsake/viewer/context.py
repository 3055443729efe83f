"""What every page is given: words, choices, the state of the vault, how to write a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, current_app, g, render_template, request, url_for

from keepsake.core.errors import Code, KeepsakeError
from keepsake.local_time import LocalTimes
from keepsake.viewer import notices
from keepsake.viewer.catalogue import Catalogue, catalogue_in, choose_language, plain
from keepsake.viewer.preferences import Preferences, load
from keepsake.viewer.view import View

if TYPE_CHECKING:
    from keepsake.core.case.fold import Case
    from keepsake.local_time import LocalTime
    from keepsake.viewer.app_state import AppState
    from keepsake.viewer.reading_job import ReadingJob
    from keepsake.viewer.unlocked_session import UnlockedSession

STATE = "keepsake.state"
LANGUAGE = "keepsake.language"


class Switch(NamedTuple):
    """What the choice of a case on top of every page shows.

    Attributes:
        case: The one that is being worked on.
        cases: All that are open.
        waiting: How many captures belong to none.
    """

    case: Case | None
    cases: list[Case]
    waiting: int


def state() -> AppState:
    """The running window's memory."""
    found: AppState = current_app.extensions[STATE]
    return found


def session() -> UnlockedSession:
    """The open vault; the guard has sent everyone else to the door.

    Raises:
        KeepsakeError: The vault was locked since the guard looked: by the clock, or by another
            request.
    """
    found = state().unlocked_session
    if found is None:
        raise KeepsakeError(Code.VAULT_LOCKED)
    return found


def choices() -> Preferences:
    """How the person likes the window, read once a request."""
    if "choices" not in g:
        g.choices = load(state().path)
    found: Preferences = g.choices
    return found


def catalogue() -> Catalogue:
    """The words in the language of this page."""
    if "catalogue" not in g:
        started_with = current_app.extensions[LANGUAGE]
        g.catalogue = catalogue_in(
            choose_language(choices().language, started_with, request.accept_languages)
        )
    found: Catalogue = g.catalogue
    return found


def local_times() -> LocalTimes:
    """Writes times in the zone of this computer."""
    return LocalTimes(state().env.zone(), catalogue())


def view() -> View:
    """The same as one value, for everything that is not a page. Raises as `session`."""
    open_session = session()
    if "view" not in g:
        zone, blur = state().env.zone(), choices().blur
        g.view = View(open_session, catalogue(), local_times(), zone, blur, url_for)
    found: View = g.view
    return found


def page(template: str, **facts: object) -> str:
    """Makes a page in the frame that all share."""
    text = catalogue()
    return render_template(
        template,
        t=text,
        language=text.language,
        theme=choices().theme,
        idle_seconds=round(state().idle_seconds),
        unlocked=state().unlocked_session is not None,
        framed=_framed(),
        protected=_protected(),
        csrf=g.get("csrf", ""),
        turn=g.get("turn", -1),
        root=request.script_root,
        asked=request.args.get("q", "")[:200],
        here=request.endpoint or "",
        switch=_switch(),
        kept=_kept(),
        reading=_reading(),
        notices=notices.chosen(state(), text, facts),
        **facts,
    )


def _switch() -> Switch | None:
    found = state().unlocked_session
    if found is None:
        return None
    work = found.casework()
    open_cases = [case for case in work.cases.values() if not case.closed]
    return Switch(found.case(), open_cases, len(work.inbox()))


def _reading() -> ReadingJob | None:
    """The captures that are being read, or could not be: lists show what was read in the page."""
    found = state().unlocked_session
    job = found.jobs.reading if found else None
    return job if job and (not job.ended or job.unread or job.error) else None


def _kept() -> LocalTime | None:
    """When the entry that the address names was sealed, for the line that says so."""
    open_session, asked = state().unlocked_session, request.args.get("kept", "")
    if open_session is None or not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    utc = open_session.written(int(asked))
    return local_times().write(utc) if utc else None


def _framed() -> bool:
    """Whether everything else can be reached from the page: not before the first sheet is done."""
    open_session = state().unlocked_session
    in_steps = (request.endpoint or "").startswith("sheet.")
    return open_session is not None and not (in_steps and open_session.jobs.beginning)


def _protected() -> bool:
    open_session = state().unlocked_session
    return open_session is None or open_session.unlocked.vault.claimed


def prepare(app: Flask, state: AppState, language: str) -> None:
    """Gives the application its state and the templates their filter."""
    app.extensions[STATE] = state
    app.extensions[LANGUAGE] = language
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
