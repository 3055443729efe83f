"""The two pipes to the browser, and the signal that asks the host to stop.

Nothing but frames may ever reach standard output: a stray line there is read by the browser as a
length. The pipes are therefore moved to other descriptors before anything else runs, and
descriptors 0 and 1 lead to nothing and to standard error.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_READ_BYTES = 1 << 19
_PIPE_BYTES = 1 << 20  # the most that an ordinary process may ask for on Linux
_STOP_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class PortClosedError(Exception):
    """The browser closed its end."""


class Port:
    """The pipes to and from the browser.

    Args:
        incoming: Descriptor to read from.
        outgoing: Descriptor to write to.
    """

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._wake_read, self._wake_write = os.pipe()
        self.stopping = False

    def receive(self) -> bytes:
        """The next bytes, however many there are; b"" at the end, and when asked to stop.

        Raises:
            PortClosedError: The pipe broke.
        """
        try:
            if sys.platform != "win32":
                # `select` takes no pipes on Windows, and no signal asks a host to stop there.
                select.select([self._incoming, self._wake_read], [], [])
            if self.stopping:
                return b""
            return os.read(self._incoming, _READ_BYTES)
        except OSError as error:
            raise PortClosedError from error

    def send(self, frame: bytes) -> None:
        """Writes a whole frame.

        Raises:
            PortClosedError: Nobody reads any more.
        """
        rest = memoryview(frame)
        try:
            while rest:
                rest = rest[os.write(self._outgoing, rest) :]
        except OSError as error:
            raise PortClosedError from error

    def stop_on_signals(self) -> None:
        """Makes a request to end look like a closed pipe, once the present message is done."""
        for name in _STOP_SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        os.write(self._wake_write, b"\0")


def take_standard_streams() -> Port:
    """Moves the browser's pipes away from descriptors 0 and 1.

    Whatever prints from now on, in this process or in one it starts, prints to standard error.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:
        # A program without a console on Windows has no standard error.
        os.dup2(nothing, 1)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    sys.stdout = sys.stderr
    _widen(incoming)
    return Port(incoming, outgoing)


def _widen(incoming: int) -> None:
    """Lets the browser write ahead while a part is being made durable, where the system can."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(incoming, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
