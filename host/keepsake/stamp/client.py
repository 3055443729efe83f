"""Asks one authority for one time-stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code
from keepsake.core.timestamp.exchange import (
    RESPONSE_BYTES_MAX,
    TimestampError,
    TokenFacts,
    build_request,
    check_response,
)
from keepsake.stamp.wire import Request, StampError, exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.stamp.authorities import Authority

    Fetch = Callable[[str, bytes, float], bytes]

TIMEOUT_SECONDS = 10.0
# Source: RFC 3161 §3.4.
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}


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
        facts = check_response(tsr, digest, nonce, authority.roots)
    except TimestampError as error:
        code = Code.STAMP_REFUSED if error.reason == "status" else Code.STAMP_INVALID
        raise StampError(code, error.reason, error.detail) from error
    # No policy is asked for, so the authority names its own (RFC 3161 §2.4.2): one that is known.
    if authority.policies and facts.policy not in authority.policies:
        raise StampError(Code.STAMP_INVALID, "policy", facts.policy)
    return tsr, facts


def fetch(url: str, body: bytes, timeout_seconds: float) -> bytes:
    """Sends one time-stamp request by POST, as `wire.exchange` does.

    Args:
        url: http or https.
        body: The request.
        timeout_seconds: For connecting, for each wait, and for the body as a whole.

    Raises:
        StampError: STAMP_UNREACHABLE or STAMP_REFUSED; no other exception leaves.
    """
    return exchange(Request(url, body, _HEADERS, RESPONSE_BYTES_MAX), timeout_seconds)
