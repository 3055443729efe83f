"""Turns: what was shown before a lock, a quick exit or a new session must not be seen after it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# How often it is looked whether somebody still waits for the end of a turn.
LOOK_SECONDS = 0.25
# Of the requests that are answered at once; one that waits longer than these is answered for them.
AWAITED_AT_ONCE = 2


class Turns:
    """Which turn it is, and who waits for its end.

    Attributes:
        now: Grows with each end; a page that was made in an earlier one must not be on a screen.
    """

    def __init__(self) -> None:
        self.now = 0
        self._awaited = 0
        self._ended = threading.Condition()

    def end(self) -> None:
        """Begins another turn, and tells all who wait."""
        with self._ended:
            self.now += 1
            self._ended.notify_all()

    def await_end(self, turn: int, seconds: float, gone: Callable[[], bool]) -> None:
        """Waits until what was shown in a turn has to go, or until too many others wait.

        Args:
            turn: The turn in which a page was made.
            seconds: How long at most.
            gone: Whether nobody waits for the answer any more.
        """
        until = time.monotonic() + seconds
        with self._ended:
            self._awaited += 1
            last = self._awaited + AWAITED_AT_ONCE
            self._ended.notify_all()
            while self.now == turn and self._awaited < last and not gone():
                if time.monotonic() >= until:
                    return
                self._ended.wait(LOOK_SECONDS)
