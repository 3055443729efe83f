"""What a provider says of somebody: an ID token, checked completely.

Pure: no network, no clock. Source: OpenID Connect Core 1.0, 3.1.3.7.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384")
"""Signatures by a private key alone. None of them is made with what anybody or the desk knows."""

CLOCKS_DIFFER_SECONDS = 60

_SECONDS_END = 1 << 40
_LIVES_SECONDS_MAX = 86_400
_SUBJECT = re.compile(r"[ -~]{1,255}")
# 2,048 bits in Base64 (RFC 7518 6.3.1.1: no zeros before them).
_RSA_CHARACTERS_MIN = 342
_WRONG = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class IdTokenError(Exception):
    """It says of nobody who they are.

    Attributes:
        what: Which of its parts is wrong, for whoever looks for a fault.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Expected(NamedTuple):
    """What it has to say.

    Attributes:
        issuer: Who made it.
        client_id: For whom.
        nonce: In answer to what.
        began: When that was asked, seconds since 1970.
        now: The same for the present.
    """

    issuer: str
    client_id: str
    nonce: str
    began: float
    now: float


def subject(token: str, keys: object, expected: Expected) -> str:
    """Whom a token is about, as its issuer names them: never given to another, no name.

    Args:
        token: As the provider gave it.
        keys: The provider's keys, a JWK Set as it came (RFC 7517 5).
        expected: What it has to say.

    Raises:
        IdTokenError: Its signature does not hold, or it says something else.
    """
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        found = jwt.decode(token, KeySet(list(_usable(keys))), ALGORITHMS, registry)
    except _WRONG as error:
        raise IdTokenError("signature") from error
    wrong = next(_wrong(found.claims, expected), "")
    if wrong:
        raise IdTokenError(wrong)
    return str(found.claims["sub"])


def _wrong(claims: dict[str, Any], expected: Expected) -> Iterator[str]:
    if claims.get("iss") != expected.issuer:
        yield "iss"
    # For this desk alone: what is for others too could have been given to it by one of them.
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        yield "aud"
    if claims.get("azp", expected.client_id) != expected.client_id:
        yield "azp"
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode("utf-8", "replace"), expected.nonce.encode()
    ):
        yield "nonce"
    yield from _out_of_time(claims, expected)
    name = claims.get("sub")
    if not isinstance(name, str) or not _SUBJECT.fullmatch(name):
        yield "sub"


def _out_of_time(claims: dict[str, Any], expected: Expected) -> Iterator[str]:
    ends, made = _seconds(claims, "exp"), _seconds(claims, "iat")
    earliest, latest = expected.began - CLOCKS_DIFFER_SECONDS, expected.now + CLOCKS_DIFFER_SECONDS
    soonest = expected.now - CLOCKS_DIFFER_SECONDS
    if ends is None or not soonest < ends < latest + _LIVES_SECONDS_MAX:
        yield "exp"
    if made is None or not earliest <= made <= latest:
        yield "iat"
    valid_from = _seconds(claims, "nbf") if "nbf" in claims else latest
    if valid_from is None or valid_from > latest:
        yield "nbf"
    # Whoever was asked for it may leave it out; what is told has to be since it was asked.
    asked = _seconds(claims, "auth_time") if "auth_time" in claims else earliest
    if asked is None or asked < earliest:
        yield "auth_time"


def _seconds(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    # JSON has numbers of any length, and to Python "true" is one.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _SECONDS_END else None


def _usable(keys: object) -> Iterator[RSAKey | ECKey]:
    """Those that sign; what is none, of another kind or too short is as if it were not there."""
    listed = keys.get("keys") if isinstance(keys, dict) else None
    for told in listed if isinstance(listed, list) else ():
        if not isinstance(told, dict) or told.get("use", "sig") != "sig":
            continue
        try:
            if told.get("kty") == "EC":
                yield ECKey.import_key(told)
            elif told.get("kty") == "RSA" and len(told["n"]) >= _RSA_CHARACTERS_MIN:
                yield RSAKey.import_key(told)
        except _WRONG:
            continue
