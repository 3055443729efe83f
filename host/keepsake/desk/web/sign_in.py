"""Signing in and out with a passkey, and enrolling one by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, jsonify, make_response, redirect, render_template, request, url_for

from keepsake.desk import sessions, staff
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.passkeys import PasskeyError, Passkeys
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

FIRST = ("copies", "audit", "invitations", "requests", "staff", "status", "cases")
"""Where somebody comes to who signed in: the first of these that they may see."""


class SignInPages:
    """Pages before there is a session, and the way out."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: to sign in at; guard: gives sessions to browsers."""
        self._guard, self._passkeys = guard, Passkeys.of(desk.settings)
        self._organisation = desk.settings.oidc is not None

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/", self.home),
            ("GET", "/hand-over", self.hand_over),
            ("GET", "/sign-in", self.sign_in),
            ("POST", "/sign-in/begin", self.sign_in_begin),
            ("POST", "/sign-in/finish", self.sign_in_finish),
            ("POST", "/sign-out", self.sign_out),
            ("GET", "/enrol", self.enrol),
            ("POST", "/enrol/begin", self.enrol_begin),
            ("POST", "/enrol/finish", self.enrol_finish),
        ]

    def home(self) -> ResponseReturnValue:
        """Leads to what somebody works with."""
        roles = guards.member().roles
        for page in FIRST:
            if guards.allows(f"pages.{page}", roles):
                return redirect(url_for(f"pages.{page}"), 303)
        abort(403)

    def hand_over(self) -> ResponseReturnValue:
        """What to do with an invitation; reads nothing of it."""
        return render_template("hand_over.html")

    def sign_in(self) -> ResponseReturnValue:
        """Asks for a passkey."""
        return render_template("sign_in.html", organisation=self._organisation)

    def sign_in_begin(self) -> ResponseReturnValue:
        """Gives a challenge."""
        return jsonify(self._passkeys.for_sign_in(now()))

    def sign_in_finish(self) -> ResponseReturnValue:
        """Takes the answer; why it is refused is told to nobody."""
        with self._guard.transaction() as transaction:
            try:
                found = self._passkeys.member(transaction, told().get("answer"), now())
            except PasskeyError as refused:
                if refused.known:
                    name = refused.known["name"]
                    self._guard.change(transaction, name).record(Kind.SIGN_IN_REFUSED)
                return jsonify(error="refused"), 403
            # A session of before is not gone on with.
            sessions.end(transaction, self._guard.token())
            token = sessions.begin(transaction, found["id"], now())
            self._guard.change(transaction, found["name"]).record(Kind.SIGNED_IN)
        response = make_response(jsonify(to=url_for("pages.home")))
        self._guard.let_in(response, token)
        return response

    def sign_out(self) -> ResponseReturnValue:
        """Ends the session, here and at the desk."""
        with self._guard.transaction() as transaction:
            sessions.end(transaction, self._guard.token())
            self._guard.change(transaction).record(Kind.SIGNED_OUT)
        response = make_response(redirect(url_for("pages.sign_in"), 303))
        self._guard.let_out(response)
        return response

    def enrol(self) -> ResponseReturnValue:
        """Offers to make a passkey; the link's secret stays in the browser until it is used."""
        return render_template("enrol.html", organisation=self._organisation)

    def enrol_begin(self) -> ResponseReturnValue:
        """Gives what a browser needs to make one."""
        with self._guard.transaction() as transaction:
            token, found = self._enrolling(transaction)
            options = self._passkeys.for_enrolment(transaction, found, staff.digest(token), now())
        return jsonify(options)

    def enrol_finish(self) -> ResponseReturnValue:
        """Takes it; the link has done what it was for."""
        with self._guard.transaction() as transaction:
            token, found = self._enrolling(transaction)
            purpose, answer = staff.digest(token), told().get("answer")
            try:
                self._passkeys.add(transaction, found, answer, purpose, now())
            except PasskeyError:
                return jsonify(error="refused"), 403
            change = self._guard.change(transaction, found["name"])
            staff.enrolled(change, purpose)
            change.record(Kind.PASSKEY_ADDED)
        return jsonify(to=url_for("pages.sign_in"))

    def _enrolling(self, transaction: Transaction) -> tuple[str, DictRow]:
        token = str(told().get("link", ""))
        found = staff.enrolling(transaction, token, now())
        if found is None:
            abort(403)
        return token, found


def told() -> dict[str, Any]:
    """What a script of a page sent; what is no JSON object is answered as malformed."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400)
    return sent
