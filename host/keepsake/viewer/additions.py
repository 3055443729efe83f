"""Files that are arriving from the window, piece by piece; gone with the key."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.added.entry import KIND
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.importing.add import Adding
from keepsake.vault.index_rows import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.added.entry import Offer
    from keepsake.flows.importing.add import Added
    from keepsake.vault.handle import Vault
    from keepsake.vault.index_rows import Summary
    from keepsake.vault.receipt import Receipt
    from keepsake.vault.unlocked import Unlocked

MOST_AT_ONCE = 4
# How long the door waits for files that were arriving; its keys are dropped before.
CLOSE_SECONDS = 2.0


@dataclass(slots=True)
class _Running:
    """One that is arriving, touched by one request at a time."""

    adding: Adding
    guard: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> Receipt | None:
        """Ends it, however far it is."""
        self.adding.stop_reading()
        # What cannot be written now waits in the vault for the next start.
        with self.guard, suppress(KeepsakeError):
            return self.adding.close()
        return None


class Additions:
    """All that are arriving. Nothing of a file is read while the list of them is held."""

    def __init__(self) -> None:
        self._running: dict[str, _Running] = {}
        self._hashes: dict[int, set[str]] = {}
        self._ended = False
        self._guard = threading.Lock()

    def begin(self, vault: Vault, offer: Offer, case: str) -> str:
        """Begins one; the oldest makes room where there are too many.

        Raises:
            KeepsakeError: VAULT_LOCKED; as `Adding`.
        """
        adding = Adding(vault, offer, case)
        with self._guard:
            ended, self._running[adding.id] = self._ended, _Running(adding)
            oldest = []
            while len(self._running) > (0 if ended else MOST_AT_ONCE):
                oldest.append(self._running.pop(next(iter(self._running))))
        for one in oldest:
            one.close()
        if ended:
            raise KeepsakeError(Code.VAULT_LOCKED)
        return adding.id

    def piece(self, name: str, file: int, at: int, data: bytes) -> None:
        """Takes a piece of a file; the first begins it.

        Raises:
            KeepsakeError: CAPTURE_STATE, the piece does not follow on the last; as `Adding`.
        """
        running = self._find(name)
        with running.guard:
            if at == 0:
                running.adding.start(file)
            elif at != running.adding.arrived:
                raise KeepsakeError(Code.CAPTURE_STATE, f"byte {at} after {running.adding.arrived}")
            running.adding.feed(data)

    def whole(self, name: str) -> Added:
        """Ends a file. Raises as `Adding.finish`."""
        running = self._find(name)
        with running.guard:
            return running.adding.finish()

    def end(self, name: str) -> Receipt | None:
        """Commits one; None when nothing of it was kept. Raises as `Adding.commit`."""
        running = self._find(name)
        with running.guard:
            adding = running.adding
            receipt = adding.commit() if adding.kept else adding.close()
        with self._guard:
            self._running.pop(name, None)
        return receipt

    def stop(self, name: str) -> Receipt | None:
        """Ends one that the person stopped; what was whole is kept."""
        with self._guard:
            running = self._running.pop(name, None)
        if running is None:
            raise KeepsakeError(Code.CAPTURE_STATE, "nothing of that name is arriving")
        return running.close()

    def clear(self) -> None:
        """Ends all, when the vault is locked: nothing is read on, and what is whole is kept."""
        with self._guard:
            self._ended = True
            running = list(self._running.values())
            self._running.clear()
            self._hashes.clear()
        for one in running:
            one.adding.stop_reading()
        if running:
            closing = threading.Thread(target=lambda: [one.close() for one in running])
            closing.start()
            closing.join(CLOSE_SECONDS)

    def known(self, unlocked: Unlocked, summaries: Iterable[Summary]) -> set[str]:
        """SHA-256 of every file that was added before and is still there.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        found: set[str] = set()
        for one in summaries:
            if not one.added or one.state == REMOVED:
                continue
            if one.entry not in self._hashes:
                parts = unlocked.capture(one.entry).body.parts
                self._hashes[one.entry] = {part.sha256 for part in parts if part.kind == KIND}
            found |= self._hashes[one.entry]
        return found

    def _find(self, name: str) -> _Running:
        with self._guard:
            if name not in self._running:
                raise KeepsakeError(Code.CAPTURE_STATE, "nothing of that name is arriving")
            return self._running[name]
