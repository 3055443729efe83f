from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native.client import HELLO
from native.desk import Desk
from native.program import Cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "vault")


@pytest.fixture
def greeted(desk: Desk) -> Desk:
    desk.say(HELLO)
    return desk


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)
