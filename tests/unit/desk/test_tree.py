"""Proofs by stored subtrees are those by all leaves."""

from __future__ import annotations

import pytest

from keepsake.core import merkle
from keepsake.core.merkle import MerkleError
from keepsake.desk import tree

LEAVES = [merkle.leaf_hash(number.to_bytes(2)) for number in range(70)]


def stored(count: int) -> dict[tuple[int, int], bytes]:
    """The subtrees of the first leaves, added one after the other."""
    found: dict[tuple[int, int], bytes] = {}
    for size, leaf in enumerate(LEAVES[:count]):
        made = list(tree.added(size, leaf, lambda level, index: found[level, index]))
        for level, index, digest in made:
            assert (level, index) not in found
            found[level, index] = digest
    return found


def test_root_and_every_proof_are_the_same() -> None:
    found = stored(len(LEAVES))
    reads = []

    def read(level: int, index: int) -> bytes:
        reads.append((level, index))
        return found[level, index]

    for size in range(1, len(LEAVES) + 1):
        leaves = LEAVES[:size]
        assert tree.root(size, read) == merkle.root(leaves)
        for index in range(size):
            assert tree.inclusion_proof(index, size, read) == merkle.inclusion_proof(leaves, index)
        for older in range(1, size + 1):
            proof = tree.consistency_proof(older, size, read)
            assert proof == merkle.consistency_proof(leaves, older)
            merkle.verify_consistency(
                older, size, proof, merkle.root(LEAVES[:older]), merkle.root(leaves)
            )


def test_a_proof_reads_as_many_subtrees_as_the_tree_is_high() -> None:
    size = 1 << 40
    reads: list[tuple[int, int]] = []

    def read(level: int, index: int) -> bytes:
        reads.append((level, index))
        return bytes(32)

    tree.inclusion_proof(123_456_789, size - 1, read)
    assert len(reads) <= 2 * 40


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(MerkleError):
        tree.inclusion_proof(index, size, lambda _level, _index: bytes(32))
    with pytest.raises(MerkleError):
        tree.consistency_proof(size + 1, size, lambda _level, _index: bytes(32))
