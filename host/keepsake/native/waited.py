"""One capture of a session that waited in the browser: what may come of it, and how it ends.

Source: PROTOCOL.md §2.9 to §2.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.waited import expect, expect_content
from keepsake.native import messages
from keepsake.native.capture import Arriving
from keepsake.vault import recent_commits
from keepsake.vault.waited_writer import WaitedWriter, part_of

if TYPE_CHECKING:
    from keepsake.native.messages import Commit, PartStart, Waited
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt


class WaitedCapture(Arriving):
    """One capture that is taken over; `writer` has what came before."""

    def __init__(self, writer: WaitedWriter, waited: Waited, vault: Vault) -> None:
        super().__init__(waited.mode, vault, writer.next)
        self._writer = writer
        self._waited = waited

    def _expect(self, part: PartStart) -> None:
        expect(part, self._waited)

    def _hand(self, part: PartStart, data: bytes) -> None:
        expect_content(part, self._waited, data)
        self._writer.keep(part_of(part), data)

    def _commit(self, commit: Commit) -> Receipt:
        ended = (commit.ended.state, commit.ended.reason) if commit.ended else None
        return self._writer.commit(commit.manifest, commit.sha256, ended)

    def _close(self) -> object:
        return self._writer.close()


def in_the_log(vault: Vault, capture: str) -> messages.ReceiptReply:
    """The receipt of a capture that is in the log, as far as that is known without a secret.

    Without one, nobody can tell which entry it is beyond the last few; that its parts are at their
    place says that it is one, for they come there only after its commit point.
    """
    found = recent_commits.find(vault, capture)
    head = vault.log.checkpoint()
    root, now = head.root.hex(), vault.utc()
    if found:
        row, index = found
        state, parts, size = row.state, row.parts, row.bytes
        return messages.ReceiptReply(
            capture, index, vault.log.leaf(index).hex(), head.size, root, now, state, parts, size
        )
    parts = sum(1 for _ in (vault.path / "parts" / capture).glob("*.age"))
    return messages.ReceiptReply(capture, -1, "", head.size, root, now, "", parts, 0)
