"""Merkle trees of RFC 6962: roots, inclusion and consistency proofs, and their checks.

The checks follow the iterative algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2, which are the ones
for the same trees written without recursion; the proofs are made by the definition in RFC 6962
§2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.hashing import DIGEST_BYTES, sha256

if TYPE_CHECKING:
    from collections.abc import Sequence


class MerkleError(Exception):
    """A proof does not lead where it claims."""


def leaf_hash(entry: bytes) -> bytes:
    """Hashes an entry as a leaf. Source: RFC 6962 §2.1."""
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hashes two subtrees into their parent. Source: RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right)


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle Tree Hash over leaf hashes.

    Args:
        leaves: Leaf hashes, 32 bytes each, in order.

    Returns:
        32 bytes; for no leaves the hash of nothing, as RFC 6962 §2.1 has it.
    """
    if not leaves:
        return sha256(b"")
    level = list(leaves)
    while len(level) > 1:
        # A last node without a sibling moves up as it is, which gives the same tree as
        # splitting at the largest power of two.
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def frontier(leaves: Sequence[bytes]) -> list[bytes]:
    """Roots of the complete subtrees at the right edge, largest first.

    They are as many as `len(leaves)` has one bits, and enough to append without the other leaves.
    """
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        edge = extend(edge, size, leaf)
    return edge


def extend(edge: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The frontier after one more leaf.

    Args:
        edge: The frontier before.
        size: Number of leaves before.
        leaf: Leaf hash, 32 bytes.
    """
    extended = [*edge, leaf]
    while size & 1:
        right = extended.pop()
        extended[-1] = node_hash(extended[-1], right)
        size >>= 1
    return extended


def frontier_root(edge: Sequence[bytes]) -> bytes:
    """The root that a frontier leads to. Source: RFC 6962 §2.1."""
    if not edge:
        return sha256(b"")
    result = edge[-1]
    for left in reversed(edge[:-1]):
        result = node_hash(left, result)
    return result


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf, from its sibling up to a child of the root.

    Raises:
        MerkleError: There is no such leaf.

    Source: RFC 6962 §2.1.1.
    """
    return audit_path(levels(leaves), index)


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All hashes of a tree, from its leaves up to its root; for several proofs in one tree."""
    found = [list(leaves)]
    while len(level := found[-1]) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        found.append(paired + level[len(level) - len(level) % 2 :])
    return found


def audit_path(tree: Sequence[Sequence[bytes]], index: int) -> list[bytes]:
    """The same as `inclusion_proof` in a tree whose hashes are known, by `levels`.

    Raises:
        MerkleError: There is no such leaf.
    """
    if not 0 <= index < len(tree[0]):
        raise MerkleError(f"no leaf {index} in a tree of {len(tree[0])}")
    proof: list[bytes] = []
    for level in tree[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        index //= 2
    return proof


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Shows that the first `size` leaves are a prefix of all of them.

    Raises:
        MerkleError: `size` is not between 1 and the number of leaves.

    Source: RFC 6962 §2.1.2.
    """
    if not 1 <= size <= len(leaves):
        raise MerkleError(f"no tree of size {size} within {len(leaves)}")
    return _subproof(leaves, size, whole=True)


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if size <= split:
        return [*_subproof(leaves[:split], size, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], size - split, whole=False), root(leaves[:split])]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> None:
    """Checks that a leaf is in a tree.

    Args:
        leaf: Leaf hash, 32 bytes.
        index: Position of the leaf, from 0.
        size: Number of leaves of the tree.
        proof: Audit path, sibling first.
        expected: The root.

    Raises:
        MerkleError: The proof has the wrong length or leads elsewhere.

    Source: RFC 9162 §2.1.3.2.
    """
    if not 0 <= index < size:
        raise MerkleError(f"no leaf {index} in a tree of {size}")
    _require_digests([leaf, expected, *proof])
    node, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise MerkleError("the proof is too long")
        if node & 1 or node == last:
            result = node_hash(step, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, step)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise MerkleError("the proof is too short")
    if result != expected:
        raise MerkleError("the proof leads to another root")


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Checks that a tree of `first` leaves is a prefix of a tree of `second` leaves.

    Raises:
        MerkleError: The sizes are impossible, or the proof leads elsewhere.

    Source: RFC 9162 §2.1.4.2, which begins at a tree of one leaf.
    """
    if not 1 <= first <= second:
        raise MerkleError(f"a tree of {first} cannot be shown to be within one of {second}")
    verify_subtree_consistency(0, first, second, proof, first_root, second_root)


def verify_subtree_consistency(
    start: int, end: int, size: int, proof: Sequence[bytes], part_root: bytes, whole_root: bytes
) -> None:
    """Checks that a subtree is in its place in a tree of `size` leaves; from 0 it is a prefix.

    Raises:
        MerkleError: There is no such subtree, or the proof leads elsewhere.

    Source: draft-ietf-plants-merkle-tree-certs §4.4.3, of which RFC 9162 §2.1.4.2 is the case of a
    subtree that begins at 0.
    """
    _require_subtree(start, end)
    if end > size:
        raise MerkleError(f"leaves up to {end} cannot be in a tree of {size}")
    if start == end or end - start == size:
        # Nothing is in every tree, and the whole is the whole.
        if proof or part_root != (root([]) if start == end else whole_root):
            raise MerkleError("the proof is too long or the roots differ")
        return
    _require_digests([part_root, whole_root, *proof])
    first, node, last = start, end - 1, size - 1
    while first != node and (node & 1 or node == last):
        first, node, last = first >> 1, node >> 1, last >> 1
    path = [part_root, *proof] if first == node else list(proof)
    _walk_consistency(first, node, last, path, part_root, whole_root)


def _walk_consistency(
    first: int, node: int, last: int, path: Sequence[bytes], part_root: bytes, whole_root: bytes
) -> None:
    if not path:
        raise MerkleError("the proof is empty")
    part = whole = path[0]
    for step in path[1:]:
        if last == 0:
            raise MerkleError("the proof is too long")
        if node & 1 or node == last:
            if first < node:
                part = node_hash(step, part)
            whole = node_hash(step, whole)
            while not node & 1 and node:
                first, node, last = first >> 1, node >> 1, last >> 1
        else:
            whole = node_hash(whole, step)
        first, node, last = first >> 1, node >> 1, last >> 1
    if last != 0:
        raise MerkleError("the proof is too short")
    if part != part_root or whole != whole_root:
        raise MerkleError("the proof leads to another root")


def _require_subtree(start: int, end: int) -> None:
    """A subtree begins at a multiple of the power of two that holds it. Source: as above, §4.1."""
    width = 1 << max(end - start - 1, 0).bit_length()
    if not 0 <= start <= end or start % width:
        raise MerkleError(f"the leaves from {start} to {end} are no subtree")


def _require_digests(values: Sequence[bytes]) -> None:
    if any(len(value) != DIGEST_BYTES for value in values):
        raise MerkleError("a hash does not have 32 bytes")
