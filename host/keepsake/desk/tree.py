"""Proofs of a Merkle tree out of its complete subtrees, without its other leaves. Pure.

The hashes are those of `keepsake.core.merkle`; here each costs as many reads as the tree is high,
where there all leaves are at hand. Source: RFC 6962 §2.1.1, §2.1.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import merkle
from keepsake.core.merkle import MerkleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[int, int], bytes]
    """Level and index of a complete subtree to its hash: 2^level leaves from index * 2^level on."""


def edge(size: int) -> Iterator[tuple[int, int]]:
    """Level and index of the complete subtrees at the right edge, largest first."""
    at = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield level, at >> level
            at += 1 << level


def added(size: int, leaf: bytes, read: Read) -> Iterator[tuple[int, int, bytes]]:
    """The complete subtrees that one more leaf makes, from the leaf up.

    Args:
        size: Number of leaves before.
        leaf: Leaf hash, 32 bytes.
        read: For those that were there.

    Yields:
        Level, index, hash.
    """
    level, index, found = 0, size, leaf
    yield level, index, found
    while index & 1:
        found = merkle.node_hash(read(level, index - 1), found)
        level, index = level + 1, index >> 1
        yield level, index, found


def root(size: int, read: Read) -> bytes:
    """The root over the first `size` leaves."""
    return merkle.frontier_root([read(level, index) for level, index in edge(size)])


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """The audit path of one leaf.

    Raises:
        MerkleError: There is no such leaf.
    """
    if not 0 <= index < size:
        raise MerkleError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(_range(split, end, read))
            end = split
        else:
            path.append(_range(start, split, read))
            start = split
    return path[::-1]


def consistency_proof(older: int, size: int, read: Read) -> list[bytes]:
    """Shows that the first `older` leaves are the beginning of the first `size`.

    Raises:
        MerkleError: `older` is not between 1 and `size`.
    """
    if not 1 <= older <= size:
        raise MerkleError(f"no tree of size {older} within {size}")
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while older != end:
        split = start + _split(end - start)
        if older <= split:
            path.append(_range(split, end, read))
            end = split
        else:
            path.append(_range(start, split, read))
            start, whole = split, False
    return [*([] if whole else [_range(start, end, read)]), *path[::-1]]


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _range(start: int, end: int, read: Read) -> bytes:
    """Root over the leaves from `start`, which is where a subtree of that size begins, to `end`."""
    parts = ((level, index + (start >> level)) for level, index in edge(end - start))
    return merkle.frontier_root([read(level, index) for level, index in parts])
