"""The organisation's own sign-in: authorisation code with PKCE (OpenID Connect Core 1.0, RFC 7636).

A provider says who somebody is; who may come in, and as what, is in the desk's own table. Nothing
is kept for those who only begin: what they have to bring back is in a cookie of theirs, signed by
the desk, and `state`, `nonce` and the PKCE verifier are made of it with a key that the desk alone
has. Not guarded against: a provider that lies, which can say of anybody that it is them.
"""

from __future__ import annotations

import base64
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote_plus, urlencode

from keepsake.core.hashing import sha256
from keepsake.desk import id_token
from keepsake.desk.asking import AskingError, ask
from keepsake.desk.challenges import ChallengeError, Challenges
from keepsake.desk.id_token import Expected, IdTokenError
from keepsake.desk.settings import is_provider_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.desk.database import Database
    from keepsake.desk.settings import OidcSettings, Settings

HOLDS_FOR = timedelta(minutes=10)
"""How long somebody may be with the provider."""

ANSWER_PATH = "/sign-in/organisation/answer"
SIGN_IN = bytes(32)
"""What a flow is for that enrols nobody; else it is the hash of an enrolment's secret."""

AT_ONCE = 2
"""Threads of one process that may wait for the provider; the others answer people meanwhile."""

_PURPOSE_BYTES = len(SIGN_IN)
_KNOWN_FOR = timedelta(minutes=5)
_WAITS_SECONDS = 0.2
_USE = b"keepsake desk oidc"
_OK = 200
_CODE_CHARACTERS_MAX = 4_096


class OidcError(Exception):
    """Nobody is let in by this.

    Attributes:
        word: `oidc_refused`, or `oidc_silent` where the provider does not answer as one.
        what: For whoever looks for a fault; "" where it is none of the provider's.
    """

    def __init__(self, word: str, what: str = "") -> None:
        super().__init__(word)
        self.word, self.what = word, what


class Begun(NamedTuple):
    """What a browser is given to begin with.

    Attributes:
        address: Of the provider, where it goes.
        flow: What it brings back, from its cookie.
    """

    address: str
    flow: str


class Found(NamedTuple):
    """Who came back.

    Attributes:
        purpose: What the flow was begun for.
        subject: What the provider calls them.
    """

    purpose: bytes
    subject: str


class _Metadata(NamedTuple):
    """What a provider says of itself (OpenID Connect Discovery 1.0, 3)."""

    authorize: str
    token: str
    keys: str
    secret_in_header: bool
    names_itself: bool


