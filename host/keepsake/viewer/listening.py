"""Listens so that no number of connections that only stay keeps the person from an answer."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from keepsake.viewer.peers import Owners

if TYPE_CHECKING:
    from collections.abc import Callable

# Enough for a browser with many tabs, and fewer than what any system lets a program hold open.
MOST_CONNECTIONS = 128
# Of these, ones that wait for an answer are not closed for others; and the server's own three.
MORE_CONNECTIONS = 64
# How long until the first request of a connection has said what it asks for. Browsers open some
# before they need them, and open others when these are closed.
FIRST_SECONDS = 15
LOOK_SECONDS = 1


class _Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that knows whether anything was asked on it."""

    asked = False

    def service(self) -> None:
        """Answers a request."""
        self.asked = True
        super().service()

    def is_silent(self, now: float) -> bool:
        """Whether it has had its time and has not said yet what it wants."""
        begun = self.request is not None and self.request.headers_finished
        waited = now - self.creation_time > FIRST_SECONDS
        return waited and not (self.asked or self.requests or begun)

    def let_go(self) -> None:
        """Has the server's loop close it.

        Not closed here: the loop may be about to look at its socket. A socket that is shut down is
        one that the loop finds ready, whatever the other end does.
        """
        self.will_close = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


class Listening(TcpWSGIServer):  # type: ignore[misc]
    """A server for one person: refuses what is known to be another's, makes room for what comes."""

    channel_class = _Connection

    def __init__(self, application: Callable[..., object], **adjusted: object) -> None:
        self._owners = Owners()
        super().__init__(application, **adjusted)

    def accept(self) -> tuple[socket.socket, object] | None:
        """Takes a connection, unless another person's program is at its other end."""
        accepted: tuple[socket.socket, object] | None = super().accept()
        if accepted is None:
            return None
        if self._owners.is_another(accepted[0]):
            accepted[0].close()
            return None
        self._make_room()
        return accepted

    def maintenance(self, now: float) -> None:
        """Closes what has been silent for too long."""
        super().maintenance(now)
        for one in list(self.active_channels.values()):
            if one.is_silent(now):
                one.let_go()

    def _make_room(self) -> None:
        """Closes the one that has been idle longest where there are too many.

        A browser opens another where one was closed that it kept for later; what is being sent or
        answered is not idle.
        """
        there = [one for one in self.active_channels.values() if not one.will_close]
        if len(there) >= MOST_CONNECTIONS:
            idle = [one for one in there if not one.requests]
            if idle:
                min(idle, key=lambda one: one.last_activity).let_go()


def listen(
    host: str,
    prefix: str,
    application: Callable[..., object],
    *,
    threads: int,
    most_bytes: int,
    memory: int,
) -> Listening:
    """A server on a free port that keeps whatever it is sent in memory.

    Args:
        host: The address of this computer to listen at.
        prefix: What all paths begin with, or "".
        application: Answers requests (WSGI).
        threads: How many requests are answered at once.
        most_bytes: Longest request that is taken.
        memory: More bytes than any request or answer has; above, files would be written.
    """
    server = Listening(
        application,
        host=host,
        port=0,
        threads=threads,
        ident="",
        url_prefix=prefix,
        inbuf_overflow=memory,
        outbuf_overflow=memory,
        max_request_body_size=most_bytes,
        connection_limit=MOST_CONNECTIONS + MORE_CONNECTIONS,
        cleanup_interval=LOOK_SECONDS,
        # Else nobody reads meanwhile, and who went away while an answer waits is not noticed.
        channel_request_lookahead=1,
    )
    server.next_channel_cleanup = time.time() + LOOK_SECONDS
    return server
