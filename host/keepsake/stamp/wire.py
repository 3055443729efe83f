"""The only place that opens a connection, and the one kind of error that leaves it."""

from __future__ import annotations

import contextlib
import http.client
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

_CHUNK_BYTES = 16_384


class StampError(KeepsakeError):
    """No time-stamp came of it.

    Attributes:
        reason: Code word for `shared/data/words/stamp.json`: one of `unreachable`, `slow`, `http`,
            `not_authority`, `too_large`, `policy`, or a reason of `TimestampError`.
        status: HTTP status where that was the reason, else 0.
    """

    def __init__(self, code: Code, reason: str, detail: str, status: int = 0) -> None:
        super().__init__(code, detail, reason=reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and how long the answer may be at most.

    Attributes:
        url: http or https.
        body: Sent by POST; None asks by GET.
        headers: Besides what the protocol needs.
        answer_bytes_max: A longer answer is refused while it comes.
        method: Where it is neither POST nor GET.
    """

    url: str
    body: bytes | Body | None
    headers: Mapping[str, str]
    answer_bytes_max: int
    method: str = ""


class Body(Protocol):
    """What is sent piece by piece; its length stands in the headers."""

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, empty at the end."""


class Answer(NamedTuple):
    """What came back, whatever its status."""

    status: int
    body: bytes


class LongAnswerError(ValueError):
    """An answer is longer than any that is expected."""


def exchange(request: Request, timeout_seconds: float) -> bytes:
    """Sends one request and gives the body of the answer.

    Proxies of the environment are not used and redirects are not followed: the answer comes from
    the address in the list or not at all. The whole body must arrive within the time; looking up
    the name and the headers are each only held to it singly.

    Args:
        request: What is sent.
        timeout_seconds: For connecting, for each wait, and for the body as a whole.

    Raises:
        StampError: STAMP_UNREACHABLE or STAMP_REFUSED; no other exception leaves.
    """
    try:
        return converse(request, timeout_seconds, _check_head).body
    except LongAnswerError as error:
        raise StampError(Code.STAMP_REFUSED, "too_large", "longer than any time-stamp") from error
    except TimeoutError as error:
        raise StampError(Code.STAMP_UNREACHABLE, "slow", "no whole answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise StampError(Code.STAMP_UNREACHABLE, "unreachable", type(error).__name__) from error


def _any_head(_response: http.client.HTTPResponse) -> None:
    """Takes every answer."""


def converse(
    request: Request,
    timeout_seconds: float,
    check: Callable[[http.client.HTTPResponse], None] = _any_head,
) -> Answer:
    """Sends one request and gives the answer, under the same rules as `exchange`.

    Args:
        request: What is sent.
        timeout_seconds: For connecting, for each wait, and for the answer's body as a whole.
        check: Looks at the head of the answer before its body is read.

    Raises:
        OSError: The other computer cannot be reached, or not in time (TimeoutError).
        HTTPException: What came is not HTTP.
        ValueError: No address, or a longer answer than is taken (LongAnswerError).
    """
    deadline = time.monotonic() + timeout_seconds
    method = request.method or ("GET" if request.body is None else "POST")
    parts = urlsplit(request.url)
    with contextlib.closing(_connection(parts.scheme, parts.netloc, timeout_seconds)) as link:
        link.connect()
        wire = link.sock
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {**request.headers, "Connection": "close"}
        link.request(method, target, request.body, headers)
        if not isinstance(request.body, bytes | None):
            deadline = time.monotonic() + timeout_seconds  # what is large has taken its time
        with link.getresponse() as response:
            check(response)
            body = _read(response, wire, deadline, request.answer_bytes_max)
            return Answer(response.status, body)


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
        raise StampError(code, "http", f"HTTP status {response.status}", response.status)
    if response.headers.get_content_type() == "text/html":
        # The sign-in page of a hotel or a filter answers for everybody.
        raise StampError(Code.STAMP_UNREACHABLE, "not_authority", "a web page came instead")


def _read(
    response: http.client.HTTPResponse, wire: socket.socket, deadline: float, most: int
) -> bytes:
    body = b""
    # Pythons differ in whether the last byte that was announced closes the connection.
    while not response.isclosed():
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        wire.settimeout(left)
        chunk = response.read1(_CHUNK_BYTES)
        if not chunk:
            break
        body += chunk
        if len(body) > most:
            raise LongAnswerError
    return body
