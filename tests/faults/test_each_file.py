"""Every file of a vault, damaged in every way, under every verb: keys, options, search.

Nothing that was acknowledged is lost, no error is one that should not be possible, and what is told
is told in words. What was kept, and the log over it, is in `test_each_file_kept`. An export, which
takes longest, is made for some of them in an ordinary run, and for all with SLOW=1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures import each_file
from fixtures.damages import DAMAGES
from fixtures.full_vault import KEYS, Place, made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return made(tmp_path_factory.mktemp("each"))


@pytest.mark.parametrize("name", KEYS)
def test_under_every_verb(
    place: Place,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    each_file.alone(monkeypatch, tmp_path, place)
    if name == "vault.lock":
        each_file.impatient(monkeypatch)
    found = [
        each_file.wrong_of(place, name, one, tmp_path, lambda: "".join(capfd.readouterr()))
        for one in DAMAGES
    ]
    assert not any(found), "\n".join(filter(None, found))
