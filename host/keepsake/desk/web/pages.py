"""All pages for those who work at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template

from keepsake.desk.cases import CaseError
from keepsake.desk.desk import now
from keepsake.desk.oidc import OidcError
from keepsake.desk.requests import RequestError
from keepsake.desk.staff import StaffError
from keepsake.desk.store import StoreError
from keepsake.desk.web import guard as guards
from keepsake.desk.web.audit import AuditPages
from keepsake.desk.web.cases import CasePages
from keepsake.desk.web.copies import CopyPages
from keepsake.desk.web.guard import Guard
from keepsake.desk.web.invitations import InvitationPages
from keepsake.desk.web.keeping import KeepingPages
from keepsake.desk.web.openings import OpeningPages
from keepsake.desk.web.organisation import OrganisationPages
from keepsake.desk.web.requests import RequestPages
from keepsake.desk.web.search import SearchPages
from keepsake.desk.web.sign_in import SignInPages
from keepsake.desk.web.staff import StaffPages
from keepsake.desk.web.stamps import StampPages
from keepsake.desk.web.words import spoken

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.exceptions import HTTPException

    from keepsake.desk.desk import Desk

_REFUSED = {400: "malformed", 403: "not_allowed", 404: "not_found", 413: "malformed"}
_IN_MENU = (
    "invitations", "copies", "cases", "openings", "search", "hints", "requests",
    "staff", "audit", "fixity", "retention", "status",
)  # fmt: skip

_PAGES = (
    SignInPages, OrganisationPages, InvitationPages, CopyPages, CasePages, OpeningPages,
    SearchPages, RequestPages, StaffPages, AuditPages, KeepingPages, StampPages,
)  # fmt: skip


def blueprint(desk: Desk) -> Blueprint:
    """The pages of one desk."""
    made, guard = Blueprint("pages", __name__), Guard(desk)
    made.before_request(guard.check)
    made.after_request(guard.headers)
    for pages in _PAGES:
        for method, path, page in pages(desk, guard).rules():
            made.add_url_rule(path, page.__name__, page, methods=[method])

    @made.context_processor
    def told() -> dict[str, object]:
        member = g.get("member")
        roles = member.roles if member else ()
        return {
            "t": spoken(), "member": member, "desk_name": desk.settings.name,
            "now": now(), "form": guard.form_secret() if member else "",
            "menu": [name for name in _IN_MENU if guards.allows(f"pages.{name}", roles)],
            "allows": lambda name: guards.allows(f"pages.{name}", roles),
        }  # fmt: skip

    _answer_problems(made)
    return made


def _answer_problems(made: Blueprint) -> None:
    @made.errorhandler(StaffError)
    @made.errorhandler(CaseError)
    @made.errorhandler(RequestError)
    def cannot_be(error: StaffError | CaseError | RequestError) -> ResponseReturnValue:
        return render_template("refused.html", word=error.word), 409

    @made.errorhandler(OidcError)
    def not_let_in(error: OidcError) -> ResponseReturnValue:
        status = 503 if error.word == "oidc_silent" else 403
        return render_template("refused.html", word=error.word), status

    @made.errorhandler(StoreError)
    def unreachable(_error: Exception) -> ResponseReturnValue:
        return render_template("refused.html", word="store_silent"), 503


def refused(error: HTTPException) -> ResponseReturnValue:
    """The page for what is not answered."""
    code = error.code or 500
    word = _REFUSED.get(code, "unforeseen")
    return render_template("refused.html", word=word, t=spoken(), menu=(), member=None), code
