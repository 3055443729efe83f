"""A vault is made only where nothing of another one lies: what is there stays as it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment
from keepsake.core.custody import ViewBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating, recovery, transaction
from keepsake.vault.backup_archive import backup_to_file, restore_from_file
from keepsake.vault.backups import restore
from keepsake.vault.config import Config
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault
from keepsake.vault.info import default_path
from keepsake.vault.pending import PENDING

# What is left when all else has gone, and names that programs give which synchronise folders.
LEFT = [
    "identity.age",
    "identity.unclaimed",
    "recovery.age",
    "device.key",
    "log/leaves",
    "log/checkpoint",
    "entries/000/000.age",
    f"parts/{CAPTURE}/0000.age",
    f"incoming/{CAPTURE}/0000.age",
    f"removing/{CAPTURE}",
    f"drafts/{CAPTURE}.age",
    "pending",
    "vault (1).json",
    "vault-DESKTOP-AB12CD.json",
    "vault (Noor's conflicted copy 2026-11-27).json",
    "vault.sync-conflict-20261127-101010-ABCDEFG.json",
    ".vault.json.icloud",
    "vault.json.bak",
    "Copy of vault.json",
    "device (2).key",
    "log (1)/leaves",
    "entries 2/000/000.age",
]


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    vault = creating.create(tmp_path / "other", environment())
    capture(vault)
    access.claim(vault, PASSPHRASE)
    backup_to_file(vault, tmp_path / "other.keepsake")
    return vault.path


@pytest.mark.parametrize("name", LEFT)
def test_nothing_is_made_where_anything_of_a_vault_lies(
    tmp_path: Path, copy: Path, name: str
) -> None:
    path = tmp_path / "vault"
    left = path / name
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of an earlier vault")
    before = _files(path)
    ways = (
        lambda: creating.create(path, environment()),
        lambda: creating.open_or_create(path, environment()),
        lambda: Vault.open(path, environment()),
        lambda: restore(copy, path, environment()),
        lambda: restore_from_file(copy.with_suffix(".keepsake"), path, environment()),
    )
    for way in ways:
        with pytest.raises(KeepsakeError) as told:
            way()
        assert told.value.code is Code.VAULT_INCOMPLETE
        assert told.value.facts["file"] == "vault.json"
        assert _files(path) == before


def test_other_files_are_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    (path / "logos").mkdir(parents=True)
    for name in ("desktop.ini", "notes.txt", "logos/a.png", "config.toml", ".vault.json.tmp"):
        (path / name).write_text("")
    capture(creating.open_or_create(path, environment()))


def test_without_its_description_a_vault_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    capture(creating.create(path, environment()))
    description = path / "vault.json"
    description.rename(path / "vault (1).json")
    before = _files(path)
    with pytest.raises(KeepsakeError) as told:
        creating.open_or_create(path, environment())
    assert told.value.code is Code.VAULT_INCOMPLETE
    assert _files(path) == before
    (path / "vault (1).json").rename(description)
    (found,) = access.unlock(Vault.open(path, environment()), None).captures()
    assert found.body.capture == CAPTURE


def test_a_vault_is_never_without_its_first_entry(tmp_path: Path) -> None:
    """Ended between its description and entry 0, the next who writes adds entry 0."""

    class _EndedError(Exception):
        pass

    def hook(step: str, path: Path) -> None:
        if step == "before write" and path.name == "000.age":
            raise _EndedError

    path = tmp_path / "vault"
    with pytest.raises(_EndedError):
        creating.create(path, environment(), Disk(hook))
    assert (path / "vault.json").exists()
    vault = Vault.open(path, environment())
    recovery.recover(vault)
    assert access.unlock(vault, None).entry(0).kind == "vault"
    capture(vault)
    assert not (path / PENDING).exists()


def test_a_first_entry_that_is_of_another_kind_is_invalid(tmp_path: Path) -> None:
    """As versions before this one could leave it, and as somebody could make it."""
    vault = creating.create(tmp_path / "vault", environment())
    shutil.rmtree(vault.path / "entries")
    vault.log.create(vault.signer())
    writer = Vault.open(vault.path, environment())
    transaction.append(writer, "view", ViewBody(who="", why="", captures=()))
    report = audit(access.unlock(writer, None), ())
    assert report.steps[0].outcome is Outcome.INVALID
    assert report.steps[0].reason == "first_entry"
    assert report.steps[0].files == ("entries/000/000.age",)


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_files_and_folders_are_the_persons_alone_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        vault = creating.create(tmp_path / "vault", environment())
        capture(vault)
        transaction.save_config(vault, Config(stamps_enabled=False))
        access.claim(vault, PASSPHRASE)
    finally:
        os.umask(before)
    modes = {
        path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777
        for path in (tmp_path / "vault", *vault.path.rglob("*"))
    }
    folders = {"vault", *(n for n in modes if (tmp_path / n).is_dir())}
    assert {n: m for n, m in modes.items() if m != (0o700 if n in folders else 0o600)} == {}


def test_a_relative_place_for_data_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be another vault for each folder that the program is started from."""
    monkeypatch.delenv("KEEPSAKE_VAULT")
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert default_path().is_absolute()
    assert default_path() == Path.home() / ".local" / "share" / "Keepsake" / "vault"
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert default_path() == Path("/somewhere/Keepsake/vault")
