"""Files that a synchronising program renamed get their names back; others never do."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment
from keepsake.core.errors import KeepsakeError
from keepsake.flows.audit.vault import audit
from keepsake.flows.repair import repair
from keepsake.vault import access, creating, known
from keepsake.vault.handle import Vault
from keepsake.vault.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment

CODE = "maple-anchor-violin-copper-meadow-otter-plum-harbour"
FILES = (
    "vault.json", "identity.age", "recovery.age", "device.key", "log/checkpoint", "log/leaves",
    "entries/000/000.age", "entries/000/002.age", f"parts/{CAPTURE}/0001.age",
)  # fmt: skip
ENDS = (" (1)", " (Anna's conflicted copy 2026-11-27)", "-LAPTOP-7", ".sync-conflict-20261127-1-AB")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repair")
    vault = creating.create(folder / "vault", _env(folder))
    access.claim(vault, PASSPHRASE)
    capture(vault)
    opened = access.unlock(vault, PASSPHRASE)
    access.set_recovery_code(opened, CODE)
    Index(opened).close()
    return folder


@pytest.fixture
def vault(made: Path, tmp_path: Path) -> Vault:
    shutil.copytree(made / "vault", tmp_path / "vault")
    found = Vault.open(tmp_path / "vault", _env(tmp_path))
    known.remember(found)
    return found


def _env(folder: Path) -> Environment:
    return dataclasses.replace(environment(), state=lambda: folder / "state")


def _done(vault: Vault, secret: str | None = PASSPHRASE) -> list[tuple[str, str]]:
    return [(one.what, one.name) for one in repair(vault.path, vault.env, lambda: secret)]


def _changed(name: str, end: str) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.partition(".")
    return f"{folder}{slash}{stem}{end}{dot}{suffix}"


@pytest.mark.parametrize("end", ENDS)
def test_each_file_gets_its_name_back(vault: Vault, end: str) -> None:
    before = {name: (vault.path / name).read_bytes() for name in FILES}
    for name in FILES:
        (vault.path / name).rename(vault.path / _changed(name, end))
    assert {one for one in _done(vault) if one[0] == "renamed"} == {("renamed", n) for n in FILES}
    assert {name: (vault.path / name).read_bytes() for name in FILES} == before
    report = audit(access.unlock(vault, PASSPHRASE), [])
    assert {f.reason for step in report.steps for f in step.findings} == {"not_stamped"}
    assert _done(vault) == []


@pytest.mark.parametrize("name", FILES)
def test_what_does_not_fit_is_left_and_told(vault: Vault, name: str, tmp_path: Path) -> None:
    was = vault.path / _changed(name, " (1)")
    (vault.path / name).unlink()
    other = creating.create(tmp_path / "other", _env(tmp_path))
    capture(other)
    access.claim(other, PASSPHRASE)
    access.set_recovery_code(access.unlock(other, PASSPHRASE), CODE)
    shutil.copyfile(other.path / name, was)
    there = was.read_bytes()
    try:
        told = [one for one in _done(vault) if one[0] in {"renamed", "left"}]
    except KeepsakeError as error:
        told = [("left", error.facts["file"])]
    assert told[0][0] == "left"
    assert not (vault.path / name).exists()
    assert was.read_bytes() == there


def test_an_older_checkpoint_is_not_put_in_the_place_of_the_newest(vault: Vault) -> None:
    head = vault.path / "log" / "checkpoint"
    older = head.read_bytes()
    capture(vault, name=CAPTURE.replace("01", "02"))
    head.unlink()
    head.with_name("checkpoint (1)").write_bytes(older)
    with pytest.raises(KeepsakeError) as told:
        _done(vault)
    assert told.value.facts["file"] == "log/checkpoint"
    assert not head.exists()


def test_nothing_is_put_over_a_file_that_is_there(vault: Vault) -> None:
    info = vault.path / "vault.json"
    shutil.copyfile(info, vault.path / "vault (1).json")
    assert _done(vault) == []
    assert (vault.path / "vault (1).json").exists()


def test_what_is_sealed_is_left_without_the_passphrase(vault: Vault) -> None:
    name = f"parts/{CAPTURE}/0001.age"
    (vault.path / name).rename(vault.path / _changed(name, " (1)"))
    assert _done(vault, None) == [("left", name)]
    assert _done(vault) == [("renamed", name)]


def test_a_damaged_note_is_set_aside_and_what_only_saves_work_is_made_anew(vault: Vault) -> None:
    (vault.path / "pending").write_bytes(b"garbage")
    (vault.path / "log" / "frontier").write_bytes(b"garbage")
    (vault.path / "index.db").write_bytes(b"garbage" * 1000)
    done = _done(vault)
    assert done == [
        ("set_aside", "set-aside/pending"),
        ("frontier", "log/frontier"),
        ("index", "index.db"),
    ]
    assert (vault.path / "set-aside" / "pending").read_bytes() == b"garbage"
    assert _done(vault) == []


def test_nothing_is_signed_with_another_key(vault: Vault) -> None:
    key, head = vault.path / "device.key", vault.checkpoint()
    data = bytearray(key.read_bytes())
    at = len(data) // 2
    while bytes(data) == key.read_bytes():
        data[at] = ord("A") if data[at] != ord("A") else ord("B")
    key.write_bytes(data)
    with pytest.raises(KeepsakeError) as told:
        capture(vault, name=CAPTURE.replace("01", "03"))
    assert told.value.facts["file"] == "device.key"
    assert vault.checkpoint() == head
