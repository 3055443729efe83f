"""Captures that are read while the person looks at others: those that no list waits for."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
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
        done: How many of them are read.
        ended: Whether nothing more is read.
    """

    entries: Sequence[int]
    done: int = 0
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
                # One that is damaged must not keep all others unread; its line in the list says so.
                with suppress(KeepsakeError):
                    body = unlocked.capture(entry).body
                    as_read.reading_of(unlocked, body, unlocked.manifest(body))
                index.read(entry)
                was_read(entry)
                self.done += 1
        except Exception:  # noqa: BLE001 - the vault was locked: the next start goes on
            return
        finally:
            self.ended = True
