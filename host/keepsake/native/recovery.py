"""Finishes what earlier processes left behind, while the port is answered and captures run.

It may have to wait for another process that writes, and there may be much of it: neither holds up
the first picture. Source: FORMAT.md §3.4, PROTOCOL.md §2.1.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import recovery, reserve
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from keepsake.env import Environment


class Recovery:
    """One recovery of one vault, in a thread of its own.

    Args:
        path: Folder of the vault.
        env: Clock, randomness and zone.
        note: Takes a line for a bug report; never content.
        done: Called in that thread where something was finished.
        rest: Captures that the browser goes on with, which are left as they are.
    """

    def __init__(
        self,
        path: Path,
        env: Environment,
        note: Callable[[str], None],
        done: Callable[[Vault], None],
        rest: Collection[str] = (),
    ) -> None:
        self._path, self._env, self._rest = path, env, rest
        self._note, self._done = note, done
        self._thread = threading.Thread(target=self._run, name="recovery")

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    def wait(self) -> None:
        """Returns when it has ended, whatever came of it."""
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            # A vault of its own: each has its own lock, and the two wait for each other.
            vault = Vault.open(self._path, self._env)
            if reserve.spending(vault, lambda: recovery.recover(vault, self._rest)):
                self._done(vault)
            reserve.keep(vault)
        except KeepsakeError as error:
            # An old capture that cannot be finished must not stand in the way of a new one.
            self._note(f"recovery put off: error {int(error.code)} {error.code.word}")
        except Exception as error:  # noqa: BLE001 - the top frame of the thread: never silent
            code = Code.INTERNAL
            self._note(f"recovery put off: error {int(code)} {type(error).__name__}")
