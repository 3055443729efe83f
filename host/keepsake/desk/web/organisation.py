"""Signing in with the organisation's own sign-in, and enrolling it by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, jsonify, make_response, redirect, render_template, request

from keepsake.desk import oidc, sessions, staff
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.oidc import OidcError, Provider
from keepsake.desk.web.sign_in import told

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk
    from keepsake.desk.oidc import Found
    from keepsake.desk.web.guard import Guard, Rule

_DESK = "desk"


class OrganisationPages:
    """Pages to the provider and back; there are none where the organisation has no such sign-in."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Takes both; asks the provider nothing yet.

        Args:
            desk: To sign in at.
            guard: Gives sessions to browsers.

        Raises:
            SettingsError: The secret of the desk at the provider cannot be read.
        """
        settings = desk.settings
        self._guard, self._database = guard, desk.intake.database
        self._there = Provider(settings, settings.oidc) if settings.oidc else None

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/sign-in/organisation", self.organisation),
            ("GET", oidc.ANSWER_PATH, self.organisation_answer),
            ("POST", "/enrol/organisation", self.enrol_organisation),
        ]

    def organisation(self) -> ResponseReturnValue:
        """Sends a browser to the provider."""
        begun = self._provider.begin(oidc.SIGN_IN, now())
        response = make_response(redirect(begun.address, 303))
        self._guard.send_out(response, begun.flow, oidc.HOLDS_FOR.total_seconds())
        return response

    def enrol_organisation(self) -> ResponseReturnValue:
        """The same for somebody with a link, whose secret stays here as a hash."""
        purpose = staff.digest(str(told().get("link", "")))
        with self._guard.transaction() as transaction:
            if staff.enrolling_by(transaction, purpose, now()) is None:
                abort(403)
        begun = self._provider.begin(purpose, now())
        response = make_response(jsonify(to=begun.address))
        self._guard.send_out(response, begun.flow, oidc.HOLDS_FOR.total_seconds())
        return response

    def organisation_answer(self) -> ResponseReturnValue:
        """Takes what the provider sent along; why somebody is refused is told to nobody."""
        try:
            found = self._provider.found(self._database, self._guard.flow(), request.args, now())
        except OidcError as refused:
            if refused.what:
                self._refused(_DESK, refused.what)
            raise
        token = self._let_in(found)
        # A page and no redirect: what another site led to brings no session along.
        response = make_response(render_template("signed_in.html"))
        self._guard.come_back(response)
        self._guard.let_in(response, token)
        return response

    def _let_in(self, found: Found) -> str:
        if found.purpose != oidc.SIGN_IN:
            self._enrol(found)
        with self._guard.transaction() as transaction:
            member = staff.of_subject(transaction, self._provider.issuer, found.subject)
            if member is not None and member["disabled"] is None:
                sessions.end(transaction, self._guard.token())
                change = self._guard.change(transaction, member["name"])
                change.record(Kind.SIGNED_IN, by="organisation")
                return sessions.begin(transaction, member["id"], now())
        self._refused(member["name"] if member else _DESK, "disabled" if member else "not_bound")
        raise OidcError("oidc_refused")

    def _enrol(self, found: Found) -> None:
        with self._guard.transaction() as transaction:
            # It may have been used, or its owner disabled, while they were with the provider.
            member = staff.enrolling_by(transaction, found.purpose, now())
            if member is None:
                raise OidcError("oidc_refused")
            change = self._guard.change(transaction, member["name"])
            staff.add_subject(change, member["id"], self._provider.issuer, found.subject)
            staff.enrolled(change, found.purpose)

    def _refused(self, who: str, why: str) -> None:
        with self._guard.transaction() as transaction:
            change = self._guard.change(transaction, who)
            change.record(Kind.SIGN_IN_REFUSED, by="organisation", why=why)

    @property
    def _provider(self) -> Provider:
        if self._there is None:
            abort(404)
        return self._there