class Provider:
    """The provider of one desk."""

    def __init__(self, settings: Settings, oidc: OidcSettings) -> None:
        """Asks it nothing yet.

        Raises:
            SettingsError: The desk's log has no key, or the secret cannot be read.
        """
        self.issuer = oidc.issuer
        self._client, self._secret = oidc.client_id, oidc.client_secret()
        self._answers_at = settings.address + ANSWER_PATH
        self._challenges = Challenges.of(settings, _USE, HOLDS_FOR)
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._known: tuple[datetime, _Metadata] | None = None

    def begin(self, purpose: bytes, now: datetime) -> Begun:
        """Sends a browser to the provider.

        Raises:
            OidcError: `oidc_silent`.
        """
        flow = self._challenges.new(purpose, now) + purpose
        there = self._metadata(now)
        verifier = self._made(b"verifier", flow)
        told = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client,
            "redirect_uri": self._answers_at,
            "state": self._made(b"state", flow),
            "nonce": self._made(b"nonce", flow),
            "code_challenge": _base64(sha256(verifier.encode())),
            "code_challenge_method": "S256",
            # Whoever left the desk does not come in again because the provider still knows them.
            "max_age": "0",
        }
        joint = "&" if "?" in there.authorize else "?"
        return Begun(there.authorize + joint + urlencode(told), _base64(flow))

    def found(
        self, database: Database, flow_text: str, answer: Mapping[str, str], now: datetime
    ) -> Found:
        """Takes what a browser brought back, once, and asks the provider who it is.

        Raises:
            OidcError: `oidc_refused`: it did not begin here, or not in this browser, was brought
                before, or the provider says no; `oidc_silent`.
        """
        flow, purpose = self._taken(database, flow_text, answer, now)
        there = self._metadata(now)
        self._require_from_issuer(there, answer)
        code = answer.get("code", "")
        if not code or len(code) > _CODE_CHARACTERS_MAX:
            raise OidcError("oidc_refused")
        token = self._token(there, code, self._made(b"verifier", flow))
        keys = _as_json(self._ask(there.keys, {}))
        began = self._challenges.began(flow)
        # The clock again: the provider took its time.
        present = max(now, datetime.now(UTC)).timestamp()
        nonce = self._made(b"nonce", flow)
        expected = Expected(self.issuer, self._client, nonce, began, present)
        try:
            return Found(purpose, id_token.subject(token, keys, expected))
        except IdTokenError as error:
            raise OidcError("oidc_refused", error.what) from error

    def _taken(
        self, database: Database, flow_text: str, answer: Mapping[str, str], now: datetime
    ) -> tuple[bytes, bytes]:
        flow = _decoded(flow_text)
        challenge, purpose = flow[:-_PURPOSE_BYTES], flow[-_PURPOSE_BYTES:]
        state = answer.get("state", "").encode("utf-8", "replace")
        if not hmac.compare_digest(state, self._made(b"state", flow).encode()):
            raise OidcError("oidc_refused")
        try:
            # Before the provider is asked: no answer is asked about twice.
            with database.connection() as transaction:
                self._challenges.take(transaction, challenge, purpose, now)
        except ChallengeError as error:
            raise OidcError("oidc_refused") from error
        return flow, purpose

    def _require_from_issuer(self, there: _Metadata, answer: Mapping[str, str]) -> None:
        """That the answer is of this provider and of no other one (RFC 9207)."""
        if answer.get("iss", "" if there.names_itself else self.issuer) != self.issuer:
            raise OidcError("oidc_refused", "iss of the answer")

    def _token(self, there: _Metadata, code: str, verifier: str) -> str:
        told = {
            "grant_type": "authorization_code", "code": code,
            "redirect_uri": self._answers_at, "code_verifier": verifier,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self._secret and there.secret_in_header:
            pair = f"{quote_plus(self._client)}:{quote_plus(self._secret)}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            told["client_id"] = self._client
            told |= {"client_secret": self._secret} if self._secret else {}
        answer = _as_json(self._ask(there.token, headers, urlencode(told).encode()))
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcError("oidc_silent", "no id_token")
        # What else it gives, to act in somebody's name, is not wanted and kept nowhere.
        return token

    def _metadata(self, now: datetime) -> _Metadata:
        if self._known and now - self._known[0] < _KNOWN_FOR:
            return self._known[1]
        address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _metadata(_as_json(self._ask(address, {})), self.issuer)
        self._known = now, found
        return found

    def _ask(self, address: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        if not self._free.acquire(timeout=_WAITS_SECONDS):
            raise OidcError("oidc_silent", "too many at once")
        try:
            answer = ask(address, {"Accept": "application/json", **headers}, body)
        except AskingError as error:
            raise OidcError("oidc_silent", str(error)) from error
        finally:
            self._free.release()
        if answer.status in (400, 401, 403) and body is not None:
            # The code was none, was used, or is not for this desk.
            raise OidcError("oidc_refused")
        if answer.status != _OK:
            raise OidcError("oidc_silent", f"status {answer.status}")
        return answer.body

    def _made(self, what: bytes, flow: bytes) -> str:
        """43 characters that nobody else can know, of a flow."""
        return _base64(hmac.new(self._challenges.key, what + b" " + flow, "sha256").digest())


def _metadata(told: dict[str, Any], issuer: str) -> _Metadata:
    if told.get("issuer") != issuer:
        raise OidcError("oidc_silent", "issuer")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    authorize, token, keys = (told.get(name) for name in names)
    for name, address in zip(names, (authorize, token, keys), strict=True):
        if not isinstance(address, str) or not _is_endpoint(address, issuer):
            raise OidcError("oidc_silent", name)
    # Where it says nothing, this is the one way (OpenID Connect Discovery 1.0, 3).
    ways = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    in_header = isinstance(ways, list) and "client_secret_basic" in ways
    names_itself = told.get("authorization_response_iss_parameter_supported") is True
    return _Metadata(str(authorize), str(token), str(keys), in_header, names_itself)


def _is_endpoint(address: str, issuer: str) -> bool:
    """Whether it may be used: encrypted, but where the provider itself is on this computer."""
    plain = address.partition("?")[0]
    return is_provider_address(plain) and (plain.startswith("https:") or issuer.startswith("http:"))


def _as_json(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise OidcError("oidc_silent", "no JSON") from error
    if not isinstance(told, dict):
        raise OidcError("oidc_silent", "no JSON object")
    return told


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError as error:
        raise OidcError("oidc_refused") from error
