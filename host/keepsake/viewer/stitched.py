"""The stitched picture of a capture, put together piece by piece as a page asks for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keepsake.flows.stitched import stitched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.stitched.picture import Piece
    from keepsake.vault.unlocked import Unlocked

# Pieces of one capture that stay in memory; earlier ones are made anew when they are wanted.
MOST_KEPT = 24


class Stitched:
    """The pieces of one capture that were made so far; nothing is written."""

    def __init__(self, unlocked: Unlocked, entry: int) -> None:
        self._unlocked = unlocked
        self._entry = entry
        self._making: Iterator[Piece] = stitched(unlocked, entry)
        self._made: dict[int, Piece] = {}
        self._next = 0
        self._guard = threading.Lock()

    def piece(self, number: int) -> Piece | None:
        """A piece by its number from 0; None behind the last.

        Raises:
            KeepsakeError: The capture is damaged.
        """
        with self._guard:
            if number in self._made:
                return self._made[number]
            if number < self._next:
                self._making, self._next = stitched(self._unlocked, self._entry), 0
            while self._next <= number:
                made = next(self._making, None)
                if made is None:
                    return None
                self._made[self._next] = made
                self._next += 1
                while len(self._made) > MOST_KEPT:
                    del self._made[min(self._made)]
            return self._made[number]
