"""One capture of a session that waited in the browser: what may come of it, and how it ends.

Source: PROTOCOL.md §2.9 to §2.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.entry import RECORD_ONLY, Part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.native import messages
from keepsake.native.capture import Arriving, expect_recordable
from keepsake.native.seen import object_bytes
from keepsake.vault import recent_commits
from keepsake.vault.waited_writer import Announced, WaitedWriter

if TYPE_CHECKING:
    from keepsake.native.messages import Commit, PartStart, Waited
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

_BEGIN = ("begin", "begin.json", "application/json")
_BEGIN_LIMIT_BYTES = 1_048_576  # as much as a frame holds. Source: PROTOCOL.md §1.1


class WaitedCapture(Arriving):
    """One capture that is taken over; `writer` has what came before."""

    def __init__(self, writer: WaitedWriter, waited: Waited, vault: Vault) -> None:
        super().__init__(waited.mode, vault, writer.next)
        self._writer = writer
        self._waited = waited

    def _expect(self, part: PartStart) -> None:
        is_sealed = part.sealed is not None
        # What was damaged while it waited is sent as it is, or as nothing.
        may_be_open = self._waited.sealed_to == "browser" or part.kind == "damaged"
        if part.at is None or (is_sealed if may_be_open else not is_sealed):
            raise KeepsakeError(Code.MESSAGE_FIELDS, "not as this capture waited")
        if part.part == 0:
            named = (part.kind, part.name, part.media_type)
            if named != _BEGIN or part.bytes > _BEGIN_LIMIT_BYTES:
                raise KeepsakeError(Code.MESSAGE_FIELDS, "part 0 is what was known at the click")
        elif part.kind == "begin":
            raise KeepsakeError(Code.MESSAGE_FIELDS, "what was known at the click is part 0")
        elif self._mode == RECORD_ONLY and part.kind != "damaged":
            expect_recordable(part)

    def _hand(self, part: PartStart, data: bytes) -> None:
        if part.sealed and sha256_hex(data) != part.sealed.sha256:
            raise KeepsakeError(Code.PART_HASH, f"part {part.part}, as it is sealed")
        if part.part == 0 and not part.sealed and object_bytes(data)[1] != self._mode:
            raise KeepsakeError(Code.MESSAGE_FIELDS, "another mode than was named")
        told = Part(
            part.part, part.kind, part.name, part.media_type, part.bytes, part.sha256, "",
            part.at or "", part.sealed is not None,
        )  # fmt: skip
        self._writer.keep(told, data)

    def _commit(self, commit: Commit) -> Receipt:
        ended = (commit.ended.state, commit.ended.reason) if commit.ended else None
        return self._writer.commit(commit.manifest, commit.sha256, ended)

    def _close(self) -> object:
        return self._writer.close()


def announced_by(waited: Waited) -> Announced:
    """What the browser says of it, as the vault takes it."""
    return Announced(
        waited.since, waited.sealed_to, waited.recipient, waited.part, waited.mode,
        resume=waited.resume,
    )  # fmt: skip


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
