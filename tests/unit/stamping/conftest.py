"""A vault, a clock that can be set, and two authorities on this computer."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import LocalAuthorities, local_authorities
from fixtures.tsa.calendar import LocalCalendar, local_calendars
from fixtures.tsa.stamping import Clock
from keepsake.env import Environment, real_environment
from keepsake.stamp.authorities import Authority, load_authorities
from keepsake.vault import creating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.vault.handle import Vault


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def env(clock: Clock) -> Environment:
    return dataclasses.replace(real_environment(), now=clock.now)


@pytest.fixture
def vault(tmp_path: Path, env: Environment) -> Vault:
    return creating.create(tmp_path / "vault", env)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture
def local(keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAuthorities]:
    with local_authorities(keys) as running:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(running.json_path))
        yield running


@pytest.fixture
def authorities(local: LocalAuthorities) -> tuple[Authority, ...]:
    assert local.json_path.exists()
    return load_authorities()


@pytest.fixture
def calendars(local: LocalAuthorities) -> Iterator[dict[str, LocalCalendar]]:
    with local_calendars(local.json_path) as running:
        yield running
