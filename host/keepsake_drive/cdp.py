"""Speaks the DevTools protocol to a Chromium over two pipes, as its owner and nobody else can.

A debugging port would be open to every program of the computer; pipes are not.
"""

from __future__ import annotations

import itertools
import os
import queue
import signal
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import msgspec

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

_READ_BYTES = 1 << 16
_FIRST_FREE = 10
# How long a browser may think on a computer that does much else, before it counts as stuck.
ANSWER_SECONDS = 90.0
_END_SECONDS = 15.0
_POLL_SECONDS = 0.02


class CdpError(Exception):
    """The browser refused a command; the text is the browser's."""


class TargetGoneError(CdpError):
    """What was asked has closed, or went to another address before it could answer."""


_LEFT = "what it was asked of is gone"
_GOING = (
    _LEFT,
    "Inspected target navigated or closed",
    "Execution context was destroyed",
    "Session with given id not found",
    "No target with given id found",
)
"""How Chromium says it."""


class _Failure(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class _Event(msgspec.Struct, frozen=True, rename="camel"):
    session_id: str = ""


class _Reply(msgspec.Struct, frozen=True, rename="camel"):
    """An answer, or an event where there is no `id`."""

    id: int = 0
    result: msgspec.Raw = msgspec.Raw(b"{}")
    error: _Failure | None = None
    method: str = ""
    params: _Event = _Event()
    session_id: str = ""


class _Asked(msgspec.Struct, frozen=True):
    """A command that waits for its answer, and the session it went to."""

    session: str
    answer: queue.SimpleQueue[_Reply | None]


_GONE = _Reply(error=_Failure(message=_LEFT))


class Pipe:
    """A running browser and the two pipes to it.

    Attributes:
        pid: The browser process, leader of its own process group.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Starts the browser.

        Args:
            command: The browser and its arguments; `--remote-debugging-pipe` is added.
            environment: Its environment variables.

        Raises:
            KeepsakeError: TOOL_MISSING; the system did not start it.
        """
        theirs, self._out = _pipe()
        self._in, their_out = _pipe()
        try:
            self.pid = _spawn(command, environment, theirs, their_out)
        except OSError as error:
            os.close(self._out)
            os.close(self._in)
            raise KeepsakeError(Code.TOOL_MISSING, "not started", tool=command[0]) from error
        finally:
            os.close(theirs)
            os.close(their_out)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Asked] = {}
        self._lock = threading.Lock()
        self._open = True
        self._ended = False
        self._reader = threading.Thread(target=self._read, name="cdp", daemon=True)
        self._reader.start()

    def call(
        self,
        method: str,
        params: object,
        reply: type[T],
        *,
        session: str = "",
        timeout_seconds: float = ANSWER_SECONDS,
    ) -> T:
        """Sends one command and waits for its answer.

        Args:
            method: For instance `Target.createTarget`.
            params: A struct or mapping, encoded as JSON.
            reply: What the result is decoded as; members it lacks are ignored.
            session: Of `Target.attachToTarget`; empty for the browser itself.
            timeout_seconds: How long to wait.

        Returns:
            The result.

        Raises:
            TargetGoneError: What it was asked of has closed or went elsewhere meanwhile.
            CdpError: The browser refused it, or did not answer in time.
            KeepsakeError: PAGE_CLOSED; the browser is gone.
        """
        number = next(self._numbers)
        answer: queue.SimpleQueue[_Reply | None] = queue.SimpleQueue()
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        with self._lock:
            if not self._open:
                raise KeepsakeError(Code.PAGE_CLOSED, "the browser is gone")
            self._waiting[number] = _Asked(session, answer)
            self._write(msgspec.json.encode(message) + b"\0")
        try:
            got = answer.get(timeout=timeout_seconds)
        except queue.Empty:
            raise CdpError(f"{method}: no answer in {timeout_seconds:g} s") from None
        finally:
            with self._lock:
                self._waiting.pop(number, None)
        if got is None:
            raise KeepsakeError(Code.PAGE_CLOSED, "the browser is gone")
        if got.error is not None:
            gone = any(each in got.error.message for each in _GOING)
            raise (TargetGoneError if gone else CdpError)(f"{method}: {got.error.message}")
        return msgspec.json.decode(got.result, type=reply)

    @property
    def running(self) -> bool:
        """Whether the browser process is still there."""
        if not self._ended:
            self._ended = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return not self._ended

    def wait(self, seconds: float) -> bool:
        """Waits for the browser process to end.

        Returns:
            Whether it has ended.
        """
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        return not self.running

    def kill(self) -> None:
        """Ends the browser and everything it started in its group, without warning (SIGKILL)."""
        if self.running:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait(_END_SECONDS)
        self._close()

    def close(self) -> None:
        """Asks the browser to end, and kills it where it does not."""
        if self._open and self.running:
            try:
                self.call("Browser.close", {}, msgspec.Raw, timeout_seconds=_END_SECONDS)
            except (CdpError, KeepsakeError):
                self.kill()
        if not self.wait(_END_SECONDS):
            self.kill()
        self._close()

    def _close(self) -> None:
        self._reader.join(_END_SECONDS)
        with self._lock:
            for end in (self._out, self._in):
                if end >= 0:
                    os.close(end)
            self._out = self._in = -1

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._out, view) :]
        except OSError as error:
            raise KeepsakeError(Code.PAGE_CLOSED, "the browser is gone") from error

    def _read(self) -> None:
        held = bytearray()
        while data := _some(self._in):
            held += data
            *whole, rest = bytes(held).split(b"\0") if b"\0" in data else (bytes(held),)
            held = bytearray(rest)
            for message in whole:
                self._deliver(message)
        with self._lock:
            self._open = False
            for asked in self._waiting.values():
                asked.answer.put(None)

    def _deliver(self, message: bytes) -> None:
        reply = msgspec.json.decode(message, type=_Reply)
        if reply.method == "Target.detachedFromTarget":
            self._let_go(reply.params.session_id)
        if reply.method == "Inspector.targetCrashed":
            # Said of a service worker that ended too, whose session stays for its next start.
            self._let_go(reply.session_id)
        with self._lock:
            asked = self._waiting.get(reply.id)
        if asked is not None:
            asked.answer.put(reply)

    def _let_go(self, session: str) -> None:
        """Ends the waiting for what a target that is gone will never answer."""
        with self._lock:
            for asked in self._waiting.values():
                if asked.session == session:
                    asked.answer.put(_GONE)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are out of the way of the descriptors 3 and 4 that the browser reads."""
    # Imported here: on Windows, which has no such module, `find_chromium` says so in words.
    import fcntl

    ends = os.pipe()
    try:
        moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for end in ends]
    finally:
        for end in ends:
            os.close(end)
    return moved[0], moved[1]


def _spawn(command: Sequence[str], environment: Mapping[str, str], read: int, write: int) -> int:
    # Not subprocess: only posix_spawn puts descriptors at given numbers without running Python
    # between fork and exec. What the browser prints is dropped: it names addresses.
    null = os.open(os.devnull, os.O_RDWR)
    try:
        return os.posix_spawn(
            command[0],
            [command[0], "--remote-debugging-pipe", *command[1:]],
            environment,
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)),
                (os.POSIX_SPAWN_DUP2, read, 3),
                (os.POSIX_SPAWN_DUP2, write, 4),
            ],
            setpgroup=0,
        )
    finally:
        os.close(null)


def _some(end: int) -> bytes:
    try:
        return os.read(end, _READ_BYTES)
    except OSError:
        return b""
