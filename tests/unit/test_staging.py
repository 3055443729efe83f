"""What is staged of a capture: it only grows, and what is not as it was written is never signed."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from fixtures.vaults import BEGIN, CAPTURE, Clock, capture, environment, keep
from keepsake.core import verify
from keepsake.core.custody import ViewBody
from keepsake.core.merkle import leaf_hash
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating, recovery, transaction
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.env import Environment

SECOND = CAPTURE.replace("01", "02")
TILES = 4


def _dead(path: Path, env: Environment, tiles: int = TILES) -> CaptureWriter:
    """A capture whose process is gone after so many pictures."""
    vault = Vault.open(path, env)
    writer = CaptureWriter(vault, SECOND, BEGIN)
    for number in range(1, tiles + 1):
        keep(writer, number, b"picture %d" % number)
    writer._lock.release()
    return writer


@pytest.fixture
def env() -> Environment:
    """One clock for all processes of a test."""
    return environment(Clock())


@pytest.fixture
def path(tmp_path: Path, env: Environment) -> Path:
    vault = creating.create(tmp_path / "vault", env)
    capture(vault)
    return vault.path


def _wrong(vault: Vault) -> list[verify.Finding]:
    report = audit(access.unlock(vault, None), ())
    return [
        found
        for step in report.steps
        for found in step.findings
        if found.decides and found.reason != "not_stamped"
    ]


def test_what_a_killed_process_had_staged_is_entered_to_the_byte(
    path: Path, env: Environment
) -> None:
    _dead(path, env)
    vault = Vault.open(path, env)
    (receipt,) = recovery.recover(vault)
    assert receipt.entry == 2
    assert _wrong(vault) == []
    unlocked = access.unlock(vault, None)
    kinds = [record.kind for _, record in unlocked.entries()]
    assert kinds == ["vault", "capture", "capture", "recovery"]
    found = unlocked.capture(2).body
    assert (found.state, found.reason, found.manifest) == ("incomplete", "cut_short", -1)
    assert [part.part for part in found.parts] == list(range(TILES + 1))
    for number in range(1, TILES + 1):
        assert unlocked.part(SECOND, number) == b"picture %d" % number
    assert not list((path / "incoming").iterdir())
    assert sorted(item.name for item in (path / "parts" / SECOND).iterdir()) == [
        f"{number:04d}.age" for number in range(TILES + 1)
    ]


def test_nothing_of_it_can_be_read_and_the_hashes_of_parts_are_not_in_it(
    path: Path, env: Environment
) -> None:
    writer = _dead(path, env)
    data = (path / "incoming" / SECOND / "staging").read_bytes()
    for part in writer._parts:
        for word in (part.sha256.encode(), bytes.fromhex(part.sha256), part.name.encode()):
            assert word not in data


@pytest.mark.parametrize("stride", [7])
def test_a_changed_byte_anywhere_is_set_aside_and_what_comes_before_is_kept(
    tmp_path: Path, path: Path, env: Environment, stride: int
) -> None:
    _dead(path, env)
    whole = (path / "incoming" / SECOND / "staging").read_bytes()
    for at in range(0, len(whole), stride):
        changed = bytearray(whole)
        changed[at] ^= 1
        _check_damaged(tmp_path, path, env, bytes(changed))


@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "gone", "foreign", "longer"])
def test_a_damaged_one_is_never_signed(
    tmp_path: Path, path: Path, env: Environment, damage: str
) -> None:
    _dead(path, env)
    file = path / "incoming" / SECOND / "staging"
    whole = file.read_bytes()
    other = creating.create(tmp_path / "other", env)
    _dead(other.path, env)
    contents = {
        "empty": b"",
        "cut": whole[: len(whole) - 60],
        "garbage": os.urandom(len(whole)),
        "foreign": whole[:-150]
        + (other.path / "incoming" / SECOND / "staging").read_bytes()[-150:],
        "longer": whole + bytes(64),
        "gone": None,
    }
    _check_damaged(tmp_path, path, env, contents[damage])


def _check_damaged(tmp_path: Path, original: Path, env: Environment, content: bytes | None) -> None:
    path = tmp_path / "tried"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(original, path)
    file = path / "incoming" / SECOND / "staging"
    file.unlink() if content is None else file.write_bytes(content)
    vault = Vault.open(path, env)
    recovery.recover(vault)
    wrong = _wrong(vault)
    assert {found.reason for found in wrong} <= {"set_aside"}, wrong
    entered = {found.body.capture: found.body for found in access.unlock(vault, None).captures()}
    listed = len(entered[SECOND].parts) if SECOND in entered else 0
    aside = list((path / "set-aside").rglob("*.age"))
    assert listed + len(aside) == TILES + 1, "a part that was acknowledged is gone"
    assert bool(aside) == bool(wrong)
    # And the vault goes on.
    capture(vault, name=CAPTURE.replace("01", "03"))
    assert {found.reason for found in _wrong(vault)} <= {"set_aside"}


def test_a_part_that_was_never_acknowledged_leaves_nothing(path: Path, env: Environment) -> None:
    """Killed between a part and its record: the vault is as good as ever."""
    _dead(path, env)
    folder = path / "incoming" / SECOND
    shutil.copy(folder / "0001.age", folder / f"{TILES + 1:04d}.age")
    (folder / ".0006.age.tmp").write_bytes(b"half")
    vault = Vault.open(path, env)
    recovery.recover(vault)
    assert _wrong(vault) == []
    assert len(access.unlock(vault, None).capture(2).body.parts) == TILES + 1


@pytest.mark.parametrize("damaged", [False, True])
def test_a_recovery_that_is_cut_short_anywhere_is_done_by_the_next(
    tmp_path: Path, path: Path, env: Environment, damaged: bool
) -> None:
    class _EndedError(Exception):
        pass

    _dead(path, env)
    staging = path / "incoming" / SECOND / "staging"
    if damaged:
        staging.write_bytes(staging.read_bytes()[:-60])
    for target in range(1, 200):
        tried, count = tmp_path / f"tried-{target}", 0
        shutil.copytree(path, tried)

        def hook(step: str, _file: Path, target: int = target) -> None:
            nonlocal count
            count += step.startswith("before")
            if count == target:
                raise _EndedError

        try:
            recovery.recover(Vault.open(tried, env, Disk(hook)))
        except _EndedError:
            pass
        else:
            break
        vault = Vault.open(tried, env)
        recovery.recover(vault)
        names = [found.body.capture for found in access.unlock(vault, None).captures()]
        assert names == [CAPTURE, SECOND], target
        assert {found.reason for found in _wrong(vault)} == ({"set_aside"} if damaged else set())
        assert not list((tried / "incoming").glob("*/*")), target
        shutil.rmtree(tried)
    assert target > 15


def test_killed_before_its_first_part_it_leaves_nothing(path: Path, env: Environment) -> None:
    class _EndedError(Exception):
        pass

    def hook(step: str, file: Path) -> None:
        if step == "after rename" and file.name == "0000.age":
            raise _EndedError

    vault = Vault.open(path, env, Disk(hook))
    with pytest.raises(_EndedError):
        CaptureWriter(vault, SECOND, BEGIN)
    vault = Vault.open(path, env)
    assert recovery.recover(vault) == []
    assert _wrong(vault) == []
    assert not list((path / "incoming").glob("*/*"))


def test_an_entry_as_versions_before_this_one_staged_it_is_still_finished(
    path: Path, env: Environment
) -> None:
    writer = _dead(path, env)
    folder = path / "incoming" / SECOND
    vault = Vault.open(path, env)
    body = writer._body("incomplete")
    body = msgspec.structs.replace(body, parts=tuple(writer._parts))
    data = vault.encode("capture", body)
    (folder / "staging").unlink()
    (folder / "entry").write_bytes(leaf_hash(data) + vault.seal(data))
    assert len(recovery.recover(vault)) == 1
    assert _wrong(vault) == []
    assert len(access.unlock(vault, None).capture(2).body.parts) == TILES + 1


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"\x00" * 500])
def test_such_an_entry_that_is_none_is_set_aside(
    path: Path, env: Environment, content: bytes
) -> None:
    _dead(path, env)
    folder = path / "incoming" / SECOND
    (folder / "staging").unlink()
    (folder / "entry").write_bytes(content)
    vault = Vault.open(path, env)
    recovery.recover(vault)
    assert vault.size() == 2
    assert {found.reason for found in _wrong(vault)} == {"set_aside"}
    assert len(list((path / "set-aside" / SECOND).glob("*.age"))) == TILES + 1


def test_a_capture_that_was_finished_later_makes_no_clock_go_back(
    path: Path, env: Environment
) -> None:
    """Killed, then something else is entered, then it is finished."""
    _dead(path, env)
    vault = Vault.open(path, env)
    transaction.append(vault, "view", ViewBody(who="", why="", captures=()))
    recovery.recover(vault)
    assert _wrong(vault) == []


def test_the_order_has_a_tolerance_and_no_more() -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for seconds, told in ((1.9, False), (2.1, True)):
        moments = [verify.Moment(0, noon), verify.Moment(1, noon - timedelta(seconds=seconds))]
        assert bool(verify.check_order(moments, [])) is told


def test_the_time_of_an_entry_is_taken_under_the_lock(
    path: Path, env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault.open(path, env)
    held: list[bool] = []
    written: Callable[[Vault], object] = Vault.written

    def watched(self: Vault) -> object:
        held.append(self._lock.is_locked)
        return written(self)

    writer = CaptureWriter(vault, SECOND, BEGIN)
    monkeypatch.setattr(Vault, "written", watched)
    transaction.append(vault, "view", ViewBody(who="", why="", captures=()))
    writer.close()
    assert held
    assert all(held)
    assert Outcome.INVALID not in [
        step.outcome for step in audit(access.unlock(vault, None), ()).steps
    ]
