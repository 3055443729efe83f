"""Memory that is handed out and let go of in the same order, so that it is asked for only once.

Whoever asks the system for a new megabyte each time waits for every page of it to be made.
"""

from __future__ import annotations

from collections import deque


class Ring:
    """A piece of memory that is used from its beginning to its end, and over again.

    For one thread; what is handed out may be filled and read by others.
    """

    def __init__(self, size: int) -> None:
        """So many bytes, none of which is held before it is asked for."""
        self._size = size
        self._whole = memoryview(b"")
        self._taken: deque[tuple[int, int]] = deque()

    def take(self, size: int) -> memoryview:
        """So many bytes with anything in them; new memory where the ring has no room for them."""
        start = self._room_for(size)
        if start < 0:
            end = self._taken[-1][1] if self._taken else 0
            self._taken.append((end, end))
            return memoryview(bytearray(size))
        self._taken.append((start, start + size))
        self._whole = self._whole or memoryview(bytearray(self._size))
        return self._whole[start : start + size]

    def let_go(self) -> None:
        """What was handed out first, and was not let go of yet, may be handed out again."""
        self._taken.popleft()

    def _room_for(self, size: int) -> int:
        """Where so many bytes are free, -1 for nowhere."""
        if not self._taken:
            return 0 if size <= self._size else -1
        first, behind = self._taken[0][0], self._taken[-1][1]
        # What is taken never fills the ring: its two ends are at one place where nothing is.
        if behind < first:
            return behind if behind + size < first else -1
        if behind + size <= self._size:
            return behind
        return 0 if size < first else -1
