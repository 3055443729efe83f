"""Captures that are read while the person looks at others: those that no list waits for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import as_read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.vault.index import Index
    from keepsake.vault.unlocked import Unlocked


@dataclass
class ReadingJob:
    """Some captures in a thread of their own; what ends it costs no more than reading them later.

    Attributes:
        entries: Which, in the order in which they are read.
        done: How many are through, whether they could be read or not.
        unread: How many could not be read; lists have of them what was read in the page.
        error: Why it went no further, where that was no leaving.
        ended: Whether nothing more is read.
    """

    entries: Sequence[int]
    done: int = 0
    unread: int = 0
    error: KeepsakeError | None = None
    ended: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self, unlocked: Unlocked, index: Index, was_read: Callable[[int], None]) -> None:
        """Begins; `was_read` is told each entry when lists have it."""
        given = (unlocked, index, was_read)
        self._thread = threading.Thread(target=self._run, args=given, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Has it end at its next capture."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Waits for its end. Returns whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.ended

    def _run(self, unlocked: Unlocked, index: Index, was_read: Callable[[int], None]) -> None:
        try:
            for entry in self.entries:
                if self._stop.is_set():
                    return
                self.unread += not _is_read(unlocked, entry)
                index.read(entry)
                was_read(entry)
                self.done += 1
        except Exception as error:  # noqa: BLE001 - the top frame of a thread: told on the page
            # Locked meanwhile, or the index closed with it: the next start goes on.
            if not self._stop.is_set() and unlocked.is_open:
                # The kind and never the message, which may hold content.
                self.error = KeepsakeError(Code.INTERNAL, type(error).__name__)
        finally:
            self.ended = True


def _is_read(unlocked: Unlocked, entry: int) -> bool:
    """Reads one; one that is damaged must not keep all others unread."""
    try:
        body = unlocked.capture(entry).body
        return as_read.reading_of(unlocked, body, unlocked.manifest(body)) is not None
    except KeepsakeError:
        if not unlocked.is_open:
            raise
        return False
