"""Papers, redacted pictures and texts that were made: in memory, shown within a page of ours.

A bare picture or PDF in a tab has no way to leave and outlives the lock, so a browser is never
given one as a page; see `security`.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from keepsake.core.errors import Code, KeepsakeError

MOST = 8


class Made(NamedTuple):
    """Something that was made: its bytes and media type."""

    data: bytes
    kind: str


class Papers:
    """The last few that were made while the vault is open."""

    def __init__(self) -> None:
        self._made: dict[str, Made] = {}
        self._guard = threading.Lock()

    def add(self, name: str, made: Made) -> None:
        """Remembers one under a name that says nothing of it; the oldest makes room."""
        with self._guard:
            self._made[name] = made
            while len(self._made) > MOST:
                del self._made[next(iter(self._made))]

    def get(self, name: str) -> Made:
        """One that was made.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN; it is no longer remembered.
        """
        found = self._made.get(name)
        if found is None:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no such paper")
        return found

    def clear(self) -> None:
        """Forgets all."""
        with self._guard:
            self._made.clear()
