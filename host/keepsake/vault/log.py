"""The append-only log: leaf hashes, sealed entries and the signed checkpoint over them.

Source: FORMAT.md §2.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from keepsake.core import merkle, note
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES
from keepsake.vault.layout import CHECKPOINT_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from keepsake.vault.durable import Disk

_ENTRIES_PER_FOLDER = 1000
# Entries that one append writes, at most.
_CUT_SHORT_MOST = 2


class Log:
    """The log of one vault. Callers that append hold the vault's lock."""

    def __init__(self, folder: Path, key: note.VerifierKey, disk: Disk) -> None:
        self._folder = folder
        self._leaves = folder / "log" / "leaves"
        self._checkpoint = folder / "log" / "checkpoint"
        self._frontier = folder / "log" / "frontier"
        self._entries = folder / "entries"
        self._key = key
        self._disk = disk

    def create(self, signer: Ed25519PrivateKey) -> None:
        """Writes the empty log."""
        self._disk.make_folder(self._leaves.parent)
        self._disk.replace(self._leaves, b"")
        empty = note.Checkpoint(self._key.name, 0, merkle.root([]))
        self._disk.replace(self._checkpoint, note.sign(empty, signer))

    def checkpoint_bytes(self) -> bytes:
        """The signed note as it stands on disk, unchecked.

        Raises:
            KeepsakeError: VAULT_DAMAGED; it is missing.
        """
        return _read(self._checkpoint)

    def written_at(self) -> float:
        """When the newest entry was written, in seconds since 1970 by the computer's clock.

        Raises:
            KeepsakeError: VAULT_DAMAGED; there is no checkpoint.
        """
        try:
            return self._checkpoint.stat().st_mtime
        except OSError as error:
            raise KeepsakeError(Code.VAULT_DAMAGED, "missing", file="log/checkpoint") from error

    def checkpoint(self) -> note.Checkpoint:
        """The present checkpoint, its signature checked. Raises as `signed`."""
        return self.signed()[1]

    def signed(self) -> tuple[bytes, note.Checkpoint]:
        """The same after its exact bytes.

        Raises:
            KeepsakeError: VAULT_DAMAGED; what does not fit the other two of its kind is named.
        """
        data = self.checkpoint_bytes()
        try:
            return data, note.open_checkpoint(data, self._key)
        except note.NoteError as error:
            # Imported here: of a log that is as it was, nothing needs it.
            from keepsake.vault import mismatch

            file = mismatch.mismatched_file(self._folder, CHECKPOINT_FILE)
            raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file=file) from error

    def leaves(self, size: int) -> list[bytes]:
        """The first `size` leaf hashes; *not* checked against a root.

        Raises:
            KeepsakeError: VAULT_DAMAGED; the file is missing or too short.
        """
        data = _read(self._leaves)[: size * DIGEST_BYTES]
        if len(data) < size * DIGEST_BYTES:
            raise KeepsakeError(Code.VAULT_DAMAGED, "leaves are missing", file="log/leaves")
        return [data[at : at + DIGEST_BYTES] for at in range(0, len(data), DIGEST_BYTES)]

    def leaf(self, index: int) -> bytes:
        """One leaf hash; *not* checked against a root. Raises as `leaves`."""
        try:
            with self._leaves.open("rb") as file:
                file.seek(index * DIGEST_BYTES)
                data = file.read(DIGEST_BYTES)
        except OSError:
            data = b""
        if len(data) < DIGEST_BYTES:
            raise KeepsakeError(Code.VAULT_DAMAGED, "leaves are missing", file="log/leaves")
        return data

    def find(self, leaf: bytes) -> int | None:
        """The index of a leaf that is committed, None where it is not."""
        data = _read(self._leaves)
        at = data.rfind(leaf, 0, self.checkpoint().size * DIGEST_BYTES)
        return at // DIGEST_BYTES if at >= 0 and at % DIGEST_BYTES == 0 else None

    def entry_path(self, index: int) -> Path:
        """Where entry `index` is sealed."""
        return self._entries / entry_name(index)

    def append(self, sealed: bytes, leaf: bytes, signer: Ed25519PrivateKey) -> note.Checkpoint:
        """Appends one sealed entry; the rename of the checkpoint is the commit point.

        Raises:
            KeepsakeError: VAULT_DAMAGED when the log does not match its checkpoint: nothing is
                signed over damage. DISK_FULL or VAULT_UNWRITABLE: then nothing has happened.

        Source: FORMAT.md §2.6.
        """
        return self.append_all([(sealed, leaf)], signer)

    def append_all(
        self, entries: Sequence[tuple[bytes, bytes]], signer: Ed25519PrivateKey
    ) -> note.Checkpoint:
        """Appends sealed entries, each with its leaf hash: all of them or none. As `append`."""
        old = self.checkpoint()
        edge = self._edge(old)
        self._refuse_older(old.size)
        for at, (sealed, leaf) in enumerate(entries, start=old.size):
            edge = merkle.extend(edge, at, leaf)
            self._disk.make_folder(self.entry_path(at).parent)
            # A file may stand here from an append that was cut short before its commit point; it
            # never counted.
            self._disk.replace(self.entry_path(at), sealed)
        leaves = b"".join(leaf for _, leaf in entries)
        self._disk.put_tail(self._leaves, old.size * DIGEST_BYTES, leaves)
        new = note.Checkpoint(old.origin, old.size + len(entries), merkle.frontier_root(edge))
        self._disk.replace(self._checkpoint, note.sign(new, signer))
        # After the commit point: it is only a short cut, checked before it is used and else made
        # anew. What is in the log is never told as failed for its sake.
        with suppress(KeepsakeError):
            self._disk.replace(self._frontier, b"".join(edge))
        return new

    def mend_frontier(self) -> bool:
        """Writes the short cut anew where it is not that of the present tree.

        Returns:
            Whether it had to be.

        Raises:
            KeepsakeError: VAULT_DAMAGED, the leaves are not those that are signed; DISK_FULL,
                VAULT_UNWRITABLE.
        """
        signed = self.checkpoint()
        edge = merkle.frontier(self.leaves(signed.size))
        if merkle.frontier_root(edge) != signed.root:
            raise KeepsakeError(Code.VAULT_DAMAGED, "root and leaves differ", file="log/leaves")
        try:
            present = self._frontier.read_bytes()
        except OSError:
            present = b""
        if present == b"".join(edge):
            return False
        try:
            self._disk.replace(self._frontier, b"".join(edge))
        except KeepsakeError as error:
            raise KeepsakeError(error.code, error.detail, file="log/frontier") from error
        return True

    def _refuse_older(self, size: int) -> None:
        """Later entries are not written over where the checkpoint was put back to an earlier one.

        An append that was cut short leaves at most two entries beyond it.
        """
        if self.entry_path(size + _CUT_SHORT_MOST).exists():
            text = "older than the entries"
            raise KeepsakeError(Code.VAULT_DAMAGED, text, file="log/checkpoint")
        if size:
            self.leaf(size - 1)  # else a gap would be written before the next

    def _edge(self, checkpoint: note.Checkpoint) -> list[bytes]:
        """The frontier that the signed root vouches for, from its file or from the leaves."""
        try:
            data = self._frontier.read_bytes()
        except OSError:
            data = b""
        edge = [data[at : at + DIGEST_BYTES] for at in range(0, len(data), DIGEST_BYTES)]
        fits = len(edge) == checkpoint.size.bit_count()
        if not fits or merkle.frontier_root(edge) != checkpoint.root:
            edge = merkle.frontier(self.leaves(checkpoint.size))
            if merkle.frontier_root(edge) != checkpoint.root:
                detail = "root and leaves differ"
                raise KeepsakeError(Code.VAULT_DAMAGED, detail, file="log/leaves")
        return edge


def entry_name(index: int) -> str:
    """Path of an entry below `entries/`, such as `000/012.age`. Source: FORMAT.md §2.5."""
    return f"{index // _ENTRIES_PER_FOLDER:03d}/{index % _ENTRIES_PER_FOLDER:03d}.age"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        name = f"log/{path.name}"
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
