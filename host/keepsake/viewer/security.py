"""What every request must show before a page is made, and what every answer must carry.

Another web page in the same browser, a name that is rebound to this computer, and other programs'
pages on loopback all can send requests here. None of them has the session cookie together with the
right host name, the right origin and the secret of a form. Not guarded against: a program that runs
as the same person, which can read the memory of this one.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden

from keepsake.viewer import context, sealed_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.viewer.app_state import AppState

COOKIE = "keepsake"
PAGE_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# For what is no page, should it be opened as one: it may do nothing at all.
NOTHING_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
COPY_FRAME_POLICY = PAGE_POLICY + "; frame-src 'self'"
COPY_POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
}
_WITHOUT_SESSION = frozenset({"auth.enter", "auth.away", "static", "start.practice"})
_WHILE_LOCKED = frozenset(
    {"auth.home", "auth.unlock", "auth.first", "auth.set_passphrase", "auth.later",
     "auth.lock", "auth.leave", "auth.alive", "auth.still", "sheet.forgotten",
     "sheet.open_with_code", "help.card", "settings.page", "settings.save",
     "settings.save_country",
     "places.turn", "places.put_right", "start.state", "start.drawing", "start.page",
     "start.open_practice",
     "working.page", "working.mend", "working.practice", "working.addon", "working.heard",
     "restoring.page", "restoring.restore",
     "guide.contents", "guide.chapter", "guide.picture", "guide.pdf"}
)  # fmt: skip

# What a page asks by itself is no sign of the person.
_NO_SIGN = frozenset({"auth.still", "start.state", "working.heard"})


def protect(app: Flask, state: AppState, host: str, longer: Mapping[str, int]) -> None:
    """Puts the guard before and the headers behind every page.

    Args:
        app: The application.
        state: Holds the session.
        host: The only `Host` header that is answered, for instance `127.0.0.1:40123`.
        longer: Most bytes of a form, for the few pages that take more than others.
    """

    def guard() -> AnyResponse | None:
        _check_host(host)
        endpoint = request.endpoint or ""
        if endpoint == "auth.enter":
            _check_is_a_tab()
        else:
            _check_where_from(host)
        if endpoint in _WITHOUT_SESSION:
            return None
        login = state.find_session(request.cookies.get(COOKIE, ""))
        if login is None:
            raise Forbidden("no session")
        request.max_content_length = longer.get(endpoint, app.config["MAX_CONTENT_LENGTH"])
        # Before the form is read, which may be too large: that is told on a page of ours.
        g.login, g.csrf = login, login.csrf
        if request.method not in ("GET", "HEAD"):
            _check_form(login.csrf)
        # Before anything is read: what is shown must not seem younger than it is.
        g.turn = state.turns.now
        sealed_query.unseal()
        state.lock_if_idle()
        if endpoint not in _NO_SIGN:
            state.touch()
        if state.unlocked_session is None and endpoint not in _WHILE_LOCKED:
            return redirect(url_for("auth.home"), 303)
        return None

    app.before_request(guard)
    app.after_request(seal_headers)
    app.after_request(_refuse_bare)


def _refuse_bare(response: Response) -> Response:
    """Lets no tab show anything but a page of ours, which has the doors and ends with them.

    A bare picture, PDF, sound or JSON has neither. Browsers say what they ask for; one that does
    not (Safari before 16.4) is only never led to such an address.
    """
    as_page = request.headers.get("Sec-Fetch-Dest") == "document"
    framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
    bare = response.mimetype != "text/html" or framed
    saved = response.headers.get("Content-Disposition", "").startswith("attachment")
    if as_page and bare and not saved and response.status_code < 300:
        response.close()
        return current_app.make_response((context.page("away.html"), 403))
    return response


def seal_headers(response: Response) -> Response:
    """Adds the headers that every answer carries, unless a page has set a stricter one itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Cache-Control"] = "no-store"
    return response


def _check_host(host: str) -> None:
    if request.headers.get("Host", "") != host:
        raise Forbidden("another host name")


def _check_is_a_tab() -> None:
    """The way in is opened from a file of ours, which to a browser is another site; as a tab only.

    What a browser, or a program that looks at links before, fetches ahead must not spend it.
    """
    told = request.headers.get
    ahead = told("Sec-Purpose") or told("Purpose") or ""
    tab = told("Sec-Fetch-Dest", "document"), told("Sec-Fetch-Mode", "navigate")
    if request.method != "GET" or ahead or tab != ("document", "navigate"):
        raise Forbidden("not opened in a tab")


def _check_where_from(host: str) -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise Forbidden("asked for by another page")
    if request.method in ("GET", "HEAD"):
        return
    # A form on a page without referrer sends "null" as its origin; then the browser's own word
    # about where the request comes from decides. Source: Fetch, "serialize a request origin".
    origin = request.headers.get("Origin", "null")
    if origin != f"http://{host}" and not (origin == "null" and site == "same-origin"):
        raise Forbidden("sent by another page")


def _check_form(csrf: str) -> None:
    given = request.headers.get("X-Keepsake-Form") or request.form.get("csrf", "")
    if not hmac.compare_digest(csrf.encode(), given.encode()):
        raise Forbidden("not one of our forms")


def set_session_cookie(response: AnyResponse, cookie: str) -> None:
    """Gives the browser its session while it runs; scripts and other sites never see it."""
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="Strict", path=_path())


def drop_session_cookie(response: AnyResponse) -> None:
    """Takes the session from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", path=_path())


def _path() -> str:
    return request.script_root or "/"
