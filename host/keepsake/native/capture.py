"""One running capture of a session: which part is coming in, and in what order.

Source: PROTOCOL.md §2.2 to §2.4.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from keepsake.core.entry import RECORD_ONLY
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.waited import expect_recordable
from keepsake.native.messages import (
    CHUNK_BYTES,
    PARTS_LIMIT,
    Ack,
    Chunk,
    Commit,
    Kept,
    PartStart,
    ReceiptReply,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.vault.capture_writer import CaptureWriter
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt


class Arriving(ABC):
    """The order of messages of one capture, above the vault's writer.

    What arrives is held only as far as it has really arrived; the announced size sets nothing
    aside. Size is checked here against the announcement, the hash by the vault before it seals.

    Args:
        mode: `record_only` takes nothing but the person's words; "" takes everything.
        vault: The vault that it goes into.
        next_part: The part that comes first.
    """

    def __init__(self, mode: str, vault: Vault, next_part: int) -> None:
        self.vault = vault
        self._mode = mode
        self._next_part = next_part
        self._coming: PartStart | None = None
        self._pieces: list[bytes] = []
        self._received = 0
        self._failed = False

    @property
    def under_way(self) -> int:
        """Bytes of the part that is coming in, as announced; 0 between parts."""
        return self._coming.sent if self._coming else 0

    def fail(self) -> None:
        """Takes nothing more; what was kept stays and is committed when the port closes."""
        self._failed = True
        self._drop()

    def close(self) -> None:
        """Ends the capture as cut short, with every part that was kept.

        Raises:
            KeepsakeError: The vault could not append it; its next start will.
        """
        self._drop()
        self._close()

    def leave(self) -> None:
        """Ends the process's part in it; a capture whose browser goes on stays as it is.

        Raises:
            KeepsakeError: As `close`.
        """
        self.close()

    def start(self, part: PartStart) -> Iterator[Kept]:
        """Takes the announcement of a part; an empty one is kept at once.

        Raises:
            KeepsakeError: CAPTURE_STATE out of order, PART_TOO_LARGE, or what the vault met.
        """
        self._expect_open()
        if self._coming is not None:
            raise KeepsakeError(Code.CAPTURE_STATE, "a part before the last one was whole")
        if part.part != self._next_part or part.part >= PARTS_LIMIT:
            raise KeepsakeError(Code.CAPTURE_STATE, f"part {part.part}, not {self._next_part}")
        if part.is_too_large:
            raise KeepsakeError(Code.PART_TOO_LARGE, f"{part.bytes} bytes, {part.sent} sent")
        self._expect(part)
        self._coming = part
        if part.sent == 0:
            yield self._keep(part)

    def chunk(self, chunk: Chunk) -> Iterator[Ack | Kept]:
        """Takes a piece; after the last one the part is sealed and durable.

        Raises:
            KeepsakeError: CAPTURE_STATE, CHUNK_SEQUENCE, PART_SIZE, or what the vault met.
        """
        self._expect_open()
        coming = self._coming
        if coming is None or chunk.part != coming.part:
            raise KeepsakeError(Code.CAPTURE_STATE, "a chunk of a part that was not announced")
        if chunk.seq != len(self._pieces):
            raise KeepsakeError(Code.CHUNK_SEQUENCE, f"chunk {chunk.seq}, not {len(self._pieces)}")
        expected = min(CHUNK_BYTES, coming.sent - self._received)
        if len(chunk.data) != expected:
            raise KeepsakeError(
                Code.PART_SIZE, f"a chunk of {len(chunk.data)} bytes, not {expected}"
            )
        self._pieces.append(chunk.data)
        self._received += expected
        yield Ack(chunk.capture, chunk.part, chunk.seq)
        if self._received == coming.sent:
            yield self._keep(coming)

    def commit(self, commit: Commit) -> ReceiptReply:
        """Makes the capture an entry of the log.

        Raises:
            KeepsakeError: CAPTURE_STATE while a part is still coming, MANIFEST_MISMATCH, or what
                the vault met.
        """
        self._expect_open()
        if self._coming is not None:
            raise KeepsakeError(Code.CAPTURE_STATE, "a commit before the last part was whole")
        receipt = self._commit(commit)
        return ReceiptReply(
            commit.capture,
            receipt.entry,
            receipt.leaf,
            receipt.size,
            receipt.root,
            receipt.utc,
            receipt.state,
            receipt.parts,
            receipt.bytes,
        )

    @abstractmethod
    def _expect(self, part: PartStart) -> None:
        """Refuses before a byte of it is taken what may not come."""

    @abstractmethod
    def _hand(self, part: PartStart, data: bytes) -> None:
        """Gives a part that is whole to the vault."""

    @abstractmethod
    def _commit(self, commit: Commit) -> Receipt:
        """Ends the capture."""

    @abstractmethod
    def _close(self) -> object:
        """Ends it without its end."""

    def _keep(self, part: PartStart) -> Kept:
        data = b"".join(self._pieces)
        self._drop()
        self._hand(part, data)
        self._next_part += 1
        return Kept(part.capture, part.part)

    def _drop(self) -> None:
        self._coming = None
        self._pieces = []
        self._received = 0

    def _expect_open(self) -> None:
        if self._failed:
            raise KeepsakeError(Code.CAPTURE_STATE, "this capture met an error and takes no more")


class RunningCapture(Arriving):
    """One capture as it is made; `writer` has part 0 already."""

    def __init__(self, writer: CaptureWriter, mode: str, vault: Vault) -> None:
        super().__init__(mode, vault, 1)
        self._writer = writer

    def leave(self) -> None:
        """As `Arriving.leave`."""
        if self._writer.held:
            self._drop()
            self._writer.leave()
        else:
            self.close()

    def _expect(self, part: PartStart) -> None:
        if part.at is not None or part.sealed:
            raise KeepsakeError(
                Code.MESSAGE_FIELDS, "a part that waited, of a capture that did not"
            )
        if self._mode == RECORD_ONLY:
            expect_recordable(part)

    def _hand(self, part: PartStart, data: bytes) -> None:
        self._writer.keep(part.part, part.kind, part.name, part.media_type, data, part.sha256)

    def _commit(self, commit: Commit) -> Receipt:
        if commit.manifest < 0 or commit.ended:
            raise KeepsakeError(Code.MESSAGE_FIELDS, "the end of a capture that waited")
        return self._writer.commit(commit.manifest, commit.sha256)

    def _close(self) -> object:
        return self._writer.close()
