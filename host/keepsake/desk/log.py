"""The desk's log: entries in order under a checkpoint, as a vault's is (FORMAT.md §2).

It is in PostgreSQL, and what it is about changes in the same transaction: an entry is there exactly
when what it says is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import merkle, note
from keepsake.core.merkle import MerkleError
from keepsake.desk import tree
from keepsake.desk.database import one

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from keepsake.desk.database import Transaction


class Log:
    """A log, written by whoever holds its private key."""

    def __init__(self, origin: str, signer: Ed25519PrivateKey) -> None:
        """Takes them as they are; `create` makes the first checkpoint."""
        self.origin, self._signer = origin, signer

    def create(self, transaction: Transaction) -> None:
        """Makes the empty log, where there is none."""
        transaction.execute(
            "insert into log_head values (true, 0, %s) on conflict do nothing",
            [self._signed(0, merkle.root([]))],
        )

    def append(self, transaction: Transaction, entry: bytes) -> int:
        """Adds an entry; until the transaction ends nobody else can.

        Args:
            transaction: In which all that belongs to it is written.
            entry: Its exact bytes.

        Returns:
            Its index.
        """
        head = one(transaction, "select size from log_head for update")
        if head is None:
            raise MerkleError("the log was not created")
        index: int = head["size"]
        nodes = list(tree.added(index, merkle.leaf_hash(entry), _reader(transaction)))
        with transaction.cursor() as cursor:
            cursor.executemany("insert into node values (%s, %s, %s)", nodes)
        root = tree.root(index + 1, _reader(transaction))
        transaction.execute("insert into entry values (%s, %s)", [index, entry])
        transaction.execute(
            "update log_head set size = %s, checkpoint = %s",
            [index + 1, self._signed(index + 1, root)],
        )
        return index

    def proof(self, transaction: Transaction, index: int) -> note.TlogProof:
        """That an entry is in the log, under the newest checkpoint.

        Raises:
            MerkleError: There is no such entry.
        """
        size, checkpoint = head(transaction)
        path = tree.inclusion_proof(index, size, _reader(transaction))
        return note.TlogProof(index, tuple(path), checkpoint)

    def _signed(self, size: int, root: bytes) -> bytes:
        return note.sign(note.Checkpoint(self.origin, size, root), self._signer)


def head(transaction: Transaction) -> tuple[int, bytes]:
    """Size of the log, and its newest checkpoint.

    Raises:
        MerkleError: There is no log.
    """
    found = one(transaction, "select size, checkpoint from log_head")
    if found is None:
        raise MerkleError("the log was not created")
    return found["size"], found["checkpoint"]


def consistency_proof(transaction: Transaction, older: int, size: int) -> list[bytes]:
    """That the log of a smaller size is the beginning of the one of another size.

    Raises:
        MerkleError: It never had one of these sizes.
    """
    return tree.consistency_proof(older, size, _reader(transaction))


def _reader(transaction: Transaction) -> tree.Read:
    def read(level: int, index: int) -> bytes:
        found = one(
            transaction, "select hash from node where level = %s and index = %s", level, index
        )
        if found is None:
            raise MerkleError(f"the log lacks the subtree {index} of level {level}")
        return bytes(found["hash"])

    return read
