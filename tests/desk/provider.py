"""A stand-in for the sign-in of an organisation: a little OpenID provider, a process of its own.

It signs with cryptography alone, not with the library that the desk reads it with. What a hostile
or broken one does is told in `faults.json` of its folder, anew for each answer:

    claims     members of the ID token that are other, or left out where they are null
    sign       `none`, `hs256` (with the public key as a secret), `hs256_listed` (with a secret
               that is among its keys), `other_key`, `short_key`, `sealing_key`
    head       members of its header that are other
    metadata   members of what it says of itself that are other
    token      `redirect`, `slow`, `drip`, `huge`, `html`, `list`, `error`: how it answers
    discovery, keys  the same
    answer     members of the address it sends the browser back to that are other, null for none
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_LISTED = b"a secret that stands among the public keys"
CLIENT, SECRET = "the desk", "a secret: with % & signs"
_PAGE = (
    '<!doctype html><html lang="en"><title>Example Organisation</title><form method="post">'
    '<label>Name <input name="user"></label><button>Sign in</button></form>'
)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Provider:
    """What it knows."""

    def __init__(self, folder: Path, issuer: str, returns_to: str) -> None:
        self.folder, self.issuer, self.returns_to = folder, issuer, returns_to
        self.key = rsa.generate_private_key(65_537, 2_048)
        self.other = rsa.generate_private_key(65_537, 2_048)
        self.short = rsa.generate_private_key(65_537, 1_024)  # noqa: S505 - refused
        self.codes: dict[str, dict[str, str]] = {}

    def faults(self, name: str) -> Any:
        """What is asked of it to do wrong."""
        path = self.folder / "faults.json"
        return json.loads(path.read_text()).get(name) if path.exists() else None

    def wrote(self, what: str, **told: object) -> None:
        """Writes down that it was asked."""
        with (self.folder / "asked.jsonl").open("a") as file:
            file.write(json.dumps({"what": what, **told}) + "\n")

    def metadata(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        } | (self.faults("metadata") or {})

    def keys(self) -> dict[str, Any]:
        """Its public keys, some of which nobody can use."""
        listed = [
            {"kty": "oct", "k": _base64(_LISTED), "kid": "secret"},
            {"kty": "future", "kid": "new"},
            self._jwk(self.short, "short"),
            {**self._jwk(self.other, "sealing"), "use": "enc"},
            self._jwk(self.key, "one"),
        ]
        return {"keys": listed}

    def _jwk(self, key: rsa.RSAPrivateKey, name: str) -> dict[str, str]:
        numbers = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": name, "n": _number(numbers.n), "e": _number(numbers.e)}

    def id_token(self, user: str, nonce: str) -> str:
        """What it says of somebody."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT, "sub": f"{user}-0001", "nonce": nonce, "iat": now,
            "exp": now + 300, "auth_time": now, "email": f"{user}@example.org",
        }  # fmt: skip
        for name, value in (self.faults("claims") or {}).items():
            moved = isinstance(value, str) and value.startswith("now")
            claims[name] = now + int(value[3:]) if moved else value
        claims = {name: value for name, value in claims.items() if value is not None}
        how = self.faults("sign") or "rs256"
        names = {"none": "none", "hs256": "HS256", "hs256_listed": "HS256"}
        kids = {"short_key": "short", "sealing_key": "sealing", "hs256_listed": "secret"}
        head = {"alg": names.get(how, "RS256"), "kid": kids.get(how, "one"), "typ": "JWT"}
        head |= self.faults("head") or {}
        told = ".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
        return f"{told}.{_base64(self._signature(how, told.encode()))}"

    def _signature(self, how: str, told: bytes) -> bytes:
        if how == "none":
            return b""
        if how == "hs256_listed":
            return hmac.new(_LISTED, told, "sha256").digest()
        if how == "hs256":
            form = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return hmac.new(self.key.public_key().public_bytes(*form), told, "sha256").digest()
        keys = {"other_key": self.other, "sealing_key": self.other, "short_key": self.short}
        return keys.get(how, self.key).sign(told, padding.PKCS1v15(), hashes.SHA256())

    def redeemed(self, told: dict[str, str], authorization: str) -> str | None:
        """An ID token for a code, once, for the one that asked for it."""
        asked = self.codes.pop(told.get("code", ""), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        client, _, secret = pair.partition(":")
        challenge = _base64(hashlib.sha256(told.get("code_verifier", "").encode()).digest())
        sound = (
            asked is not None
            and (unquote_plus(client), unquote_plus(secret)) == (CLIENT, SECRET)
            and told.get("grant_type") == "authorization_code"
            and told.get("redirect_uri") == self.returns_to == asked["redirect_uri"]
            and asked["code_challenge_method"] == "S256"
            and challenge == asked["code_challenge"]
        )
        return self.id_token(asked["user"], asked["nonce"]) if sound and asked else None


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self.provider.wrote("discovery")
            self._misbehaving("discovery", self.provider.metadata())
        elif parts.path == "/keys":
            self.provider.wrote("keys")
            self._misbehaving("keys", self.provider.keys())
        elif parts.path == "/authorize":
            self._send(200, "text/html", _PAGE.encode())
        else:
            self.provider.wrote("elsewhere", path=self.path)
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        form = {name: value[0] for name, value in parse_qs(self.rfile.read(size).decode()).items()}
        parts = urlsplit(self.path)
        if parts.path == "/token":
            self._token(form)
        elif parts.path == "/authorize":
            asked = {name: value[0] for name, value in parse_qs(parts.query).items()}
            self._authorized(asked, form["user"])

    def _authorized(self, asked: dict[str, str], user: str) -> None:
        self.provider.wrote("authorize", **asked)
        if asked.get("redirect_uri") != self.provider.returns_to or asked["client_id"] != CLIENT:
            self._send(400, "text/plain", b"nobody of that name")
            return
        code = secrets.token_urlsafe(24)
        self.provider.codes[code] = {**asked, "user": user}
        told: dict[str, Any] = {"code": code, "state": asked["state"], "iss": self.provider.issuer}
        told |= self.provider.faults("answer") or {}
        query = urlencode({name: value for name, value in told.items() if value is not None})
        self.send_response(303)
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        self.provider.wrote("token", **form)
        token = self.provider.redeemed(form, self.headers.get("Authorization", ""))
        if token is None:
            self._send(400, "application/json", b'{"error": "invalid_grant"}')
            return
        told = {"access_token": "never used", "token_type": "Bearer", "id_token": token}
        self._misbehaving("token", told)

    def _misbehaving(self, where: str, told: dict[str, Any]) -> None:
        data = json.dumps(told).encode()
        how = self.provider.faults(where)
        if how == "redirect":
            self.send_response(302)
            self.send_header("Location", f"{self.provider.issuer}/elsewhere")
            self.end_headers()
        elif how == "slow":
            time.sleep(20)
        elif how == "drip":
            # A little at a time, for ever: no single wait is long.
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                self.wfile.write(f"X-{number}: 1\r\n".encode())
                self.wfile.flush()
                time.sleep(0.2)
        elif how == "huge":
            self._send(200, "application/json", b'{"a": "' + b"x" * 10_000_000 + b'"}')
        elif how == "html":
            self._send(200, "text/html", b"<!doctype html><title>Wi-Fi</title>")
        elif how == "list":
            self._send(200, "application/json", b"[" * 50_000)
        elif how == "error":
            self._send(500, "text/plain", b"")
        else:
            self._send(200, "application/json", data)

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    """Runs it: port, folder, and the one address it sends browsers back to."""
    port, folder, returns_to = sys.argv[1:]
    _Handler.provider = Provider(Path(folder), f"http://127.0.0.1:{port}", returns_to)
    ThreadingHTTPServer(("127.0.0.1", int(port)), _Handler).serve_forever()


if __name__ == "__main__":
    main()
