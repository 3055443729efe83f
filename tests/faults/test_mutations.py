"""A thousand changes of a stamped vault: each is found, in the right step, with the file named."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import local_authorities
from fixtures.vaults import CAPTURE, capture
from keepsake.core.errors import KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit import audit
from keepsake.flows.stamp import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.stamp.authorities import Authority

SECOND = CAPTURE.replace("01", "02")
CHANGES = 10_000 if os.environ.get("SLOW") else 1000
# What is no evidence: a read model, a short cut, a courtesy to authorities, locks, and the secret
# that an unlocked vault does not need any more.
NO_EVIDENCE = {"index.db", "frontier", "attempts.json", "vault.lock", "identity.unclaimed"}
STEPS = {
    "vault.json": {1},
    "device.key": {1},
    "log/leaves": {3},
    "log/checkpoint": {2},
    "entries": {4},
    "parts": {5, 6},
    "log/stamps": {3, 7},
}


@pytest.fixture(scope="module")
def stamped(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, tuple[Authority, ...]]]:
    folder = tmp_path_factory.mktemp("stamped")
    with local_authorities(folder / "tsa") as local, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        authorities = load_authorities()
        vault = Vault.create(folder / "vault", real_environment())
        for name in (CAPTURE, SECOND):
            capture(vault, name=name)
            kept = stamp_now(vault, authorities, real_environment(), fetch, only_due=False)
            assert [one.state for one in kept] == ["kept", "kept"]
        yield vault.path, authorities


def _audit(path: Path, authorities: tuple[Authority, ...]) -> dict[str, set[int]]:
    """Files that are named as wrong, each with the steps that name it."""
    try:
        unlocked = Vault.open(path, real_environment()).unlock(None)
    except KeepsakeError:
        # Refused at the door: another vault's description, or none at all.
        return {"vault.json": {1}}
    report = audit(unlocked, authorities)
    found: dict[str, set[int]] = {}
    for step in report.steps:
        for finding in step.findings:
            if finding.outcome is Outcome.INVALID:
                found.setdefault(finding.file, set()).add(step.number)
    return found


def _evidence(path: Path) -> list[Path]:
    files = [file for file in path.rglob("*") if file.is_file()]
    return sorted(file for file in files if file.name not in NO_EVIDENCE)


def _expected(name: str) -> set[int]:
    return next(steps for prefix, steps in STEPS.items() if name.startswith(prefix))


def test_the_untouched_vault_is_valid(stamped: tuple[Path, tuple[Authority, ...]]) -> None:
    path, authorities = stamped
    assert _audit(path, authorities) == {}


def test_every_changed_byte_is_found(
    stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path
) -> None:
    original, authorities = stamped
    path = tmp_path / "vault"
    shutil.copytree(original, path)
    files = _evidence(path)
    assert len(files) > 20
    chance = random.Random(os.environ.get("SEED", "keepsake"))
    for number in range(CHANGES):
        file = files[number % len(files)]
        before = file.read_bytes()
        changed = bytearray(before)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(changed))
        name = file.relative_to(path).as_posix()
        found = _audit(path, authorities)
        assert name in found, f"{name} was changed, {found} was said"
        assert found[name] & _expected(name), f"{name}: {found[name]}"
        file.write_bytes(before)


def test_every_missing_file_is_found(
    stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path
) -> None:
    original, authorities = stamped
    path = tmp_path / "vault"
    shutil.copytree(original, path)
    for file in _evidence(path):
        name = file.relative_to(path).as_posix()
        before = file.read_bytes()
        file.unlink()
        assert _audit(path, authorities), f"{name} is gone and nothing was said"
        file.write_bytes(before)
