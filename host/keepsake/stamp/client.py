"""Asks one authority for one time-stamp; `fetch` is the only place that opens a connection."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.timestamp import (
    RESPONSE_BYTES_MAX,
    TimestampError,
    TokenFacts,
    build_request,
    check_response,
)

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from keepsake.stamp.authorities import Authority

    Fetch = Callable[[str, bytes, float], bytes]

TIMEOUT_SECONDS = 10.0
_CHUNK_BYTES = 16_384
# Source: RFC 3161 §3.4.
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "Connection": "close",
}


class StampError(KeepsakeError):
    """No time-stamp came of it.

    Attributes:
        reason: Code word for `shared/data/words/stamp.json`: one of `unreachable`, `slow`, `http`,
            `not_authority`, `too_large`, or a reason of `TimestampError`.
    """

    def __init__(self, code: Code, reason: str, detail: str) -> None:
        super().__init__(code, detail, reason=reason)
        self.reason = reason


def ask(authority: Authority, digest: bytes, nonce: int, fetch: Fetch) -> tuple[bytes, TokenFacts]:
    """Gets a time-stamp and checks it completely before it is given back.

    Args:
        authority: Whom to ask; only its pinned roots count.
        digest: SHA-256 of what is to be stamped, the only thing that is sent.
        nonce: Unpredictable, used once.
        fetch: `fetch` below, or a stand-in with its contract.

    Returns:
        The response as it came, and what it states.

    Raises:
        StampError: STAMP_UNREACHABLE, STAMP_REFUSED or STAMP_INVALID.
    """
    tsr = fetch(authority.url, build_request(digest, nonce), TIMEOUT_SECONDS)
    try:
        return tsr, check_response(tsr, digest, nonce, authority.roots)
    except TimestampError as error:
        code = Code.STAMP_REFUSED if error.reason == "status" else Code.STAMP_INVALID
        raise StampError(code, error.reason, error.detail) from error


def fetch(url: str, body: bytes, timeout_seconds: float) -> bytes:
    """Sends one time-stamp request by POST.

    Proxies of the environment are not used and redirects are not followed: the answer comes from
    the address in the list or not at all. The whole body must arrive within the time; looking up
    the name and the headers are each only held to it singly.

    Args:
        url: http or https.
        body: The request.
        timeout_seconds: For connecting, for each wait, and for the body as a whole.

    Raises:
        StampError: STAMP_UNREACHABLE or STAMP_REFUSED; no other exception leaves.
    """
    deadline = time.monotonic() + timeout_seconds
    try:
        parts = urlsplit(url)
        with contextlib.closing(_connection(parts.scheme, parts.netloc, timeout_seconds)) as link:
            link.connect()
            wire = link.sock
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            link.request("POST", target, body, _HEADERS)
            with link.getresponse() as response:
                _check_head(response)
                return _read(response, wire, deadline)
    except TimeoutError as error:
        raise StampError(Code.STAMP_UNREACHABLE, "slow", "no whole answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StampError(Code.STAMP_UNREACHABLE, "unreachable", type(error).__name__) from error


def _connection(scheme: str, netloc: str, timeout_seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(netloc, timeout=timeout_seconds, context=context)
    if scheme == "http":
        return http.client.HTTPConnection(netloc, timeout=timeout_seconds)
    raise ValueError("neither http nor https")


def _check_head(response: http.client.HTTPResponse) -> None:
    if response.status != http.client.OK:
        # 5xx is a server that is not well; anything else is one that does not want this.
        server_fault = response.status >= http.client.INTERNAL_SERVER_ERROR
        code = Code.STAMP_UNREACHABLE if server_fault else Code.STAMP_REFUSED
        raise StampError(code, "http", f"HTTP status {response.status}")
    if response.headers.get_content_type() == "text/html":
        # The sign-in page of a hotel or a filter answers for everybody.
        raise StampError(Code.STAMP_UNREACHABLE, "not_authority", "a web page came instead")


def _read(response: http.client.HTTPResponse, wire: socket.socket, deadline: float) -> bytes:
    body = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        wire.settimeout(left)
        chunk = response.read1(_CHUNK_BYTES)
        if not chunk:
            return body
        body += chunk
        if len(body) > RESPONSE_BYTES_MAX:
            raise StampError(Code.STAMP_REFUSED, "too_large", "longer than any time-stamp")
