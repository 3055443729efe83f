"""A seized device does not end the case: copies, their updates, and vaults made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.rights import as_anybody
from fixtures.vaults import BEGIN, CAPTURE, PASSPHRASE, capture, environment
from keepsake.core.custody import Attribution
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows import restoring
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, backup_archive, backup_files, backups, creating
from keepsake.vault.backup_archive import backup_to_file
from keepsake.vault.backups import backup, restore
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk, aside
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECOND = CAPTURE.replace("01", "02")
CODE = "amber-badger-cobalt-drift-ember-fjord-granite-heron"


def _code(error: pytest.ExceptionInfo[KeepsakeError]) -> Code:
    return error.value.code


def test_a_copy_opens_and_verifies_by_itself_and_brings_the_vault_back(
    vault: Vault, tmp_path: Path
) -> None:
    copied = backup(vault, tmp_path / "copy")
    assert copied.size == 3
    again = restore(tmp_path / "copy", tmp_path / "again", environment())
    unlocked = access.unlock(again, PASSPHRASE)
    assert [found.body.capture for found in unlocked.captures()] == [CAPTURE]
    assert [record.kind for _, record in unlocked.entries()][-1] == "restore"
    assert Outcome.INVALID not in [step.outcome for step in audit(unlocked, ()).steps]
    capture(again, name=SECOND)


def test_a_copy_holds_the_proof_whose_note_a_power_cut_left_alone(
    vault: Vault, tmp_path: Path
) -> None:
    vault.stamps.keep_proof(vault.checkpoint(), vault.size(), b"a proof")
    (proof,) = (vault.path / "log" / "stamps").glob("*.ots")
    proof.rename(aside(proof))
    backup(vault, tmp_path / "copy")
    copied = tmp_path / "copy" / "log" / "stamps" / proof.name
    assert copied.read_bytes() == proof.read_bytes() == b"a proof"
    assert Vault.open(tmp_path / "copy", environment()).stamps.lost() == []


def test_only_what_is_new_is_written_the_second_time(vault: Vault, tmp_path: Path) -> None:
    first = backup(vault, tmp_path / "copy")
    capture(vault, name=SECOND)
    second = backup(vault, tmp_path / "copy")
    # Five parts, two entries (the first copy's own and the capture's), leaves and checkpoint.
    assert second.files == 5 + 2 + 2
    assert second.unchanged == first.files - 2
    copy = access.unlock(Vault.open(tmp_path / "copy", environment()), PASSPHRASE)
    assert [e.body.capture for e in copy.captures()] == [CAPTURE, SECOND]


def test_what_is_still_being_received_is_for_the_next_copy(vault: Vault, tmp_path: Path) -> None:
    writer = CaptureWriter(vault, SECOND, BEGIN)
    backup(vault, tmp_path / "copy")
    assert not (tmp_path / "copy" / "incoming").exists()
    writer.close()


def test_a_vault_that_anyone_could_open_is_not_copied(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    with pytest.raises(KeepsakeError) as error:
        backup(vault, tmp_path / "copy")
    assert _code(error) is Code.PASSPHRASE_NEEDED
    assert not (tmp_path / "copy").exists()


def test_another_vaults_copy_and_a_copy_that_went_on_are_left_alone(
    vault: Vault, tmp_path: Path
) -> None:
    other = creating.create(tmp_path / "other", environment())
    with pytest.raises(KeepsakeError) as error:
        backup(vault, other.path)
    assert _code(error) is Code.VAULT_EXISTS
    backup(vault, tmp_path / "copy")
    went_on = Vault.open(tmp_path / "copy", environment())
    capture(went_on, name=SECOND)
    before = went_on.checkpoint()
    with pytest.raises(KeepsakeError) as error:
        backup(vault, went_on.path)
    assert _code(error) is Code.COPY_AHEAD
    assert went_on.checkpoint() == before


def test_a_damaged_copy_is_named_and_nothing_is_made_from_it(vault: Vault, tmp_path: Path) -> None:
    backup(vault, tmp_path / "copy")
    (tmp_path / "copy" / "log" / "leaves").write_bytes(bytes(96))
    with pytest.raises(KeepsakeError) as error:
        restore(tmp_path / "copy", tmp_path / "again", environment())
    assert error.value.facts["file"] == "log/leaves"
    assert not (tmp_path / "again").exists()


def test_a_copy_damaged_later_is_mended_by_the_next(vault: Vault, tmp_path: Path) -> None:
    backup(vault, tmp_path / "copy")
    (tmp_path / "copy" / "parts" / CAPTURE / "0001.age").write_bytes(b"worn")
    backup(vault, tmp_path / "copy")
    unlocked = access.unlock(Vault.open(tmp_path / "copy", environment()), PASSPHRASE)
    assert unlocked.part(CAPTURE, 1)


def test_cut_short_at_any_write_a_copy_is_no_vault_or_a_whole_one(
    vault: Vault, tmp_path: Path
) -> None:
    class CutError(OSError):
        pass

    for limit in range(1, 60, 3):
        count = 0

        def hook(step: str, _path: Path, limit: int = limit) -> None:
            nonlocal count
            count += step.startswith("before")
            if count == limit:
                raise CutError(5, "injected")

        folder = tmp_path / f"copy-{limit}"
        with pytest.raises(KeepsakeError):
            backup(Vault.open(vault.path, environment(), Disk(hook)), folder)
        assert not (folder / "vault.json").exists()
        backup(vault, folder)
        assert restore(folder, tmp_path / f"again-{limit}", environment()).size() > 3


def test_passphrase_can_change_and_a_recovery_code_opens(vault: Vault) -> None:
    unlocked = access.unlock(vault, PASSPHRASE)
    access.set_recovery_code(unlocked, CODE)
    access.change_passphrase(unlocked, "another quiet set of words")
    with pytest.raises(KeepsakeError) as error:
        access.unlock(vault, PASSPHRASE)
    assert _code(error) is Code.PASSPHRASE_WRONG
    access.unlock(vault, "another quiet set of words")
    assert access.unlock_with_code(vault, CODE).part(CAPTURE, 1)
    with pytest.raises(KeepsakeError) as error:
        access.unlock_with_code(vault, "not-the-code-at-all")
    assert _code(error) is Code.PASSPHRASE_WRONG
    actions = [r.kind for _, r in unlocked.entries()]
    assert actions.count("passphrase") == 3


def test_without_a_recovery_code_none_opens(vault: Vault) -> None:
    with pytest.raises(KeepsakeError) as error:
        access.unlock_with_code(vault, CODE)
    assert _code(error) is Code.PASSPHRASE_WRONG


@pytest.mark.parametrize("copy", [backup, backup_to_file])
def test_a_medium_that_gives_back_other_bytes_is_told(
    vault: Vault,
    tmp_path: Path,
    copy: Callable[[Vault, Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is written is read again and compared, whatever the medium said of the writing."""
    there = backup_files.digest_of
    monkeypatch.setattr(backups, "digest_of", lambda path: there(path)[::-1])
    monkeypatch.setattr(backup_archive, "_digest", lambda pieces: b"".join(pieces)[:1])
    before = vault.size()
    with pytest.raises(KeepsakeError) as error:
        copy(vault, tmp_path / "copy")
    assert _code(error) is Code.VAULT_DAMAGED
    assert vault.size() == before


def test_a_backup_in_a_folder_that_may_not_be_entered_is_told_as_that(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()
    shut.chmod(0)
    with as_anybody(), pytest.raises(KeepsakeError) as told:
        restoring.restore(shut / "copy", tmp_path / "vault", environment(), Attribution())
    shut.chmod(0o700)
    assert told.value.code is Code.VAULT_FORBIDDEN
    assert not (tmp_path / "vault").exists()
