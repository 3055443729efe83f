"""What the program and a desk say to each other. Source: FORMAT.md §13.3.

A desk may be anybody's: what it answers is held to its form and its limits, its words are never
shown, and the addresses that it gives are held to the rules for its own.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.stamp import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from keepsake.core.desk.invitation import Invitation

T = TypeVar("T")
ANSWER_SECONDS = 30.0
PART_SECONDS = 3_600.0
"""As long as an address holds."""
REFUSALS = frozenset({
    "invitation_unknown", "invitation_over", "invitation_used", "too_large", "malformed",
    "host_other", "size_other", "hash_other", "not_sealed", "sealed_otherwise",
})  # fmt: skip
AGAIN = frozenset({"parts_missing", "upload_other"})
"""What is mended by asking again what is there."""
LATER = frozenset({"too_many", "not_now"})
HOPELESS = frozenset({"not_desk", "not_trusted"})
"""Who answers is somebody else, and would be in a moment too."""
_ANSWER_BYTES_MAX = 8 * 1024 * 1024
_PARTS_MAX = 10_000
_STALLED_SECONDS = 60.0
_SERVER_FAULT = 500
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


class Part(msgspec.Struct, frozen=True):
    """One part, and where it is put."""

    number: int
    size: int
    url: str


class Upload(msgspec.Struct, frozen=True):
    """What is put where.

    Attributes:
        upload: How the desk names it.
        part_size: Of each part but the last, in bytes.
        parts: All of them, in their order.
        have: Numbers of those that the desk has already.
    """

    upload: str
    part_size: int
    parts: tuple[Part, ...]
    have: tuple[int, ...]


class State(msgspec.Struct, frozen=True):
    """How far the desk is with it."""

    state: str
    reason: str = ""
    receipt: str = ""


class _Refusal(msgspec.Struct, frozen=True):
    error: str


class _Accepted(msgspec.Struct, frozen=True):
    state: str


class Stretch(NamedTuple):
    """Bytes of a file, from one place on."""

    path: Path
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Intake:
    """The door of the desk that an invitation names.

    Attributes:
        says: The invitation.
        answer_seconds: How long an answer is waited for.
    """

    says: Invitation
    answer_seconds: float = ANSWER_SECONDS

    def begin(self, size: int, sha256: str) -> Upload:
        """Asks where the parts of a copy are to be put, and which are there.

        Raises:
            KeepsakeError: DESK_UNREACHABLE, DESK_REFUSED.
        """
        body = msgspec.json.encode({"size": size, "sha256": sha256})
        found = _decoded(self._ask("begin", body), Upload)
        _check_upload(found, size, self.says.desk)
        return found

    def complete(self, upload: str) -> None:
        """Says that all parts are there. Raises as `begin`."""
        _decoded(self._ask("complete", msgspec.json.encode({"upload": upload})), _Accepted)

    def state(self) -> State:
        """Asks how far it is. Raises as `begin`."""
        return _decoded(self._ask("state", None), State)

    def _ask(self, path: str, body: bytes | None) -> bytes:
        headers = {"Authorization": f"Bearer {self.says.token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = f"{self.says.desk}/api/intake/{path}"
        request = wire.Request(url, body, headers, _ANSWER_BYTES_MAX)
        answer = _conversed(request, self.answer_seconds)
        if answer.status in (http.client.OK, http.client.ACCEPTED):
            return answer.body
        raise _refusal(answer)


def put(part: Part, stretch: Stretch, tell: Callable[[int], None]) -> None:
    """Puts one part into the store.

    Args:
        part: Where it goes.
        stretch: What goes there.
        tell: Told of each piece, how many bytes it has; what it raises ends it.

    Raises:
        KeepsakeError: DESK_UNREACHABLE; SENDING_DAMAGED, the copy cannot be read.
    """
    headers = {"Content-Length": str(stretch.size)}
    try:
        file = stretch.path.open("rb")
    except OSError as error:
        raise KeepsakeError(Code.SENDING_DAMAGED, "the copy cannot be read") from error
    with file:
        file.seek(stretch.start)
        body = _Pieces(file, stretch.size, tell, time.monotonic() + PART_SECONDS)
        request = wire.Request(part.url, body, headers, _ANSWER_BYTES_MAX, "PUT")
        answer = _conversed(request, _STALLED_SECONDS)
    if answer.status not in (http.client.OK, http.client.CREATED, http.client.NO_CONTENT):
        raise _unreachable("http", f"HTTP status {answer.status} of the store")


class _Pieces:
    """So many bytes of a file, while somebody is told of each piece."""

    def __init__(
        self, file: BinaryIO, size: int, tell: Callable[[int], None], deadline: float
    ) -> None:
        self._file, self._left, self._tell, self._deadline = file, size, tell, deadline

    def read(self, size: int = -1, /) -> bytes:
        """The next piece.

        Raises:
            TimeoutError: It has taken longer than the address holds.
            KeepsakeError: SENDING_DAMAGED; or what the listener raises.
        """
        if time.monotonic() > self._deadline:
            raise TimeoutError
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted)
        if len(piece) < wanted:
            raise KeepsakeError(Code.SENDING_DAMAGED, "the copy has become shorter")
        self._left -= len(piece)
        self._tell(len(piece))
        return piece


def is_allowed(url: str, desk: str) -> bool:
    """Whether a desk may have something put there.

    Only over TLS, but for a desk on this computer; and no desk elsewhere may name this computer,
    where what is put could reach a program that expects only its own.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").rstrip(".")
    if not host or "@" in parts.netloc or not url.isascii() or not url.isprintable():
        return False
    if _is_here(host):
        at_home = _is_here(urlsplit(desk).hostname or "")
        return at_home and parts.scheme in ("http", "https")
    return parts.scheme == "https" and not _is_odd(host)


