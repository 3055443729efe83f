"""The table of directed changes: what the other side's expert would try, held against all three.

Each row changes a copy of a real case the way somebody would who holds it with its passphrase, up
to somebody who also stole the vault's key. `keepsake verify`, `verify.py` of a release, started as
a program of its own, and the reader of a release, in a real browser, must agree on the outcome, and
each must name the file. Here are the changes of time-stamps and of the container; those of what was
captured and of what was written about it are beside this file. Changes of the folder are in
`tests/unit/test_bundle_folder.py`: only the program that is given the folder sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.bundle.directed import found_and_named
from fixtures.forged import zips
from fixtures.forged.evidence import EVIDENCE
from fixtures.forged.papers import PAPERS
from fixtures.forged.stamps import STAMPS
from fixtures.forged.zips import ZIPS

if TYPE_CHECKING:
    from e2e.bundle.directed import Verifiers
    from fixtures.forged.case import Forged
    from fixtures.forged.changes import Row
    from fixtures.forged.zips import ZipRow

pytestmark = pytest.mark.browser


def test_the_table_is_long_enough_and_every_name_is_once() -> None:
    names = [row.name for row in (*STAMPS, *EVIDENCE, *PAPERS, *ZIPS)]
    assert len(names) == len(set(names)) >= 160


def test_the_copy_itself_is_valid_for_all_three(world: Forged, verifiers: Verifiers) -> None:
    running = verifiers.begin(world.files)
    payload = zips.raw(zips.members(world.files))
    said = [verifiers.host(), verifiers.reader(payload), verifiers.end(running)]
    assert [outcome for outcome, _ in said] == ["valid"] * 3
    assert verifiers.host(payload) == ("valid", "")


@pytest.mark.parametrize("row", STAMPS, ids=[row.name for row in STAMPS])
def test_a_changed_stamp_is_found_and_named_by_all(
    row: Row, world: Forged, verifiers: Verifiers
) -> None:
    found_and_named(row, world, verifiers)


@pytest.mark.parametrize("row", ZIPS, ids=[row.name for row in ZIPS])
def test_a_container_that_was_changed_is_refused(
    row: ZipRow, world: Forged, verifiers: Verifiers
) -> None:
    payload = zips.made(row, world)
    running = verifiers.begin(zips.unpacked(payload)) if row.program else None
    outcome, named = verifiers.host(payload)
    assert outcome == "invalid"
    assert row.file in named
    verifiers.refused(payload)
    if running is not None:
        said, shown = verifiers.end(running)
        assert (said, row.named in shown) == (row.program, True)
