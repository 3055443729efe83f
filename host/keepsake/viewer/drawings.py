"""Pages of files that were added, drawn apart: in memory, a few at a time, gone with the key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keepsake.flows.importing.sandboxed import Sandbox
from keepsake.formats.importers.drawing import TOO_MUCH
from keepsake.viewer.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import BinaryIO

    from keepsake.formats.importers.drawing import Drawn

MOST = 4


class Drawings:
    """Draws one page at a time, each in a process of its own, so that no file reaches another."""

    def __init__(self) -> None:
        self._drawn: Recent[Drawn] = Recent(MOST)
        self._one_at_a_time = threading.Lock()
        self._running: Sandbox | None = None

    def get(
        self, key: Hashable, opened: Callable[[], BinaryIO], kind: str, size: int, page: int
    ) -> Drawn:
        """One page, drawn unless it was just now.

        Args:
            key: Says which file and page.
            opened: Opens the file; raises KeepsakeError where the vault is locked.
            kind: Its media type.
            size: Its bytes.
            page: From 1.

        Raises:
            KeepsakeError: As `opened`.
        """

        def make() -> Drawn:
            with opened() as file:
                return self._draw(file, kind, size, page)

        with self._one_at_a_time:
            drawn = self._drawn.get(key, make)
        if drawn.why == TOO_MUCH:
            # The computer may have been busy; the next try is a new one.
            self._drawn.clear()
        return drawn

    def clear(self) -> None:
        """Ends what is being drawn, and forgets what was."""
        running = self._running
        if running is not None:
            running.stop()
        self._drawn.clear()

    def _draw(self, file: BinaryIO, kind: str, size: int, page: int) -> Drawn:
        self._running = running = Sandbox()
        try:
            return running.draw(kind, file, size, page)
        finally:
            self._running = None
            running.close()