def _is_odd(host: str) -> bool:
    """Whether it is a number in a spelling that systems read as an address, and few people do."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_NUMBER.fullmatch(host.rpartition(".")[2]))
    return False


def _is_here(host: str) -> bool:
    """Whether a name or a number means this computer."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_loopback or mapped.is_unspecified


def _check_upload(found: Upload, size: int, desk: str) -> None:
    sizes = [part.size for part in found.parts]
    sound = (
        0 < len(sizes) <= _PARTS_MAX
        and [part.number for part in found.parts] == list(range(1, len(sizes) + 1))
        and all(one == found.part_size for one in sizes[:-1])
        and 0 < sizes[-1] <= found.part_size
        and sum(sizes) == size
        and all(is_allowed(part.url, desk) for part in found.parts)
    )
    if not sound:
        raise _unreachable("not_desk", "the parts do not fit")


def _conversed(request: wire.Request, seconds: float) -> wire.Answer:
    try:
        return wire.converse(request, seconds)
    except wire.LongAnswerError as error:
        raise _unreachable("not_desk", "a longer answer") from error
    except TimeoutError as error:
        raise _unreachable("slow", "no whole answer in time") from error
    except ssl.SSLCertVerificationError as error:
        # Before anything of the request: TLS is set up first, and not without a certificate.
        raise _unreachable("not_trusted", f"certificate, code {error.verify_code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreachable("unreachable", type(error).__name__) from error


def _refusal(answer: wire.Answer) -> KeepsakeError:
    """What an answer means that is not the one hoped for; nothing of its words is taken along."""
    try:
        word = msgspec.json.decode(answer.body, type=_Refusal).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        word = ""
    if word in REFUSALS:
        return refused(word)
    if word in LATER | AGAIN:
        return _unreachable(word, word)
    known = "http" if answer.status >= _SERVER_FAULT else "not_desk"
    return _unreachable(known, f"HTTP status {answer.status}")


def refused(word: str) -> KeepsakeError:
    """The error for a word of §13.3 that ends a sending; another word is told as one unknown."""
    reason = word if word in REFUSALS else "other"
    return KeepsakeError(Code.DESK_REFUSED, reason, reason=reason)


def _unreachable(reason: str, detail: str) -> KeepsakeError:
    return KeepsakeError(Code.DESK_UNREACHABLE, detail, reason=reason)


def _decoded(body: bytes, form: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreachable("not_desk", "another answer") from error
