"""One request to another server, which may be slow, large or hostile: limits on all of it."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER_BYTES_MAX = 65_536
SECONDS_MAX = 5.0


class AskingError(Exception):
    """No answer that can be used came in time."""


class Answer(NamedTuple):
    """What came back, whatever its status."""

    status: int
    body: bytes


def ask(url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """Sends one request, by POST where there is a body.

    Redirects are not followed and proxies of the environment are not used: the answer comes from
    this address or not at all. Encryption, head and body together have `SECONDS_MAX`, however the
    other side spreads what it sends. Not limited: looking up the name; each of its addresses has
    that time to be connected.

    Raises:
        AskingError: It cannot be reached, is not who it has to be (TLS), or too slow or too long.
    """
    parts = urlsplit(url)
    try:
        with closing(_connected(parts)) as wire:
            late = threading.Event()
            end = threading.Timer(SECONDS_MAX, _cut, [wire, late])
            end.daemon = True
            end.start()
            try:
                answer = _exchanged(wire, parts, headers, body)
            finally:
                end.cancel()
            # What came from a connection that was cut may be a part of it.
            if late.is_set():
                raise AskingError("slow")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise AskingError(type(error).__name__) from error
    if len(answer.body) > ANSWER_BYTES_MAX:
        raise AskingError("long")
    return answer


def _connected(parts: SplitResult) -> socket.socket:
    encrypted = parts.scheme == "https"
    where = (parts.hostname or "", parts.port or (443 if encrypted else 80))
    wire = socket.create_connection(where, timeout=SECONDS_MAX)
    if not encrypted:
        return wire
    # Encryption begins with the first write, when time runs already.
    return ssl.create_default_context().wrap_socket(
        wire, server_hostname=parts.hostname, do_handshake_on_connect=False
    )


def _exchanged(
    wire: socket.socket, parts: SplitResult, headers: Mapping[str, str], body: bytes | None
) -> Answer:
    if isinstance(wire, ssl.SSLSocket):
        wire.do_handshake()
    link = http.client.HTTPConnection(parts.netloc)
    link.sock = wire
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {**headers, "Connection": "close"}
    link.request("GET" if body is None else "POST", target, body, told)
    with link.getresponse() as response:
        return Answer(response.status, response.read(ANSWER_BYTES_MAX + 1))


def _cut(wire: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        # Not that of the encrypted one, which would go on in plain.
        socket.socket.shutdown(wire, socket.SHUT_RDWR)
