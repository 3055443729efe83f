"""Openings: asked for, approved by another, waited for, what came of each. No key is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from keepsake.desk import cases, requests
from keepsake.desk.cases import CaseError
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.requests import Action
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

SHOWN_MAX = 500

_OPENINGS = (
    "select asked_opening.*, upload, received, case_id, case_name, reference from asked_opening"
    " join seen using (invitation) where seen.staff = %s"
)


class OpeningPages:
    """Pages of caseworkers."""

    def __init__(self, _desk: Desk, guard: Guard) -> None:
        """Args: guard: knows who is signed in."""
        self._guard = guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/openings", self.openings),
            ("GET", "/openings/<uuid:opening>", self.opening),
            ("POST", "/copies/<uuid:upload>/open", self.ask_opening),
        ]

    def openings(self) -> ResponseReturnValue:
        """Those of copies in the cases that somebody works on, newest first."""
        with self._guard.transaction() as transaction:
            query = _OPENINGS + " order by asked desc limit %s"
            shown = list(every(transaction, query, guards.member().id, SHOWN_MAX))
            self._guard.change(transaction).record(Kind.OPENINGS_VIEWED)
        return render_template("openings.html", openings=shown, most=SHOWN_MAX)

    def opening(self, opening: uuid.UUID) -> ResponseReturnValue:
        """One of them: whether it waits, how the check of the copy ended, or why it failed."""
        with self._guard.transaction() as transaction:
            query = _OPENINGS + " and id = %s"
            found = one(transaction, query, guards.member().id, opening)
            # One of a case that others work on is to whoever asks as one that never was.
            if found is None:
                abort(404)
            about = {"request": str(opening), "upload": str(found["upload"])}
            self._guard.change(transaction).record(Kind.OPENING_VIEWED, **about)
        return render_template("opening.html", opening=found)

    def ask_opening(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Asks for a copy to be opened where the organisation's key is; somebody else decides."""
        with self._guard.transaction() as transaction:
            cases.require_free(transaction, guards.member(), upload)
            seen = cases.sees(transaction, guards.member(), upload)
            if not seen:
                raise CaseError("case_needed")
            change, why = self._guard.change(transaction), request.form.get("reason", "")
            made = requests.ask(change, guards.member(), Action.OPEN, seen["invitation"], why)
        return redirect(url_for("pages.opening", opening=made), 303)
