"""A vault with one thread in it, and a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.blank_reader import READER
from fixtures.desk_stand_in import stand_in
from fixtures.sender import Person
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.desk_stand_in import StandIn


@pytest.fixture
def person(tmp_path: Path) -> Person:
    made = sample.make_vault(tmp_path / "vault", [sample.thread(12)], passphrase=None)
    reader = tmp_path / "OPEN-ME.html"
    reader.write_bytes(READER)
    return Person(access.unlock(made, None), tmp_path / "unused", reader)


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running
