"""Files that are arriving from the window, piece by piece; gone with the key."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from keepsake.core.added import KIND
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.add import Adding
from keepsake.vault.index_rows import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.added import Offer
    from keepsake.flows.add import Added
    from keepsake.vault.incoming import Receipt
    from keepsake.vault.index_rows import Summary
    from keepsake.vault.reading import Unlocked
    from keepsake.vault.store import Vault

MOST_AT_ONCE = 4


class Additions:
    """All that are arriving; each is touched by one request at a time."""

    def __init__(self) -> None:
        self._running: dict[str, Adding] = {}
        self._hashes: dict[int, set[str]] = {}
        self._guard = threading.Lock()

    def begin(self, vault: Vault, offer: Offer, case: str) -> str:
        """Begins one; the oldest makes room where there are too many.

        Raises:
            KeepsakeError: As `Adding`.
        """
        with self._guard:
            while len(self._running) >= MOST_AT_ONCE:
                self._close(next(iter(self._running)))
            adding = Adding(vault, offer, case)
            self._running[adding.id] = adding
            return adding.id

    def piece(self, name: str, file: int, at: int, data: bytes) -> None:
        """Takes a piece of a file; the first begins it.

        Raises:
            KeepsakeError: CAPTURE_STATE, the piece does not follow on the last; as `Adding`.
        """
        with self._guard:
            adding = self._find(name)
            if at == 0:
                adding.start(file)
            elif at != adding.arrived:
                raise KeepsakeError(Code.CAPTURE_STATE, f"byte {at} after {adding.arrived}")
            adding.feed(data)

    def whole(self, name: str) -> Added:
        """Ends a file. Raises as `Adding.finish`."""
        with self._guard:
            return self._find(name).finish()

    def end(self, name: str) -> Receipt | None:
        """Commits one; None when nothing of it was kept. Raises as `Adding.commit`."""
        with self._guard:
            adding = self._find(name)
            receipt = adding.commit() if adding.kept else adding.close()
            del self._running[name]
            return receipt

    def stop(self, name: str) -> Receipt | None:
        """Ends one that the person stopped; what was whole is kept."""
        with self._guard:
            self._find(name)
            return self._close(name)

    def clear(self) -> None:
        """Ends all, when the vault is locked."""
        with self._guard:
            for name in list(self._running):
                self._close(name)
            self._hashes.clear()

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

    def _close(self, name: str) -> Receipt | None:
        adding = self._running.pop(name)
        # What cannot be written now waits in the vault for the next start.
        with suppress(KeepsakeError):
            return adding.close()
        return None

    def _find(self, name: str) -> Adding:
        if name not in self._running:
            raise KeepsakeError(Code.CAPTURE_STATE, "nothing of that name is arriving")
        return self._running[name]
