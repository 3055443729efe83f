"""Host, reader, verify.py, Sigstore's client and pymerkle say the same of proofs about a tree.

The right proofs are made from the definitions, by nothing of the program; the wrong ones from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pymerkle import InmemoryTree

from fixtures import rfc6962
from fixtures.verifiers import sigstore
from fixtures.verifiers.trees import (
    OTHER,
    Consistency,
    Inclusion,
    Subtree,
    by_host,
    by_reader,
    by_verify_py,
    subtree_by_host,
    wrong_steps,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.verifiers.reader import ReaderChecks

SIZES = (1, 2, 3, 5, 8, 13, 24)
ENTRIES = [f"entry {n}".encode() for n in range(24)]


def _wrong_inclusions(case: Inclusion) -> Iterator[Inclusion]:
    wrong = case._replace(good=False)
    for steps in wrong_steps(case):
        yield wrong._replace(proof=steps)
    yield wrong._replace(leaf=rfc6962.leaf(OTHER))
    yield wrong._replace(leaf=b"")
    yield wrong._replace(root=rfc6962.leaf(OTHER))
    yield wrong._replace(index=case.size)
    yield wrong._replace(index=case.index ^ 1)
    yield wrong._replace(index=-1)


def _wrong_consistencies(case: Consistency) -> Iterator[Consistency]:
    wrong = case._replace(good=False)
    for steps in wrong_steps(case):
        yield wrong._replace(proof=steps)
    yield wrong._replace(first_root=rfc6962.leaf(OTHER))
    yield wrong._replace(second_root=rfc6962.leaf(OTHER))
    yield wrong._replace(first=0)
    yield wrong._replace(first=case.second + 1)


def _inclusions() -> list[Inclusion]:
    cases = []
    for size in SIZES:
        tree = ENTRIES[:size]
        for index in range(size):
            steps, leaf = rfc6962.path(index, tree), rfc6962.leaf(tree[index])
            right = Inclusion(leaf, index, size, steps, rfc6962.root(tree), good=True)
            cases += [right, *_wrong_inclusions(right)]
    return cases


def _consistencies() -> list[Consistency]:
    cases = []
    for size in SIZES:
        tree = ENTRIES[:size]
        for first in range(1, size + 1):
            old, new = rfc6962.root(tree[:first]), rfc6962.root(tree)
            right = Consistency(first, size, rfc6962.proof(first, tree), old, new, good=True)
            cases += [right, *_wrong_consistencies(right)]
    return cases


def _subtrees(size: int) -> Iterator[Subtree]:
    """Every part that begins at a multiple of the power of two that holds it."""
    tree = ENTRIES[:size]
    for start in range(size):
        for end in range(start + 1, size + 1):
            if start % (1 << (end - start - 1).bit_length()) == 0:
                steps = rfc6962.subtree_proof(start, end, tree)
                part, whole = rfc6962.root(tree[start:end]), rfc6962.root(tree)
                yield Subtree(start, end, size, steps, part, whole, good=True)


@pytest.mark.parametrize("make", [_inclusions, _consistencies], ids=["inclusion", "consistency"])
def test_all_three_say_of_a_proof_what_it_is(make, in_the_reader: ReaderChecks) -> None:
    cases = make()
    assert len(cases) > 600
    for case in cases:
        found = {by_host(case), by_verify_py(case), by_reader(case, in_the_reader)}
        assert found == {case.good}, case


def test_what_public_logs_are_checked_with_says_the_same() -> None:
    """It takes an entry instead of a leaf, so it is asked wherever there is an entry."""
    entries = {rfc6962.leaf(entry): entry for entry in (*ENTRIES, OTHER)}
    asked = [(case, entries[case.leaf]) for case in _inclusions() if case.leaf in entries]
    assert len(asked) > 600
    for (case, _), accepted in zip(asked, sigstore.accept(asked), strict=True):
        assert accepted is case.good, case


def test_a_tree_of_somebody_else_has_these_roots_and_paths() -> None:
    """pymerkle lays a proof that a log grew out in another way; its roots are those of the RFC."""
    theirs = InmemoryTree(algorithm="sha256")
    for size, entry in enumerate(ENTRIES, start=1):
        theirs.append_entry(entry)
        tree = ENTRIES[:size]
        assert theirs.get_root() == rfc6962.root(tree)
        for index in range(size):
            steps = theirs.prove_inclusion(index + 1, size).path
            assert steps == [rfc6962.leaf(tree[index]), *rfc6962.path(index, tree)]
    for case in _consistencies():
        if case.good:
            told = theirs.get_root(case.first), theirs.get_root(case.second)
            assert by_host(case._replace(first_root=told[0], second_root=told[1]))


def test_a_leaf_counts_only_in_its_own_place(in_the_reader: ReaderChecks) -> None:
    tree = ENTRIES[:9]
    root = rfc6962.root(tree)
    for index in range(9):
        leaf, steps = rfc6962.leaf(tree[index]), rfc6962.path(index, tree)
        for claimed in range(-1, 10):
            case = Inclusion(leaf, claimed, 9, steps, root, good=claimed == index)
            found = {by_host(case), by_verify_py(case), by_reader(case, in_the_reader)}
            assert found == {case.good}, case


def test_every_part_is_found_in_its_place_and_no_other() -> None:
    looked_at = 0
    for size in range(1, 14):
        for case in _subtrees(size):
            looked_at += 1
            assert subtree_by_host(case), case
            wrong = [case._replace(proof=steps) for steps in wrong_steps(case)]
            wrong += [case._replace(part_root=rfc6962.leaf(OTHER))]
            wrong += [case._replace(whole_root=rfc6962.leaf(OTHER))]
            wrong += [case._replace(start=case.start + 1), case._replace(end=case.end - 1)]
            wrong += [case._replace(end=size + 1)]
            assert not any(map(subtree_by_host, wrong)), case
    assert looked_at > 200
