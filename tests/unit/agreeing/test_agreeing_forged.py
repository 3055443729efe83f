"""The table of directed changes: what the other side's expert would try, held against all three.

Each row changes a copy of a real case the way somebody would who holds it with its passphrase, up
to somebody who also stole the vault's key. All three programs must agree on the outcome, and each
must name the file. A row for each place and each forger is asked once more as people use the three,
with the reader in a browser, in `tests/e2e/bundle/test_bundle_forged.py`. Changes of the folder are
in `tests/unit/test_bundle_folder.py`: only the program that is given the folder sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.forged import case, changes
from fixtures.forged.changes import sealed_anew
from fixtures.forged.table import ROWS
from fixtures.verifiers.bundle import NAMES, Verifiers, verifiers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.forged.case import Forged
    from fixtures.forged.changes import Row
    from fixtures.verifiers.reader import ReaderChecks


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Forged:
    """The case that is forged."""
    return case.make(tmp_path_factory.mktemp("forged"))


@pytest.fixture(scope="module")
def verifiers(
    world: Forged, in_the_reader: ReaderChecks, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Verifiers]:
    with verifiers_of(world.made, in_the_reader, tmp_path_factory.mktemp("three")) as asked:
        yield asked


def test_the_copy_itself_is_valid_for_all_three(world: Forged, verifiers: Verifiers) -> None:
    assert [one.outcome for one in verifiers(world.files)] == ["valid"] * len(NAMES)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_directed_change_is_found_and_named_by_all(
    row: Row, world: Forged, verifiers: Verifiers
) -> None:
    files = sealed_anew(row, world)
    assert files != world.files
    said = dict(zip(NAMES, verifiers(files), strict=True))
    outcomes = {who: one.outcome for who, one in said.items()}
    assert outcomes == dict.fromkeys(NAMES, row.outcome), outcomes
    wanted = [changes.place(world.files, name) for name in row.named]
    for who, one in said.items():
        assert any(name in one.doubted for name in wanted), f"{who} names {one.doubted}"
