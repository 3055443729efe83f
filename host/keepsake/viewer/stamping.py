"""Has what is written in the window stamped by itself, as what a browser captures is.

Nothing is asked from here: the program is started beside the window, and goes on when that closes.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
from keepsake.flows.stamp.waiting import count_waiting
from keepsake.program import start_detached
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.env import Environment

# What is written in one go is stamped in one go.
PAUSE_SECONDS = 2.0
# How often it is looked after while the window is open: the computer may have come online.
AGAIN_SECONDS = 600.0
_log = logging.getLogger("keepsake.viewer")


class Stamping:
    """Starts the stamping of a vault soon after something was written into it."""

    def __init__(self, path: Path, env: Environment) -> None:
        self._path, self._env = path, env
        self._wanted, self._stopped = threading.Event(), threading.Event()
        self._started: subprocess.Popen[bytes] | None = None

    def soon(self, path: Path | None = None) -> None:
        """Something was written, or the vault was opened: this one, or the one of before."""
        self._path = path or self._path
        self._wanted.set()

    def watch(self, start: Callable[..., subprocess.Popen[bytes]] = start_detached) -> None:
        """Starts it when it is wanted, until `stop`; for a thread of its own."""
        while not self._stopped.is_set():
            self._wanted.wait(AGAIN_SECONDS)
            if self._stopped.wait(PAUSE_SECONDS if self._wanted.is_set() else 0):
                return
            # One that runs goes on until nothing waits; what it missed is found when it has ended.
            if self._started is not None and self._started.poll() is None:
                continue
            self._wanted.clear()
            try:
                if count_waiting(Vault.open(self._path, self._env)):
                    self._started = start("stamp", "--quiet", "--vault", str(self._path))
            except KeepsakeError as error:
                # What was written is kept; the next time finds that its stamp waits.
                _log.warning("stamping not started: error %d", int(error.code))

    def stop(self) -> None:
        """Ends `watch`."""
        self._stopped.set()
        self._wanted.set()
