"""A bundle is held against an earlier one of the same vault: nothing was removed in between."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.bundles import export, unpack
from fixtures.tsa.stamping import grow
from keepsake.core.verify import Outcome, Step
from keepsake.env import real_environment
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.audit.earlier import held_against, read_earlier
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.files import PAYLOAD_MARK
from keepsake.formats.bundle import container_reader
from keepsake.vault import access
from keepsake.vault.handle import Vault
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

_READER = b'<script type="application/json" id="roots">[]</script>' + PAYLOAD_MARK


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with two captures."""
    path = tmp_path_factory.mktemp("vault") / "v"
    pages = [sample.thread(3), sample.profile()]
    for page in pages:
        page.tiles = 1
    sample.make_vault(path, pages)
    return path


@pytest.fixture
def unlocked(vault: Path, tmp_path: Path) -> Unlocked:
    return _open(shutil.copytree(vault, tmp_path / "vault"))


def _open(path: Path) -> Unlocked:
    return access.unlock(Vault.open(path, real_environment()), sample.PASSPHRASE)


def _export(unlocked: Unlocked, folder: Path, entry: int = 1) -> Path:
    """Exports a capture; the unpacked bag."""
    reader = folder.with_name("reader.html")
    reader.write_bytes(_READER)
    identity = pyrage.x25519.Identity.generate()
    export(unlocked, [entry], folder, reader, recipient=str(identity.to_public()))
    payload = pyrage.decrypt((folder / "evidence.age").read_bytes(), [identity])
    members = container_reader.read(bytes(payload))
    files = {name.removeprefix("bag/"): bytes(data) for name, data in members.items()}
    return unpack(files, folder.with_name(f"{folder.name}-bag"))


def _log_step(bag: Path, earlier: Path) -> Step:
    return audit_bundle(bag, None, (), read_earlier(earlier, None)).steps[2]


def _program(bag: Path, earlier: Path) -> str:
    command = [sys.executable, "-I", bag / "data" / "verify.py", bag, "--earlier", earlier]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    line = next(line for line in done.stdout.splitlines() if line.startswith("3 "))
    return line.rpartition("  ")[2].strip().replace(" ", "_")


def test_a_later_bundle_shows_that_the_log_only_grew(unlocked: Unlocked, tmp_path: Path) -> None:
    first = _export(unlocked, tmp_path / "first")
    for _ in range(3):
        grow(unlocked.vault)
    second = _export(unlocked, tmp_path / "second")
    for earlier in (first, first / "data" / "log" / "checkpoint"):
        assert _log_step(second, earlier).outcome is Outcome.VALID
        assert _program(second, earlier) == "valid"
        report = held_against(audit(unlocked, ()), unlocked, read_earlier(earlier, None))
        assert report.steps[2].outcome is Outcome.VALID
    turned = _log_step(first, second)
    assert (turned.outcome, turned.reason) == (Outcome.NOT_CHECKED, "earlier_is_later")
    assert _program(first, second) == "not_checked"


def test_a_bundle_of_other_captures_says_nothing_of_the_first(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    first = _export(unlocked, tmp_path / "first", entry=1)
    other = _export(unlocked, tmp_path / "other", entry=2)
    step = _log_step(other, first)
    assert (step.outcome, step.reason) == (Outcome.NOT_CHECKED, "consistency_none")
    assert _program(other, first) == "not_checked"
    assert not (other / "data" / "log" / "consistency").exists()


def test_a_vault_that_went_back_and_on_another_way_is_found(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    path = unlocked.vault.path
    branch = _open(shutil.copytree(path, tmp_path / "branch"))
    grow(unlocked.vault)
    first = _export(unlocked, tmp_path / "first")
    grow(branch.vault)
    _export(branch, tmp_path / "hidden")
    second = _export(branch, tmp_path / "second")
    step = _log_step(second, first)
    assert (step.outcome, step.reason) == (Outcome.INVALID, "forked")
    assert _program(second, first) == "invalid"
    report = held_against(audit(branch, ()), branch, read_earlier(first, None))
    assert report.steps[2].reason == "forked"


def test_a_vault_that_went_back_is_shorter_than_its_bundle(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    older = _open(shutil.copytree(unlocked.vault.path, tmp_path / "older"))
    grow(unlocked.vault)
    first = _export(unlocked, tmp_path / "first")
    report = held_against(audit(older, ()), older, read_earlier(first, None))
    assert report.steps[2].reason == "shorter_than_earlier"
    assert report.outcome is Outcome.INVALID


def test_a_bundle_of_another_vault_is_no_earlier_one(unlocked: Unlocked, tmp_path: Path) -> None:
    other = sample.make_vault(tmp_path / "other", [sample.profile()])
    theirs = _export(access.unlock(other, sample.PASSPHRASE), tmp_path / "theirs")
    ours = _export(unlocked, tmp_path / "ours")
    for earlier in (theirs, theirs / "data" / "log" / "checkpoint"):
        step = _log_step(ours, earlier)
        assert (step.outcome, step.reason) == (Outcome.INVALID, "earlier_other")
        assert _program(ours, earlier) == "invalid"
