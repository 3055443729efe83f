"""Every file of a vault, damaged in every way, under every verb: what was kept, log and stamps.

As `test_each_file`, which has the others. No file of a vault is in neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import each_file
from fixtures.damages import DAMAGES
from fixtures.full_vault import KEPT, KEYS, Place, made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return made(tmp_path_factory.mktemp("each"))


@pytest.mark.parametrize("name", KEPT)
def test_under_every_verb(
    place: Place,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    each_file.alone(monkeypatch, tmp_path, place)
    found = [
        each_file.wrong_of(place, name, one, tmp_path, lambda: "".join(capfd.readouterr()))
        for one in DAMAGES
    ]
    assert not any(found), "\n".join(filter(None, found))


def test_every_file_of_a_vault_is_in_the_table_and_every_row_is_a_file(place: Place) -> None:
    rows = (*KEYS, *KEPT)
    for vault in (place.vault, place.open_vault):
        assert not each_file.uncovered(vault, rows)
    assert not [row for row in rows if not (place.of(row)[0] / row).exists()]


def test_a_file_of_a_new_kind_is_noticed(place: Place) -> None:
    (extra := place.other / "log" / "new-kind").touch()
    found = each_file.uncovered(place.other, (*KEYS, *KEPT))
    extra.unlink()
    assert found == ["log/new-kind"]
