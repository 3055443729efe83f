from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from native.client import HELLO
from native.direct_session import DirectSession
from native.program import Cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def direct(tmp_path: Path) -> DirectSession:
    return DirectSession(tmp_path / "vault")


@pytest.fixture
def greeted(direct: DirectSession) -> DirectSession:
    direct.say(HELLO)
    return direct


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)
