"""The public proofs about trees of the Go libraries, right and wrong ones, asked of all three."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from fixtures.verifiers.trees import (
    Consistency,
    Inclusion,
    Subtree,
    by_host,
    by_reader,
    by_verify_py,
    subtree_by_host,
)
from outside import vectors

if TYPE_CHECKING:
    from fixtures.verifiers.reader import ReaderChecks

_FOLDER = vectors.folder("merkle-rfc6962", "testdata")


def _rows(kind: str) -> list[dict[str, Any]]:
    rows = [json.loads(path.read_text()) for path in sorted((_FOLDER / kind).rglob("*.json"))]
    for row in rows:
        row["proof"] = [base64.b64decode(step) for step in row["proof"] or []]
        for name in ("leafHash", "root", "root1", "root2"):
            row[name] = base64.b64decode(row.get(name, ""))
    return rows


def _inclusion(row: dict[str, Any]) -> Inclusion:
    place = row["leafIdx"], row["treeSize"]
    return Inclusion(row["leafHash"], *place, row["proof"], row["root"], not row["wantErr"])


def _consistency(row: dict[str, Any]) -> Consistency:
    roots = row["root1"], row["root2"]
    return Consistency(row["size1"], row["size2"], row["proof"], *roots, not row["wantErr"])


def test_all_three_say_of_the_public_proofs_what_they_are(in_the_reader: ReaderChecks) -> None:
    cases = [*map(_inclusion, _rows("inclusion")), *map(_consistency, _rows("consistency"))]
    assert len(cases) == 196
    for case in cases:
        found = {by_host(case), by_verify_py(case), by_reader(case, in_the_reader)}
        assert found == {case.good}, case


def test_public_proofs_that_a_part_is_in_its_place() -> None:
    rows = _rows("subtreeconsistency")
    assert len(rows) == 118
    for row in rows:
        place, roots = (row["start"], row["end"], row["size"]), (row["root1"], row["root2"])
        case = Subtree(*place, row["proof"], *roots, not row["wantErr"])
        assert subtree_by_host(case) is case.good, case
