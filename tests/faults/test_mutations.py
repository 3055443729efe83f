"""A thousand changes of a stamped vault: each is found, in the right step, with the file named."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import local_authorities
from fixtures.tsa.calendar import local_calendars
from fixtures.vaults import CAPTURE, capture
from keepsake.core.errors import KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.stamp.ask import stamp_now
from keepsake.flows.stamp.calendar import ask_calendars
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.calendar_client import consult
from keepsake.stamp.calendars import load_calendars
from keepsake.stamp.client import fetch
from keepsake.vault import access, creating
from keepsake.vault.access import set_recovery_code
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.stamp.authorities import Authority
    from keepsake.vault.unlocked import Unlocked

SECOND = CAPTURE.replace("01", "02")
CHANGES = 10_000 if os.environ.get("SLOW") else 1000
# What is no evidence: a read model, a short cut, a courtesy to authorities, locks, and the secret
# that an unlocked vault does not need any more.
NO_EVIDENCE = {
    "index.db", "frontier", "commits.json", "attempts.json", "vault.lock", "identity.unclaimed",
}  # fmt: skip
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
    with (
        local_authorities(folder / "tsa") as local,
        local_calendars(local.json_path) as calendars,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        authorities = load_authorities()
        vault = creating.create(folder / "vault", real_environment())
        for name in (CAPTURE, SECOND):
            capture(vault, name=name)
            kept = stamp_now(vault, authorities, real_environment(), fetch, only_due=False)
            assert [one.state for one in kept] == ["kept", "kept"]
            ask_calendars(vault, load_calendars(), real_environment(), consult)
            # The first proof leads to a block, the second is pending.
            calendars["local-a"].mine()
            if name == CAPTURE:
                ask_calendars(vault, load_calendars(), real_environment(), consult, only_due=False)
        yield vault.path, authorities


def _audit(path: Path, authorities: tuple[Authority, ...]) -> dict[str, set[int]]:
    """Files that are named as wrong, each with the steps that name it."""
    try:
        unlocked = access.unlock(Vault.open(path, real_environment()), None)
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
    assert sum(file.name.endswith("-ots.ots") for file in files) == 2
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


@pytest.mark.parametrize(
    ("was", "becomes"), [(b'_ms":', b'_ms":-0'), (b',"nonce"', b'0,"nonce"'), (b"}", b" }")]
)
def test_a_note_in_another_spelling_is_found(
    stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path, was: bytes, becomes: bytes
) -> None:
    original, authorities = stamped
    shutil.copytree(original, path := tmp_path / "vault")
    note = next(path.glob("log/stamps/*-local-one.json"))
    note.write_bytes(note.read_bytes().replace(was, becomes, 1))
    name = note.relative_to(path).as_posix()
    assert 7 in _audit(path, authorities).get(name, set())


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
        found = _audit(path, authorities)
        assert found.get(name, set()) & _expected(name), f"{name} is gone, {found} was said"
        file.write_bytes(before)


def test_a_changed_byte_of_what_a_secret_opens_is_told_without_that_secret(
    stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path
) -> None:
    """Whoever forgot the passphrase should not learn then that the recovery code's file is bad."""
    original, authorities = stamped
    path = shutil.copytree(original, tmp_path / "vault")
    unlocked = access.unlock(Vault.open(path, real_environment()), None)
    for secret in (
        "first otter granite walnut cinder maple",
        "other otter granite walnut cinder maple",
    ):
        set_recovery_code(unlocked, secret)
    access.claim(unlocked.vault, "third otter granite walnut cinder maple")
    assert _told_of_secrets(unlocked, authorities) == []
    chance = random.Random(os.environ.get("SEED", "keepsake"))
    for name in ("identity.age", "recovery.age"):
        file = path / name
        before = file.read_bytes()
        for _ in range(5):
            changed = bytearray(before)
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            file.write_bytes(bytes(changed))
            assert _told_of_secrets(unlocked, authorities) == [name]
        file.write_bytes(before)
    (path / "recovery.age").unlink()
    assert _told_of_secrets(unlocked, authorities) == ["recovery.age"]


def _told_of_secrets(unlocked: Unlocked, authorities: tuple[Authority, ...]) -> list[str]:
    step = audit(unlocked, authorities).steps[0]
    assert step.outcome is not Outcome.INVALID
    return [finding.file for finding in step.findings if finding.reason == "secret_other"]
