"""Serves the window's pages to this computer alone, from memory alone."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.env import real_environment
from keepsake.viewer.app import MOST_BYTES, create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.listening import listen
from keepsake.viewer.preferences import load
from keepsake.viewer.stamping import Stamping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.viewer.listening import Listening

LOOPBACK = "127.0.0.1"
THREADS = 6
# More than any answer: above these sizes the server would put requests and answers into files.
IN_MEMORY_BYTES = 2**31 - 1
WATCH_SECONDS = 1.0
FINISH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server.

    Attributes:
        state: The session and the key.
        address: Beginning of all its pages' addresses, for instance `http://127.1.2.3:40123`.
    """

    state: AppState
    address: str

    def entrance(self, at: str = "") -> str:
        """An address that lets one browser in, once. Never write it down.

        Args:
            at: The page that comes first, a name of `mending_pages.PAGES`; "" is home.
        """
        onward = f"?at={at}" if at else ""
        return f"{self.address}/enter/{self.state.issue_token()}{onward}"


@contextmanager
def serve(
    vault: Path,
    *,
    language: str = "",
    env: Environment | None = None,
    on_leave: Callable[[], None] = lambda: None,
    stamping: bool = False,
) -> Iterator[Serving]:
    """Serves a vault on a free port of this computer until the block ends; the key is dropped then.

    Args:
        vault: The vault's folder; a vault is made where there is none.
        language: `en`, `fr`, or "" for what the browser asks for.
        env: Clock, randomness and zone; the real ones when left out.
        on_leave: Called after a quick exit.
        stamping: Whether what is written is stamped by itself, for which something is sent.

    Raises:
        OSError: No port could be opened.
    """
    idle_seconds = load(vault).idle_minutes * 60
    state = AppState(vault, env or real_environment(), idle_seconds, on_leave)
    own = own_address(state.env)
    prefix = own_prefix(own, state.env)
    # Waitress wants the application before it knows its port, the application wants the port.
    late: list[Callable[..., object]] = []
    server = listen(
        own,
        prefix,
        lambda environ, start: late[0](environ, start),
        threads=THREADS,
        most_bytes=MOST_BYTES,
        memory=IN_MEMORY_BYTES,
    )
    host = f"{own}:{server.effective_port}"
    late.append(create_app(state, host, language))
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    stop = threading.Event()
    threading.Thread(target=_watch, args=(state, stop), daemon=True).start()
    run = threading.Thread(target=server.run, daemon=True)
    run.start()
    try:
        with _stamping(state) if stamping else nullcontext():
            yield Serving(state, f"http://{host}{prefix}")
    finally:
        stop.set()
        state.lock()
        # In its own thread: closed from here, a loop that waits would end in an error.
        # Where the loop was awake and has closed it already, there is nothing left to wake.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: _close(server))
        run.join(FINISH_SECONDS)


@contextmanager
def _stamping(state: AppState) -> Iterator[None]:
    """Has what is written meanwhile stamped."""
    stamper = Stamping(state.path, state.env)
    state.wrote = lambda: stamper.soon(state.path)
    threading.Thread(target=stamper.watch, daemon=True).start()
    try:
        yield
    finally:
        stamper.stop()


def own_address(env: Environment) -> str:
    """An address of this computer that no other program listens on, where the system has such.

    Browsers send a cookie to every port of an address: on 127.0.0.1 any program of this computer
    could have itself shown the session. Linux and Windows take all of 127.0.0.0/8 for this
    computer; macOS only that one.
    """
    if sys.platform not in ("linux", "win32"):
        return LOOPBACK
    address = "127." + ".".join(str(1 + byte % 253) for byte in env.random(3))
    try:
        with socket.create_server((address, 0)):
            return address
    except OSError:
        return LOOPBACK


def own_prefix(address: str, env: Environment) -> str:
    """What all paths begin with where other programs listen on the same address.

    A browser sends the session's cookie only where a path begins so, and nobody else can know it.
    Source: RFC 6265 §5.1.4.
    """
    return f"/{env.random(16).hex()}" if address == LOOPBACK else ""


def _close(server: Listening) -> None:
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()


def _watch(state: AppState, stop: threading.Event) -> None:
    while not stop.wait(WATCH_SECONDS):
        state.lock_if_idle()
