"""Directed changes, as people meet them: each program as it is used, the reader in a browser.

`keepsake verify`, `verify.py` of a release, started as a program of its own, and the reader of a
release must agree on the outcome, and each must name the file: of a row for each place and each
forger of the table, and of every change of the container. The whole table is held against all three
in `tests/unit/agreeing/test_agreeing_forged.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e.bundle.directed import found_and_named
from fixtures.forged import zips
from fixtures.forged.table import ROWS, SHOWN
from fixtures.forged.zips import ZIPS

if TYPE_CHECKING:
    from e2e.bundle.directed import Verifiers
    from fixtures.forged.case import Forged
    from fixtures.forged.changes import Row
    from fixtures.forged.zips import ZipRow

pytestmark = pytest.mark.browser


def test_the_table_is_long_enough_and_every_name_is_once() -> None:
    names = [row.name for row in (*ROWS, *ZIPS)]
    assert len(names) == len(set(names)) >= 160


def test_the_copy_itself_is_valid_for_all_three(world: Forged, verifiers: Verifiers) -> None:
    running = verifiers.begin(world.files)
    payload = zips.raw(zips.members(world.files))
    said = [verifiers.host(), verifiers.reader(payload), verifiers.end(running)]
    assert [outcome for outcome, _ in said] == ["valid"] * 3
    assert verifiers.host(payload) == ("valid", "")
    shorter = zips.shorter(zips.members(world.files))
    assert len(shorter) < len(payload)
    assert (verifiers.host(shorter)[0], verifiers.reader(shorter)[0]) == ("valid", "valid")
    assert zips.unpacked(shorter) == world.files


@pytest.mark.parametrize("row", SHOWN, ids=[row.name for row in SHOWN])
def test_a_directed_change_is_found_and_named_by_all(
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
