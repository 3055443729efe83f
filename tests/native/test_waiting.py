"""The host's quick count is the number that the stamp flow itself would give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from keepsake.core.errors import KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.stamp import waiting
from keepsake.native.waiting import count_waiting
from keepsake.stamp.authorities import load_authorities
from keepsake.vault.config import Config
from keepsake.vault.stamps import StampRecord
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault", real_environment())


def known() -> list[str]:
    return [authority.id for authority in load_authorities()]


@pytest.mark.parametrize("stamped", [0, 1, 2])
@pytest.mark.parametrize("named", [0, 1, 3])
def test_it_counts_what_the_flow_counts(vault: Vault, stamped: int, named: int) -> None:
    ids = known()
    vault.save_config(Config(authorities=tuple(ids[:named])))
    record = StampRecord("", "", "", 0, "")
    with vault.writing():
        for authority in ids[:stamped]:
            vault.stamps.add(vault.checkpoint(), vault.size(), authority, b"tsr", record)
    assert count_waiting(vault) == waiting(vault, load_authorities())


def test_switched_off_nothing_waits(vault: Vault) -> None:
    vault.save_config(Config(stamps_enabled=False))
    assert count_waiting(vault) == 0


def test_the_variable_names_another_list(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "authorities.json"
    rows = [{"id": f"local-{n}", "enabled": n != 2} for n in range(3)]
    file.write_text(json.dumps({"version": 1, "authorities": rows}))
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(file))
    assert count_waiting(vault) == 2
    file.write_text("[]")
    with pytest.raises(KeepsakeError):
        count_waiting(vault)
