"""What a provider says of somebody: each signature that is taken, and nothing that is malformed.

Tokens are signed with cryptography alone, not with the library that reads them.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from hypothesis import given
from hypothesis import strategies as some

from keepsake.desk import id_token
from keepsake.desk.id_token import Expected, IdTokenError

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_800_000_000.0
EXPECTED = Expected("https://sign-in.example.org", "desk", "n" * 43, NOW - 30, NOW)
CLAIMS = {
    "iss": EXPECTED.issuer, "aud": "desk", "sub": "ben-0001", "nonce": EXPECTED.nonce,
    "iat": NOW - 1, "exp": NOW + 300,
}  # fmt: skip

RSA = rsa.generate_private_key(65_537, 2_048)
EC = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
}


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _number(value: int, size: int = 0) -> str:
    return _base64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _rsa_jwk(**more: str) -> dict[str, str]:
    numbers = RSA.public_key().public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e), **more}


def _ec_jwk(name: str, **more: str) -> dict[str, str]:
    numbers, size = EC[name].public_key().public_numbers(), EC[name].key_size // 8
    curve = f"P-{EC[name].key_size}"
    return {
        "kty": "EC",
        "crv": curve,
        "x": _number(numbers.x, size),
        "y": _number(numbers.y, size),
        **more,
    }


def _signed(name: str, told: bytes) -> bytes:
    if name in EC:
        key = EC[name]
        digest = hashes.SHA256() if name == "ES256" else hashes.SHA384()
        pair = utils.decode_dss_signature(key.sign(told, ec.ECDSA(digest)))
        return b"".join(each.to_bytes(key.key_size // 8, "big") for each in pair)
    if name == "PS256":
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return RSA.sign(told, salted, hashes.SHA256())
    digest = {"RS256": hashes.SHA256(), "RS512": hashes.SHA512(), "RS1": hashes.SHA1()}[name]  # noqa: S303
    return RSA.sign(told, padding.PKCS1v15(), digest)


def _token(name: str = "RS256", head: dict[str, Any] | None = None, **claims: object) -> str:
    said = {key: value for key, value in {**CLAIMS, **claims}.items() if value is not None}
    parts = ({"alg": name, **(head or {})}, said)
    told = ".".join(_base64(json.dumps(part).encode()) for part in parts)
    return f"{told}.{_base64(_signed(name, told.encode()))}"


def _keys(*keys: object) -> dict[str, object]:
    return {"keys": list(keys)}


@pytest.mark.parametrize("name", id_token.ALGORITHMS)
def test_each_signature_that_is_taken_is_taken(name: str) -> None:
    key = _ec_jwk(name, kid="a") if name in EC else _rsa_jwk(kid="a", use="sig")
    # One of them is named, and without others none has to be.
    assert id_token.subject(_token(name, {"kid": "a"}), _keys(key), EXPECTED) == "ben-0001"
    assert id_token.subject(_token(name), _keys(key), EXPECTED) == "ben-0001"
    many = _keys(_ec_jwk("ES256", kid="b"), key, _ec_jwk("ES384", kid="c"), {"kty": "oct"}, None, 5)
    assert id_token.subject(_token(name, {"kid": "a"}), many, EXPECTED) == "ben-0001"
    other = "c" if name == "ES256" else "b"
    for head in ({}, {"kid": "d"}, {"kid": other}):
        with pytest.raises(IdTokenError, match="signature"):
            id_token.subject(_token(name, head), many, EXPECTED)
    whole = _token(name, {"kid": "a"})
    head, body, signature = whole.split(".")
    changed = _base64(json.dumps({**CLAIMS, "sub": "eve"}).encode())
    for forged in (f"{head}.{changed}.{signature}", f"{head}.{body}.", f"{head}.{body}", body, ""):
        with pytest.raises(IdTokenError, match="signature"):
            id_token.subject(forged, _keys(key), EXPECTED)


def test_no_other_signature_is_taken() -> None:
    for name in ("RS512", "RS1"):
        with pytest.raises(IdTokenError, match="signature"):
            id_token.subject(_token(name), _keys(_rsa_jwk()), EXPECTED)
    with pytest.raises(IdTokenError, match="signature"):
        # The key says itself for what it is.
        id_token.subject(_token("PS256"), _keys(_rsa_jwk(alg="RS256")), EXPECTED)


@pytest.mark.parametrize("keys", [None, [], {}, {"keys": None}, {"keys": {}}, {"keys": ["x"]}, 5])
def test_without_keys_nobody_is_known(keys: object) -> None:
    with pytest.raises(IdTokenError, match="signature"):
        id_token.subject(_token(), keys, EXPECTED)


_ODD = (
    None,
    True,
    "1800000000",
    [],
    {},
    10**400,
    -(10**400),
    float("inf"),
    float("nan"),
    1e300,
    -1,
)


@pytest.mark.parametrize("name", ["exp", "iat", "nbf", "auth_time"])
def test_an_odd_time_is_none(name: str) -> None:
    keys = _keys(_rsa_jwk())
    for odd in _ODD:
        if odd is None or (odd == -1 and name == "nbf"):
            continue
        claims = {name: odd}
        # A number of any length, as it could stand in a token.
        with pytest.raises(IdTokenError, match=name):
            id_token.subject(_token(**claims), keys, EXPECTED)


def test_clocks_may_differ_by_a_minute_and_no_more() -> None:
    keys = _keys(_rsa_jwk())
    for name, good, bad in (
        ("exp", NOW - 59, NOW - 61), ("iat", NOW + 60, NOW + 61), ("iat", NOW - 90, NOW - 91),
        ("nbf", NOW + 60, NOW + 61), ("auth_time", NOW - 90, NOW - 91),
    ):  # fmt: skip
        assert id_token.subject(_token(**{name: good}), keys, EXPECTED) == "ben-0001"
        with pytest.raises(IdTokenError, match=name):
            id_token.subject(_token(**{name: bad}), keys, EXPECTED)


_VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=12,
)


@given(some.sampled_from([*CLAIMS, "azp", "nbf", "auth_time"]), _VALUES)
def test_whatever_a_provider_says_it_is_this_person_or_nobody(name: str, value: object) -> None:
    _says_this_person_or_nobody(_token(**{name: value}), _keys(_rsa_jwk()))


@given(some.text(max_size=60), _VALUES)
def test_whatever_comes_in_place_of_a_token_is_nobody(token: str, keys: object) -> None:
    with pytest.raises(IdTokenError):
        id_token.subject(token, keys, EXPECTED)


@given(
    some.dictionaries(some.sampled_from(["kty", "n", "e", "crv", "x", "y", "kid", "use"]), _VALUES)
)
def test_odd_keys_beside_a_good_one_hurt_nobody(odd: dict[str, object]) -> None:
    _says_this_person_or_nobody(_token(head={"kid": "a"}), _keys(odd, _rsa_jwk(kid="a")))


def _says_this_person_or_nobody(token: str, keys: object) -> None:
    say: Callable[..., str] = id_token.subject
    try:
        found = say(token, keys, EXPECTED)
    except IdTokenError:
        return
    assert 0 < len(found) <= 255
    assert found.isascii()
