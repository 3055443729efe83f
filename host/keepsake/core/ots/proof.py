"""OpenTimestamps proofs: what they say, and how they are joined; no clock, network or files.

A proof is a tree of messages. It begins with the SHA-256 of a file; each branch is an operation
that makes the next message; at some messages stands who is said to have seen it: a calendar that
will pass it on (*pending*), or the header of a Bitcoin block. That a message leads to a block says
nothing until its Merkle root is compared with that of the block, which no file here can do.

Their bytes are read and written in `encoding`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NONCE_BYTES = 16
HEADER_BYTES = 80
PENDING = bytes.fromhex("83dfe30d2ef90c8e")
BITCOIN = bytes.fromhex("0588960d73d71901")
SHA256, APPEND, PREPEND = 0x08, 0xF0, 0xF1
MESSAGE_BYTES_MAX = 4096


class OtsError(Exception):
    """Not a proof, or one for other bytes; `str()` is for a bug report."""


@dataclass(frozen=True, slots=True, order=True)
class Attestation:
    """Who is said to have seen a message.

    Attributes:
        tag: Eight bytes that name the kind.
        height: Of the Bitcoin block, -1 for other kinds.
        address: Of the calendar, "" for other kinds.
        payload: The bytes of a kind that is not known.
    """

    tag: bytes
    height: int = -1
    address: str = ""
    payload: bytes = b""


@dataclass(frozen=True, slots=True, order=True)
class Operation:
    """What makes the next message: append or prepend `argument`, or SHA-256."""

    tag: int
    argument: bytes = b""

    def apply(self, message: bytes) -> bytes:
        """The next message.

        Raises:
            OtsError: It would be too long.
        """
        if self.tag == SHA256:
            return hashlib.sha256(message).digest()
        joined = message + self.argument if self.tag == APPEND else self.argument + message
        if len(joined) > MESSAGE_BYTES_MAX:
            raise OtsError("a message is too long")
        return joined


@dataclass(frozen=True, slots=True)
class Node:
    """A message, who is said to have seen it, and what follows from it, each in order."""

    message: bytes
    attestations: tuple[Attestation, ...] = ()
    branches: tuple[tuple[Operation, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One attestation with the way that leads to it.

    Attributes:
        attestation: Who.
        message: What they are said to have seen; for a block its Merkle root.
        way: The operations from the file's hash to the message.
        superseded: A calendar's promise that is kept: from the same message a way leads on to a
            block.
    """

    attestation: Attestation
    message: bytes
    way: tuple[Operation, ...]
    superseded: bool = False

    @property
    def is_pending(self) -> bool:
        """A calendar's promise that is not kept yet."""
        return self.attestation.tag == PENDING and not self.superseded

    @property
    def is_block(self) -> bool:
        """It leads to a Bitcoin block."""
        return self.attestation.tag == BITCOIN

    @property
    def merkle_root(self) -> str:
        """The message as Merkle roots of blocks are written: hexadecimal, last byte first."""
        return self.message[::-1].hex()


def merkle_root_of(header: bytes) -> bytes:
    """The Merkle root in a Bitcoin block header."""
    return header[36:68]


def read_header(text: str) -> tuple[int, bytes]:
    """Reads `HEIGHT:HEADER`, a block header in hexadecimal as whoever checks got it.

    The header must have the work that it states itself. That its block is the one of that height
    is *not* checked: it is as good as the source that it came from.

    Raises:
        OtsError: It is no such text, or no block header.
    """
    number, _, digits = text.partition(":")
    try:
        header = bytes.fromhex(digits)
    except ValueError as error:
        raise OtsError("not hexadecimal") from error
    if not number.isdecimal() or len(number) > 9 or len(header) != HEADER_BYTES:
        raise OtsError("not a height and 80 bytes")
    exponent, factor = header[75], int.from_bytes(header[72:75], "little")
    target = factor << (8 * (exponent - 3)) if 3 <= exponent <= 32 else 0
    block = hashlib.sha256(hashlib.sha256(header).digest()).digest()
    if int.from_bytes(block, "little") > target:
        raise OtsError("the header has not the work that it states")
    return int(number), header


def hidden(digest: bytes, nonce: bytes, answers: list[Node]) -> Node:
    """A proof whose calendars saw `commitment(digest, nonce)` instead of the digest itself."""
    add, hashing = Operation(APPEND, nonce), Operation(SHA256)
    seen = Node(commitment(digest, nonce))
    for answer in answers:
        seen = merge(seen, answer)
    return Node(digest, (), ((add, Node(digest + nonce, (), ((hashing, seen),))),))


def commitment(digest: bytes, nonce: bytes) -> bytes:
    """What a calendar is sent: it says nothing of the digest without the nonce."""
    return hashlib.sha256(digest + nonce).digest()


def merge(one: Node, other: Node) -> Node:
    """Everything that either says of the same message.

    Raises:
        OtsError: The messages differ.
    """
    if one.message != other.message:
        raise OtsError("two proofs of different messages")
    branches = dict(one.branches)
    for operation, node in other.branches:
        known = branches.get(operation)
        branches[operation] = merge(known, node) if known else node
    attestations = tuple(sorted({*one.attestations, *other.attestations}))
    return Node(one.message, attestations, tuple(sorted(branches.items(), key=lambda it: it[0])))


def graft(node: Node, addition: Node) -> Node:
    """The proof with what is said of one of its messages added there."""
    if node.message == addition.message:
        return merge(node, addition)
    branches = tuple((operation, graft(below, addition)) for operation, below in node.branches)
    return Node(node.message, node.attestations, branches)


def claims(node: Node, way: tuple[Operation, ...] = ()) -> Iterator[Claim]:
    """Every attestation of a proof, in the order of the file."""
    below = [found for op, next_ in node.branches for found in claims(next_, (*way, op))]
    kept = any(found.is_block for found in below)
    for one in node.attestations:
        yield Claim(one, node.message, way, superseded=kept and one.tag == PENDING)
    yield from below
