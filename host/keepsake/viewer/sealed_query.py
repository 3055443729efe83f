"""What an address asks for, sealed: browsers write the addresses of pages into their histories.

Words that were searched for, names and accounts never stand in an address that this program makes:
all of a query but counts and code words is one sealed value, which only the running session opens.
Forms that ask for a page are sent, so that their words are in no address either.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from flask import Blueprint, Flask, current_app, redirect, request, url_for
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, NotFound

from keepsake.viewer import context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from werkzeug.wrappers import Response

blueprint = Blueprint("sealed_query", __name__)

SEALED = "s"
# Numbers and code words of this program; a further name is sealed until it stands here.
PLAIN = frozenset(
    {"page", "kept", "withdrawn", "saved", "moved", "in", "item", "exhibit", "entry", "step",
     "kind", "first", "same", "opened", "capture"}
)  # fmt: skip
PAGES = frozenset({"search.results", "timeline.page", "captures.text"})
_NONCE = 12


def prepare(app: Flask) -> None:
    """Seals the query of every address that is made from now on."""

    @app.url_defaults
    def seal(endpoint: str, values: dict[str, Any]) -> None:
        inside = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
        names = [name for name in values if name not in inside | PLAIN and name[0] != "_"]
        given = {name: str(values.pop(name)) for name in names if values[name] not in (None, "")}
        if given:
            values[SEALED] = _seal(given)


def unseal() -> None:
    """Puts what the address of this request asks for where pages look for it."""
    sealed = request.args.get(SEALED, "")
    if sealed:
        request.args = CombinedMultiDict([MultiDict(_open(sealed)), request.args])


def address(plain: str) -> str:
    """The same place with what it asks for sealed.

    Raises:
        HTTPException: There is no such place.
    """
    endpoint, facts = match(plain)
    return url_for(endpoint, **{**dict(parse_qsl(urlsplit(plain).query)), **facts})


def place(address: str) -> str:
    """The same place as it is called in every run: without what all addresses begin with in one."""
    return address.removeprefix(request.script_root)


def match(address: str) -> tuple[str, Mapping[str, Any]]:
    """What makes the page at an address, and what the address tells it.

    Raises:
        HTTPException: There is no such place.
    """
    return current_app.url_map.bind("").match(place(address).partition("?")[0])


@blueprint.post("/asked")
def go() -> Response:
    """Leads to the page that a form asks for."""
    try:
        endpoint, facts = match(request.form.get("to", ""))
    except HTTPException as error:
        raise NotFound from error
    if endpoint not in PAGES:
        raise NotFound
    # What begins with "_" is a wish to the one that makes addresses, not to the page.
    given = {
        name: text
        for name, text in request.form.items()
        if name not in ("csrf", "to") and not name.startswith("_")
    }
    return redirect(url_for(endpoint, **{**given, **facts}), 303)


def _seal(given: dict[str, str]) -> str:
    nonce = context.state().env.random(_NONCE)
    sealed = _cipher().encrypt(nonce, json.dumps(given).encode(), None)
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def _open(sealed: str) -> dict[str, str]:
    """Nothing where it is of another session: the page is then shown as if nothing was asked."""
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        found: dict[str, str] = json.loads(_cipher().decrypt(data[:_NONCE], data[_NONCE:], None))
    except (ValueError, binascii.Error, InvalidTag):
        return {}
    return found


def _cipher() -> ChaCha20Poly1305:
    return ChaCha20Poly1305(context.state().addresses)
