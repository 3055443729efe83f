"""Host, reader and verify.py say the same of every proof about a tree, also of the public ones."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from keepsake.core import merkle
from keepsake.formats.verify_py import log as verify_py

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.verifiers.reader import ReaderChecks

_PUBLIC = Path(__file__).parents[4] / "shared" / "vectors" / "merkle-rfc6962" / "testdata"


class Inclusion(NamedTuple):
    """A proof that a leaf is in a tree, right or wrong."""

    leaf: bytes
    index: int
    size: int
    proof: list[bytes]
    root: bytes
    good: bool


class Consistency(NamedTuple):
    """A proof that a tree is the beginning of another, right or wrong."""

    first: int
    second: int
    proof: list[bytes]
    first_root: bytes
    second_root: bytes
    good: bool


def _changed(case: Inclusion | Consistency) -> Iterator[Inclusion | Consistency]:
    """The same proof, wrong in one way each."""
    other = merkle.leaf_hash(b"other")
    wrong = case._replace(good=False)
    yield wrong._replace(proof=[*case.proof, other])
    yield wrong._replace(proof=[other, *case.proof])
    for at, step in enumerate(case.proof):
        flipped = bytes((step[0] ^ 1,)) + step[1:]
        yield wrong._replace(proof=[*case.proof[:at], flipped, *case.proof[at + 1 :]])
        yield wrong._replace(proof=[*case.proof[:at], step[:31], *case.proof[at + 1 :]])
        yield wrong._replace(proof=[*case.proof[:at], *case.proof[at + 1 :]])
    if isinstance(wrong, Inclusion):
        yield wrong._replace(leaf=other)
        yield wrong._replace(leaf=b"")
        yield wrong._replace(root=other)
        yield wrong._replace(index=case.size)
        yield wrong._replace(index=case.index ^ 1)
    else:
        yield wrong._replace(first_root=other)
        yield wrong._replace(second_root=other)
        yield wrong._replace(first=0)
        yield wrong._replace(first=case.second + 1)


def _made() -> list[Inclusion | Consistency]:
    leaves = [merkle.leaf_hash(f"entry {n}".encode()) for n in range(24)]
    cases: list[Inclusion | Consistency] = []
    for size in (1, 2, 3, 5, 8, 13, 24):
        tree = leaves[:size]
        for index in {0, size // 2, size - 1}:
            proof = merkle.inclusion_proof(tree, index)
            cases.append(Inclusion(tree[index], index, size, proof, merkle.root(tree), good=True))
        for first in {1, (size + 1) // 2, size}:
            proof = merkle.consistency_proof(tree, first)
            old, new = merkle.root(tree[:first]), merkle.root(tree)
            cases.append(Consistency(first, size, proof, old, new, good=True))
    return cases + [changed for case in cases for changed in _changed(case)]


def _public() -> list[Inclusion | Consistency]:
    cases: list[Inclusion | Consistency] = []
    for kind in ("inclusion", "consistency"):
        for path in sorted((_PUBLIC / kind).rglob("*.json")):
            row = json.loads(path.read_text())
            proof = [base64.b64decode(step) for step in row["proof"] or []]
            good = not row["wantErr"]
            if kind == "inclusion":
                leaf, root = (base64.b64decode(row[name]) for name in ("leafHash", "root"))
                cases.append(Inclusion(leaf, row["leafIdx"], row["treeSize"], proof, root, good))
            else:
                old, new = (base64.b64decode(row[name]) for name in ("root1", "root2"))
                cases.append(Consistency(row["size1"], row["size2"], proof, old, new, good))
    return cases


def _host(case: Inclusion | Consistency) -> bool:
    check = merkle.verify_inclusion if isinstance(case, Inclusion) else merkle.verify_consistency
    try:
        check(*case[:-1])  # type: ignore[arg-type]  # the two have their own shapes
    except merkle.MerkleError:
        return False
    return True


def _verify_py(case: Inclusion | Consistency) -> bool:
    if isinstance(case, Inclusion):
        return verify_py.is_included(*case[:-1])  # type: ignore[misc]  # as above
    older, newer = (case.first, case.first_root), (case.second, case.second_root)
    return verify_py.is_consistent(older, newer, case.proof)


def _reader(case: Inclusion | Consistency, ask: ReaderChecks) -> bool:
    if isinstance(case, Inclusion):
        leaf, index, size, proof, root, _ = case
        return bool(ask("included", leaf=leaf, index=index, size=size, proof=proof, root=root))
    first, second, proof, old, new, _ = case
    return bool(
        ask("consistent", first=first, second=second, proof=proof, firstRoot=old, secondRoot=new)
    )


def _agree(cases: list[Inclusion | Consistency], ask: ReaderChecks) -> None:
    for case in cases:
        found = (_host(case), _verify_py(case), _reader(case, ask))
        # A wrong proof may be a right one of another place: then all three must say so.
        assert len(set(found)) == 1, case
        if case.good:
            assert found[0], case


def test_all_three_say_the_same_of_proofs_made_here(in_the_reader: ReaderChecks) -> None:
    cases = _made()
    assert len(cases) > 400
    _agree(cases, in_the_reader)
    wrong = [case for case in cases if not case.good]
    assert not any(_host(case) for case in wrong)


def test_a_leaf_counts_only_in_its_own_place(in_the_reader: ReaderChecks) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(9)]
    root = merkle.root(leaves)
    for index in range(9):
        proof = merkle.inclusion_proof(leaves, index)
        for claimed in range(-1, 10):
            case = Inclusion(leaves[index], claimed, 9, proof, root, good=claimed == index)
            found = {_host(case), _verify_py(case), _reader(case, in_the_reader)}
            assert found == {case.good}, case


# They lie beside the project, not in it: a clone elsewhere has the proofs above.
if _PUBLIC.is_dir():

    def test_all_three_say_of_the_public_proofs_what_they_are_for(
        in_the_reader: ReaderChecks,
    ) -> None:
        cases = _public()
        assert len(cases) == 196
        for case in cases:
            found = {_host(case), _verify_py(case), _reader(case, in_the_reader)}
            assert found == {case.good}, case

    @pytest.mark.parametrize("kind", ["subtreeinclusion", "subtreeconsistency"])
    def test_public_proofs_about_subtrees(kind: str) -> None:
        paths = sorted((_PUBLIC / kind).rglob("*.json"))
        assert len(paths) == {"subtreeinclusion": 204, "subtreeconsistency": 118}[kind]
        for path in paths:
            row = json.loads(path.read_text())
            assert _subtree_holds(kind, row) is not row["wantErr"], path


def _subtree_holds(kind: str, row: dict[str, object]) -> bool:
    decoded = {
        name: base64.b64decode(str(row[name])) for name in row if "oot" in name or "Hash" in name
    }
    proof = [base64.b64decode(step) for step in row["proof"] or []]  # type: ignore[attr-defined]  # JSON
    start, end = row["start"], row["end"]
    try:
        if kind == "subtreeinclusion":
            leaf, root = decoded["leafHash"], decoded["root"]
            merkle.verify_subtree_inclusion(leaf, row["leafIdx"], start, end, proof, root)  # type: ignore[arg-type]  # JSON
        else:
            part, whole = decoded["root1"], decoded["root2"]
            merkle.verify_subtree_consistency(start, end, row["size"], proof, part, whole)  # type: ignore[arg-type]  # JSON
    except merkle.MerkleError:
        return False
    return True


def test_a_subtree_is_found_in_its_place_and_no_other() -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(11)]
    whole = merkle.root(leaves)
    part = merkle.root(leaves[8:11])
    # The way from the subtree [8, 11) up: its one sibling is the subtree [0, 8).
    proof = [merkle.root(leaves[:8])]
    merkle.verify_subtree_consistency(8, 11, 11, proof, part, whole)
    for start, end in ((0, 3), (4, 7), (8, 10), (9, 11)):
        with pytest.raises(merkle.MerkleError):
            merkle.verify_subtree_consistency(start, end, 11, proof, part, whole)
    inside = merkle.inclusion_proof(leaves[8:11], 1)
    merkle.verify_subtree_inclusion(leaves[9], 9, 8, 11, inside, part)
    for index in (7, 8, 10, 11):
        with pytest.raises(merkle.MerkleError):
            merkle.verify_subtree_inclusion(leaves[9], index, 8, 11, inside, part)
