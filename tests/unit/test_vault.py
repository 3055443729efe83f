"""A vault from its making to its reading."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from fixtures.stretch import stretching
from fixtures.vaults import (
    BEGIN,
    CAPTURE,
    PASSPHRASE,
    capture,
    environment,
    keep,
    manifest_for,
    picture,
)
from keepsake.core.age import sealing
from keepsake.core.entry import CaptureBody, body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault import access, creating, recovery, transaction
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.config import Config
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return creating.create(tmp_path / "vault", environment())


@pytest.fixture
def as_ever() -> Iterator[None]:
    """Passphrases take the second that they are meant to take."""
    with stretching(quickly=False):
        yield


def _code(error: pytest.ExceptionInfo[KeepsakeError]) -> Code:
    return error.value.code


def test_a_capture_works_before_any_set_up_and_can_be_read(tmp_path: Path) -> None:
    vault = creating.open_or_create(tmp_path / "vault", environment())
    receipt = capture(vault)
    assert (receipt.entry, receipt.size, receipt.state, receipt.parts) == (1, 2, "complete", 5)
    (found,) = access.unlock(vault, None).captures()
    assert found.body.capture == CAPTURE
    assert access.unlock(vault, None).part(CAPTURE, 1) == picture(1)
    manifest = access.unlock(vault, None).manifest(found.body)
    assert manifest is not None
    assert manifest.page.title == "Messages"
    assert manifest.whole


@pytest.mark.usefixtures("as_ever")
def test_a_capture_works_while_locked_and_reading_needs_the_passphrase(vault: Vault) -> None:
    access.claim(vault, PASSPHRASE)
    locked = Vault.open(vault.path, environment())
    capture(locked)
    with pytest.raises(KeepsakeError) as error:
        access.unlock(locked, None)
    assert _code(error) is Code.VAULT_LOCKED
    with pytest.raises(KeepsakeError) as error:
        access.unlock(locked, "not the passphrase")
    assert _code(error) is Code.PASSPHRASE_WRONG
    kinds = [record.kind for _, record in access.unlock(locked, PASSPHRASE).entries()]
    assert kinds == ["vault", "passphrase", "capture"]


def test_setting_a_passphrase_removes_the_open_copy(vault: Vault) -> None:
    open_copy = vault.path / "identity.unclaimed"
    assert open_copy.stat().st_mode & 0o777 == 0o600
    access.claim(vault, PASSPHRASE)
    assert vault.claimed
    assert not open_copy.exists()
    with pytest.raises(KeepsakeError) as error:
        access.claim(vault, PASSPHRASE)
    assert _code(error) is Code.VAULT_CLAIMED


@pytest.mark.parametrize(
    "weak",
    ["", "short", "aaaaaaaaaaaaaaaa", "a b c", "password1234", "123456789012", "otter plum violin"],
)
def test_a_weak_passphrase_is_refused_and_changes_nothing(vault: Vault, weak: str) -> None:
    with pytest.raises(KeepsakeError) as error:
        access.claim(vault, weak)
    assert _code(error) is Code.PASSPHRASE_WEAK
    assert not vault.claimed
    access.unlock(vault, None)


@pytest.mark.usefixtures("as_ever")
def test_the_same_passphrase_from_another_keyboard_opens(vault: Vault) -> None:
    access.claim(vault, "été voilà forêt hiver ornière pâquerette")
    access.unlock(
        vault, "e\u0301te\u0301 voila\u0300 fore\u0302t hiver ornie\u0300re pa\u0302querette "
    )


def test_a_huge_work_factor_is_refused_before_any_work(vault: Vault) -> None:
    access.claim(vault, PASSPHRASE)
    path = vault.path / "identity.age"
    lines = path.read_bytes().split(b"\n")
    lines[1] = b" ".join([*lines[1].split(b" ")[:3], b"30"])
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(KeepsakeError) as error:
        access.unlock(vault, PASSPHRASE)
    assert _code(error) is Code.WORK_FACTOR


@pytest.mark.parametrize("factor", [10, 20])
def test_what_another_computer_put_under_a_passphrase_opens(vault: Vault, factor: int) -> None:
    """Earlier versions let the age library choose how much computing it takes."""
    identity = access.unlock(vault, None).identity
    stanza = sealing.to_passphrase(PASSPHRASE, os.urandom, factor)
    access.claim(vault, PASSPHRASE)
    sealed = sealing.seal(stanza, f"{identity}\n".encode(), os.urandom)
    (vault.path / "identity.age").write_bytes(sealed)
    assert str(access.unlock(vault, PASSPHRASE).identity) == str(identity)


def test_a_damaged_secret_is_not_called_a_wrong_passphrase(vault: Vault) -> None:
    access.claim(vault, PASSPHRASE)
    path = vault.path / "identity.age"
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(KeepsakeError) as error:
        access.unlock(vault, PASSPHRASE)
    assert _code(error) is Code.VAULT_DAMAGED
    assert error.value.facts["file"] == "identity.age"


def test_a_newer_vault_is_refused_and_not_touched(vault: Vault) -> None:
    path = vault.path / "vault.json"
    newer = {**json.loads(path.read_bytes()), "version": 2, "anything": {"at": "all"}}
    path.write_text(json.dumps(newer))
    before = {file: file.stat().st_mtime_ns for file in vault.path.rglob("*")}
    with pytest.raises(KeepsakeError) as error:
        creating.open_or_create(vault.path, environment())
    assert _code(error) is Code.VAULT_NEWER
    assert before == {file: file.stat().st_mtime_ns for file in vault.path.rglob("*")}


def test_no_vault_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(KeepsakeError) as error:
        Vault.open(tmp_path, environment())
    assert _code(error) is Code.VAULT_MISSING


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b'{"format":"keepsake-vault","version":1}']
)
def test_a_damaged_vault_file_is_named(vault: Vault, content: bytes) -> None:
    (vault.path / "vault.json").write_bytes(content)
    with pytest.raises(KeepsakeError) as error:
        Vault.open(vault.path, environment())
    assert _code(error) is Code.VAULT_DAMAGED
    assert error.value.facts["file"] == "vault.json"


def test_wrong_hash_wrong_number_and_a_second_begin_lose_nothing(vault: Vault) -> None:
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    keep(writer, 1, b"first")
    with pytest.raises(KeepsakeError) as error:
        writer.keep(2, "tile", "t", "image/png", b"second", sha256_hex(b"other"))
    assert _code(error) is Code.PART_HASH
    with pytest.raises(KeepsakeError) as error:
        keep(writer, 3, b"third")
    assert _code(error) is Code.CAPTURE_STATE
    with pytest.raises(KeepsakeError) as error:
        CaptureWriter(vault, CAPTURE, BEGIN)
    assert _code(error) is Code.CAPTURE_STATE
    keep(writer, 2, b"second")
    receipt = writer.close()
    assert receipt is not None
    assert (receipt.state, receipt.parts) == ("incomplete", 3)
    assert access.unlock(vault, None).part(CAPTURE, 2) == b"second"


def test_a_manifest_that_lists_something_else_is_refused_and_all_is_kept(vault: Vault) -> None:
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    keep(writer, 1, b"real")
    manifest = manifest_for(writer, [("tile", b"imagined")])
    keep(writer, 2, manifest, "manifest")
    with pytest.raises(KeepsakeError) as error:
        writer.commit(2, sha256_hex(manifest))
    assert _code(error) is Code.MANIFEST_MISMATCH
    receipt = writer.close()
    assert receipt is not None
    assert receipt.state == "incomplete"
    record = access.unlock(vault, None).capture(receipt.entry)
    assert [part.kind for part in record.body.parts] == ["begin", "tile", "manifest"]


def test_a_capture_that_the_page_cut_short_is_partial(vault: Vault) -> None:
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    manifest = manifest_for(writer, [], end="not_reached", stopped_by="closed")
    keep(writer, 1, manifest, "manifest")
    receipt = writer.commit(1, sha256_hex(manifest))
    record = access.unlock(vault, None).entry(receipt.entry)
    assert receipt.state == "partial"
    assert body(record, CaptureBody).reason == "closed"
    assert writer.commit(1, sha256_hex(manifest)) == receipt


def test_two_captures_at_once_both_succeed(vault: Vault) -> None:
    other = Vault.open(vault.path, environment())
    first = CaptureWriter(vault, CAPTURE, BEGIN)
    second = CaptureWriter(other, CAPTURE.replace("01", "02"), BEGIN)
    keep(first, 1, b"one")
    keep(second, 1, b"two")
    assert recovery.recover(other) == []
    indexes = {receipt.entry for writer in (first, second) if (receipt := writer.close())}
    assert indexes == {1, 2}


def test_options_are_kept_and_damage_is_not_taken_for_defaults(vault: Vault) -> None:
    wanted = Config(stamps_enabled=False, authorities=("one",), active_case="c")
    transaction.save_config(vault, wanted)
    assert vault.config == wanted
    (vault.path / "config.toml").write_text("stamps = [")
    with pytest.raises(KeepsakeError) as error:
        assert vault.config
    assert _code(error) is Code.VAULT_DAMAGED


def test_unclaimed_identity_of_a_copied_vault_is_missed_by_name(vault: Vault) -> None:
    (vault.path / "identity.unclaimed").unlink()
    with pytest.raises(KeepsakeError) as error:
        access.unlock(vault, None)
    assert error.value.facts["file"] == "identity.unclaimed"


def test_a_part_is_found_although_a_commit_moves_it_at_that_moment(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture(vault)
    unlocked = access.unlock(vault, None)
    settled, waiting = (vault.path / place / CAPTURE for place in ("parts", "incoming"))
    settled.rename(waiting)
    looked: list[Path] = []
    look = type(unlocked).exact_file

    def moved_after_the_first_look(self: Unlocked, path: Path) -> bytes:
        looked.append(path)
        if len(looked) == 2:
            waiting.rename(settled)
        return look(self, path)

    monkeypatch.setattr(type(unlocked), "exact_file", moved_after_the_first_look)
    assert unlocked.part(CAPTURE, 1) == picture(1)
    settled.rename(waiting)
    place = unlocked.part_path(CAPTURE, 1)
    waiting.rename(settled)
    monkeypatch.setattr(type(unlocked), "part_path", _first_told(place, type(unlocked).part_path))
    assert b"".join(map(bytes, unlocked.part_pieces(CAPTURE, 1))) == picture(1)


def _first_told(place: Path, ask: Callable[..., Path]) -> Callable[..., Path]:
    told = [place]
    return lambda *arguments: told.pop() if told else ask(*arguments)
