"""A desk's receipt: what it received stands in its log, and it signed for that.

One line of JSON, which is an entry of the desk's log, and behind it the proof that leads from this
entry to a signed checkpoint (c2sp.org/tlog-proof). No other signature is needed.

Source: FORMAT.md §13.2.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from keepsake.core import merkle, note

RECEIVED = "received"


class ReceiptError(Exception):
    """A receipt is malformed, or does not say what it should.

    Attributes:
        reason: Code word: `form`, `signature`, `proof`, `other`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Received(msgspec.Struct, frozen=True, rename={"version": "keepsake_desk"}):
    """The entry of a desk's log for one sealed copy.

    Attributes:
        invitation: SHA-256 of the invitation's note, hexadecimal.
        sha256: Of the sealed copy, hexadecimal.
        size: Of the same, in bytes.
        received: UTC by the desk's clock, when it was checked and kept.
        locked_until: UTC until when the store lets nobody delete it; "" where the desk could not
            show that its store locks.
        kind: `received`.
    """

    invitation: str
    sha256: str
    size: int
    received: str
    locked_until: str
    kind: str = RECEIVED
    version: int = 1

    def entry(self) -> bytes:
        """The bytes that are hashed as a leaf."""
        return msgspec.json.encode(self, order="sorted")


class Receipt(NamedTuple):
    """A receipt, checked.

    Attributes:
        received: What it says.
        proof: Where it stands in the desk's log.
        checkpoint: Of that log.
    """

    received: Received
    proof: note.TlogProof
    checkpoint: note.Checkpoint


def encode(received: Received, proof: note.TlogProof) -> bytes:
    """The file's bytes."""
    return received.entry() + b"\n" + proof.encode()


def parsed(data: bytes) -> tuple[Received, note.TlogProof]:
    """What a receipt says and where that is to stand; nothing of it is checked.

    Raises:
        ReceiptError: `form`.
    """
    line, separator, rest = data.partition(b"\n")
    try:
        received = msgspec.json.decode(line, type=Received)
        proof = note.TlogProof.parse(rest)
    except (msgspec.DecodeError, UnicodeDecodeError, note.NoteError) as error:
        raise ReceiptError("form") from error
    if not separator or received.entry() != line or received.version != 1:
        raise ReceiptError("form")
    return received, proof


def opened(data: bytes, key: note.VerifierKey) -> Receipt:
    """Reads a receipt and checks it against the key of the desk's log.

    What it is a receipt *for* is asked by `require_of`.

    Raises:
        ReceiptError: `form`, or `signature` or `proof` where one of them does not hold.
    """
    received, proof = parsed(data)
    try:
        checkpoint = note.open_checkpoint(proof.checkpoint, key)
    except note.NoteError as error:
        raise ReceiptError("signature") from error
    leaf = merkle.leaf_hash(received.entry())
    try:
        merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    except merkle.MerkleError as error:
        raise ReceiptError("proof") from error
    return Receipt(received, proof, checkpoint)


def require_of(receipt: Receipt, invitation: str, sha256: str, size: int) -> None:
    """Asks whether a receipt is the one for what was sent.

    Args:
        receipt: From `opened`.
        invitation: Digest of the invitation.
        sha256: Of the sealed copy, hexadecimal.
        size: Of the same, in bytes.

    Raises:
        ReceiptError: `other`.
    """
    received = receipt.received
    told = (received.kind, received.invitation, received.sha256, received.size)
    if told != (RECEIVED, invitation, sha256, size):
        raise ReceiptError("other")
