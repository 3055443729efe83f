"""A copy in one file: checked on the way out and in, and no other file is taken for one."""

from __future__ import annotations

import os
import shutil
import zipfile
from functools import partial
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment
from keepsake.core.custody import Attribution
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody.acts import custody_of
from keepsake.vault import access, creating
from keepsake.vault.backup_archive import backup_to_file, restore_from_file
from keepsake.vault.backups import restore
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECOND = CAPTURE.replace("01", "02")


def _refused(code: Code, work: Callable[[], object]) -> KeepsakeError:
    with pytest.raises(KeepsakeError) as error:
        work()
    assert error.value.code is code
    return error.value


def test_one_file_brings_the_vault_back_on_another_computer(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "stick" / "vault.keepsake"
    done = backup_to_file(vault, file, Attribution(who="Noor", medium="USB"))
    digest = sha256_hex(file.read_bytes())
    shutil.rmtree(vault.path)
    again = restore_from_file(file, tmp_path / "elsewhere", environment(), Attribution(who="Noor"))
    unlocked = access.unlock(again, PASSPHRASE)
    assert [found.body.capture for found in unlocked.captures()] == [CAPTURE]
    last = custody_of(unlocked)[-1]
    assert (last.kind, last.sha256, last.body.who) == ("restore", digest, "Noor")
    assert Outcome.INVALID not in [step.outcome for step in audit(unlocked, ()).steps]
    assert again.size() == done.size + 1
    assert not again.is_copy
    capture(again, name=SECOND)


def test_unpacked_by_any_program_it_is_a_copy_in_a_folder(vault: Vault, tmp_path: Path) -> None:
    backup_to_file(vault, tmp_path / "vault.keepsake")
    with zipfile.ZipFile(tmp_path / "vault.keepsake") as packed:
        assert {info.compress_type for info in packed.infolist()} == {zipfile.ZIP_STORED}
        packed.extractall(tmp_path / "unpacked")
    assert Vault.open(tmp_path / "unpacked", environment()).is_copy
    restore(tmp_path / "unpacked", tmp_path / "again", environment())


def test_a_newer_copy_takes_the_place_of_an_older_one_and_of_nothing_else(
    vault: Vault, tmp_path: Path
) -> None:
    file = tmp_path / "vault.keepsake"
    first = backup_to_file(vault, file)
    older = file.read_bytes()
    assert backup_to_file(vault, file).size == first.size + 1
    other = tmp_path / "letter.zip"
    other.write_bytes(b"a letter to somebody")
    _refused(Code.VAULT_DAMAGED, lambda: backup_to_file(vault, other))
    assert other.read_bytes() == b"a letter to somebody"
    went_on = restore_from_file(file, tmp_path / "went-on", environment())
    newer = tmp_path / "newer.keepsake"
    backup_to_file(went_on, newer)
    _refused(Code.COPY_AHEAD, lambda: backup_to_file(vault, newer))
    assert len(older) < file.stat().st_size


def test_a_file_that_was_changed_is_refused_and_named(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "vault.keepsake"
    backup_to_file(vault, file)
    good = file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        for name in names:
            at = packed.getinfo(name).header_offset + 30 + len(name.encode())
            changed = bytearray(good)
            changed[at + packed.getinfo(name).file_size // 2] ^= 1
            file.write_bytes(bytes(changed))
            target = tmp_path / "target"
            if name != "copy.json":
                error = _refused(
                    Code.VAULT_DAMAGED, partial(restore_from_file, file, target, environment())
                )
                assert error.facts["file"] == name
                assert not (target / "vault.json").exists()
            shutil.rmtree(target, ignore_errors=True)
    file.write_bytes(good[: len(good) // 2])
    _refused(Code.VAULT_DAMAGED, lambda: restore_from_file(file, tmp_path / "x", environment()))


@pytest.mark.parametrize("stray", ["../outside", "/etc/outside", "parts/../../x", "notes.txt"])
def test_a_name_that_is_not_of_a_vault_is_refused(vault: Vault, tmp_path: Path, stray: str) -> None:
    file = tmp_path / "vault.keepsake"
    backup_to_file(vault, file)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(zipfile.ZipInfo(stray), b"x")
    error = _refused(
        Code.VAULT_DAMAGED, lambda: restore_from_file(file, tmp_path / "target", environment())
    )
    assert error.facts["file"] == stray
    assert not (tmp_path / "target").exists()


def test_an_entry_left_out_is_missed(vault: Vault, tmp_path: Path) -> None:
    backup_to_file(vault, tmp_path / "whole.keepsake")
    with (
        zipfile.ZipFile(tmp_path / "whole.keepsake") as whole,
        zipfile.ZipFile(tmp_path / "less.keepsake", "w") as less,
    ):
        for info in whole.infolist():
            if info.filename != "entries/000/001.age":
                less.writestr(info, whole.read(info))
    error = _refused(
        Code.VAULT_DAMAGED,
        lambda: restore_from_file(tmp_path / "less.keepsake", tmp_path / "t", environment()),
    )
    assert error.facts["file"] == "entries/000/001.age"


def test_cut_short_at_any_write_the_older_file_is_as_it_was(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "vault.keepsake"
    backup_to_file(vault, file)
    before = file.read_bytes()
    for moment in ("before write", "after write", "before fsync", "before rename"):

        def hook(step: str, path: Path, moment: str = moment) -> None:
            if step == moment and path == file:
                raise OSError(28, os.strerror(28))

        failing = Vault.open(vault.path, environment(), Disk(hook))
        _refused(Code.DISK_FULL, partial(backup_to_file, failing, file))
        assert file.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()].count("vault.keepsake") == 1
        assert not list(tmp_path.glob(".*.tmp"))


def test_a_vault_that_anyone_could_open_is_not_copied(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "open", environment())
    _refused(Code.PASSPHRASE_NEEDED, lambda: backup_to_file(vault, tmp_path / "x.keepsake"))
    assert not (tmp_path / "x.keepsake").exists()
