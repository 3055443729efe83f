"""What every request to a page of the desk must show before the page is made.

Another site in the same browser can send requests here; it has neither the session's cookie (it is
sent from the desk's own pages alone), nor the right origin, nor the secret of a form. Not guarded
against: somebody who sits at the computer of a user who is signed in, for as long as the session
holds.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from flask import abort, g, redirect, request, url_for

from keepsake.desk import sessions
from keepsake.desk.change import Change
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.roles import Permission, may

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.staff import Member

Rule: TypeAlias = tuple[str, str, Callable[..., "ResponseReturnValue"]]
"""Method, path, and the page."""

PUBLIC = "public"
SIGNED_IN = "signed in"

# What each page asks for. What is not here is answered to nobody.
PAGES: dict[str, Permission | str] = {
    "pages.sign_in": PUBLIC,
    "pages.sign_in_begin": PUBLIC,
    "pages.sign_in_finish": PUBLIC,
    "pages.enrol": PUBLIC,
    "pages.enrol_begin": PUBLIC,
    "pages.enrol_finish": PUBLIC,
    "pages.organisation": PUBLIC,
    "pages.organisation_answer": PUBLIC,
    "pages.enrol_organisation": PUBLIC,
    "pages.hand_over": PUBLIC,
    "pages.home": SIGNED_IN,
    "pages.sign_out": SIGNED_IN,
    "pages.invitations": Permission.INVITE,
    "pages.invite": Permission.INVITE,
    "pages.withdraw": Permission.INVITE,
    "pages.copies": Permission.SEE_COPIES,
    "pages.copy": Permission.SEE_COPIES,
    "pages.receipt": Permission.SEE_COPIES,
    "pages.download": Permission.DOWNLOAD,
    "pages.put_in_case": Permission.WORK_ON_CASES,
    "pages.cases": Permission.SEE_CASES,
    "pages.make_case": Permission.WORK_ON_CASES,
    "pages.case": Permission.SEE_CASES,
    "pages.assign": Permission.ASSIGN,
    "pages.unassign": Permission.ASSIGN,
    "pages.openings": Permission.OPEN,
    "pages.opening": Permission.OPEN,
    "pages.ask_opening": Permission.OPEN,
    "pages.search": Permission.SEARCH,
    "pages.find": Permission.SEARCH,
    "pages.hints": Permission.SEARCH,
    "pages.ask_export": Permission.DOWNLOAD,
    "pages.export_copy": Permission.DOWNLOAD,
    "pages.export_key": Permission.DOWNLOAD,
    "pages.export_came_key": Permission.DOWNLOAD,
    "pages.ask_hand_on": Permission.DOWNLOAD,
    "pages.came_receipt": Permission.SEE_COPIES,
    "pages.handed_receipt": Permission.SEE_COPIES,
    "pages.ask_shred": Permission.SHRED,
    "pages.requests": Permission.SEE_REQUESTS,
    "pages.decide": Permission.DECIDE,
    "pages.staff": Permission.MANAGE_STAFF,
    "pages.add_staff": Permission.MANAGE_STAFF,
    "pages.change_staff": Permission.MANAGE_STAFF,
    "pages.audit": Permission.AUDIT,
    "pages.proof": Permission.AUDIT,
    "pages.fixity": Permission.SEE_STATUS,
    "pages.retention": Permission.SEE_STATUS,
    "pages.stamps": Permission.AUDIT,
    "pages.stamp_token": Permission.AUDIT,
    "pages.stamp_checkpoint": Permission.AUDIT,
    "pages.stamp_roots": Permission.AUDIT,
    "pages.cosigned": Permission.AUDIT,
    "pages.status": Permission.SEE_STATUS,
}

BODY_BYTES_MAX = 16_384

_FLOW = "-flow"

_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
_PASSKEY_POLICY = _POLICY + "; script-src 'self'; connect-src 'self'"
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With "no-referrer" a browser says of no form where it comes from.
    "Referrer-Policy": "same-origin",
}


class Guard:
    """Stands before all pages of one desk."""

    def __init__(self, desk: Desk) -> None:
        """Args: desk: whose pages they are."""
        self._desk = desk
        self._safe = desk.settings.address.startswith("https:")
        self._cookie = "__Host-keepsake-desk" if self._safe else "keepsake-desk"

    def check(self) -> ResponseReturnValue | None:
        """Lets a request through, or answers it in place of the page."""
        request.max_content_length = BODY_BYTES_MAX
        asked = PAGES.get(request.endpoint or "")
        if request.method == "POST" and request.headers.get("Origin") != self._address:
            abort(403)
        g.member = None
        if asked == PUBLIC:
            return None
        if asked is None:
            abort(403)
        g.member = self._member()
        if g.member is None:
            return redirect(url_for("pages.sign_in"), 303)
        if request.method == "POST" and not hmac.compare_digest(
            request.form.get("form", "").encode(), self.form_secret().encode()
        ):
            abort(403)
        if not allows(request.endpoint or "", g.member.roles):
            self._refuse(asked)
        return None

    def headers(self, response: Response) -> Response:
        """Says what a page may do."""
        scripted = request.endpoint in ("pages.sign_in", "pages.enrol")
        response.headers["Content-Security-Policy"] = _PASSKEY_POLICY if scripted else _POLICY
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response

    def let_in(self, response: Response, token: str) -> None:
        """Gives a browser its session."""
        response.set_cookie(
            self._cookie, token, secure=self._safe, httponly=True, samesite="Strict", path="/"
        )

    def let_out(self, response: Response) -> None:
        """Takes it from the browser; it has ended already."""
        response.delete_cookie(
            self._cookie, secure=self._safe, httponly=True, samesite="Strict", path="/"
        )

    def send_out(self, response: Response, flow: str, seconds: float) -> None:
        """Gives a browser what it has to bring back from the organisation's own sign-in."""
        # Not "Strict": with that it would not come back from another site.
        response.set_cookie(
            self._cookie + _FLOW, flow, secure=self._safe, httponly=True, samesite="Lax", path="/",
            max_age=int(seconds),
        )  # fmt: skip

    def come_back(self, response: Response) -> None:
        """Takes that from the browser."""
        response.delete_cookie(
            self._cookie + _FLOW, secure=self._safe, httponly=True, samesite="Lax", path="/"
        )

    def flow(self) -> str:
        """What it brought back."""
        return request.cookies.get(self._cookie + _FLOW, "")

    def token(self) -> str:
        """The session's secret, as the browser gave it."""
        return request.cookies.get(self._cookie, "")

    def form_secret(self) -> str:
        """What each form of this session sends along."""
        return sessions.form_secret(self.token())

    def transaction(self) -> AbstractContextManager[Transaction]:
        """One of the database."""
        return self._desk.intake.database.connection()

    def change(self, transaction: Transaction, who: str = "") -> Change:
        """A change by whoever is signed in, or by somebody who is about to be."""
        return Change(transaction, self._desk.intake.log, who or member().name, now())

    @property
    def _address(self) -> str:
        return self._desk.settings.address

    def _member(self) -> Member | None:
        with self.transaction() as transaction:
            return sessions.member(transaction, self.token(), now())

    def _refuse(self, asked: str) -> None:
        with self.transaction() as transaction:
            self.change(transaction).record(
                Kind.ACCESS_REFUSED, permission=asked, page=request.endpoint
            )
        abort(403)


def member() -> Member:
    """Who is signed in, on a page that only somebody who is gets."""
    signed_in: Member = g.member
    return signed_in


def allows(endpoint: str, roles: Iterable[str]) -> bool:
    """Whether somebody who is signed in and has these roles may have this page."""
    asked = PAGES.get(endpoint)
    return may(roles, asked) if isinstance(asked, Permission) else asked is not None


def uuid_of(text: str) -> uuid.UUID:
    """An id as a form sends it; what is none is answered as malformed."""
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(400)
