"""Sends a hash to a calendar, and asks it later for the rest of the proof.

The protocol is that of the public calendars: `POST /digest` with the hash, and `GET
/timestamp/HASH`, which is answered 404 until the hash is in a block.
"""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

from keepsake.core.errors import Code
from keepsake.core.ots import encoding
from keepsake.core.ots.proof import OtsError, claims
from keepsake.stamp.wire import Request, StampError, exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.ots.proof import Node

    Consult = Callable[[str, bytes | None, float], bytes]

TIMEOUT_SECONDS = 10.0
_HEADERS = {"Accept": "application/vnd.opentimestamps.v1", "User-Agent": "keepsake"}


def submit(url: str, commitment: bytes, consult: Consult) -> Node:
    """Hands a hash to a calendar.

    Args:
        url: Of the calendar.
        commitment: 32 bytes that say nothing of what is stamped: `proof.commitment`.
        consult: `consult` below, or a stand-in with its contract.

    Returns:
        What it says of them, read; usually that they are pending.

    Raises:
        StampError: STAMP_UNREACHABLE, STAMP_REFUSED or STAMP_INVALID.
    """
    data = consult(f"{url.rstrip('/')}/digest", commitment, TIMEOUT_SECONDS)
    return _read(data, commitment)


def ask_rest(address: str, commitment: bytes, consult: Consult) -> Node | None:
    """What a calendar can say of a hash by now, None where it is in no block yet.

    Args:
        address: As the pending proof names it; the caller has looked whether it may be asked.
        commitment: The message that the calendar promised to pass on.
        consult: As for `submit`.

    Raises:
        StampError: As `submit`.
    """
    try:
        url = f"{address.rstrip('/')}/timestamp/{commitment.hex()}"
        found = _read(consult(url, None, TIMEOUT_SECONDS), commitment)
    except StampError as error:
        if error.status == http.client.NOT_FOUND:
            return None
        raise
    return found if any(claim.is_block for claim in claims(found)) else None


def consult(url: str, body: bytes | None, timeout_seconds: float) -> bytes:
    """One question to a calendar, as `wire.exchange` sends it.

    Raises:
        StampError: STAMP_UNREACHABLE or STAMP_REFUSED; no other exception leaves.
    """
    return exchange(Request(url, body, _HEADERS, encoding.ANSWER_BYTES_MAX), timeout_seconds)


def _read(data: bytes, commitment: bytes) -> Node:
    try:
        return encoding.read_answer(data, commitment)
    except OtsError as error:
        raise StampError(Code.STAMP_INVALID, "malformed", str(error)) from error
