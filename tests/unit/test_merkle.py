"""RFC 6962 trees: against the definitions and each other; more are asked in `agreeing`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import rfc6962
from keepsake.core import merkle


def _leaves(count: int) -> tuple[list[bytes], list[bytes]]:
    entries = [f"entry {n}".encode() for n in range(count)]
    return entries, [merkle.leaf_hash(entry) for entry in entries]


@pytest.mark.parametrize("count", range(70))
def test_root_is_the_one_of_the_rfc(count: int) -> None:
    entries, leaves = _leaves(count)
    assert merkle.root(leaves) == rfc6962.root(entries)


@pytest.mark.parametrize("count", range(1, 34))
def test_proofs_are_the_ones_of_the_rfc(count: int) -> None:
    entries, leaves = _leaves(count)
    for index in range(count):
        assert merkle.inclusion_proof(leaves, index) == rfc6962.path(index, entries)
        assert merkle.consistency_proof(leaves, index + 1) == rfc6962.proof(index + 1, entries)


@pytest.mark.parametrize("count", range(70))
def test_frontier_leads_to_the_same_root(count: int) -> None:
    _, leaves = _leaves(count)
    edge = merkle.frontier(leaves)
    assert len(edge) == count.bit_count()
    assert merkle.frontier_root(edge) == merkle.root(leaves)


@given(st.integers(1, 130), st.data())
def test_every_inclusion_proof_holds_and_no_other_leaf_passes(
    size: int, data: st.DataObject
) -> None:
    _, leaves = _leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(leaves, index)
    root = merkle.root(leaves)
    merkle.verify_inclusion(leaves[index], index, size, proof, root)
    with pytest.raises(merkle.MerkleError):
        merkle.verify_inclusion(merkle.leaf_hash(b"another"), index, size, proof, root)


@given(st.integers(1, 130), st.data())
def test_every_prefix_is_consistent_and_a_changed_one_is_not(
    size: int, data: st.DataObject
) -> None:
    _, leaves = _leaves(size)
    first = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(leaves, first)
    old, new = merkle.root(leaves[:first]), merkle.root(leaves)
    merkle.verify_consistency(first, size, proof, old, new)
    forged = merkle.root([*leaves[: first - 1], merkle.leaf_hash(b"another")])
    with pytest.raises(merkle.MerkleError):
        merkle.verify_consistency(first, size, proof, forged, new)
