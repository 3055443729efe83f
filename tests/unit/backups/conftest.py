"""A vault with a capture and a passphrase, for each test anew."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import PASSPHRASE, capture, environment
from keepsake.vault import access, creating
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vault = creating.create(tmp_path_factory.mktemp("made") / "vault", environment())
    capture(vault)
    access.claim(vault, PASSPHRASE)
    return vault.path


@pytest.fixture
def vault(tmp_path: Path, made_once: Path) -> Vault:
    # A passphrase takes seconds to set, on purpose.
    shutil.copytree(made_once, tmp_path / "vault")
    return Vault.open(tmp_path / "vault", environment())
