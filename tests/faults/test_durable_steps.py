"""Fails and kills the vault at every primitive that writes, then opens it again and audits it.

Each case runs in a forked child, so that a kill is a real one: `os._exit` runs no clean-up and
flushes nothing.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from typing import TYPE_CHECKING, NoReturn

import pytest

from fixtures.faults import fault_at, noted_steps
from fixtures.vaults import CAPTURE, capture, environment, keep
from keepsake.core import verify
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.audit.vault import audit
from keepsake.flows.seal import open_to_write
from keepsake.vault import access, creating, durable, recovery
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECOND = CAPTURE.replace("01", "02")
MODES = ("fails", "fails after", "killed before", "killed after")


def _scenario(path: Path, disk: Disk) -> None:
    """What the faults hit: a vault is opened and a second capture is made in it."""
    vault = Vault.open(path, environment(), disk)
    recovery.recover(vault)
    writer = CaptureWriter(vault, SECOND, b"{}")
    print("acknowledged 0", flush=True)
    keep(writer, 1, b"tile one")
    print("acknowledged 1", flush=True)
    keep(writer, 2, b"tile two")
    print("acknowledged 2", flush=True)
    writer.close()
    print("committed", flush=True)


def _count_steps(path: Path) -> tuple[int, set[int]]:
    seen: list[tuple[str, str]] = []
    _scenario(path, Disk(lambda step, file: seen.append((step, file.name))))
    return sum(step.startswith("before ") for step, _ in seen), noted_steps(seen)


def _child(path: Path, target: int, mode: str) -> None:
    _scenario(path, Disk(fault_at(target, mode)))


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, set[int]]:
    path = tmp_path_factory.mktemp("count") / "vault"
    capture(creating.create(path, environment()))
    return _count_steps(path)


def _run(path: Path, target: int, mode: str) -> tuple[int, str]:
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writable, 1)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        _exit_with(lambda: _child(path, target, mode))
    os.close(writable)
    with os.fdopen(readable) as said:
        text = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _exit_with(run: Callable[[], object]) -> NoReturn:
    """Ends a forked child without pytest's own clean-up."""
    try:
        run()
    except KeepsakeError:
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("mode", MODES)
def test_every_step(tmp_path: Path, steps: tuple[int, set[int]], mode: str) -> None:
    total, noted = steps
    assert total > 20
    original = tmp_path / "original"
    capture(creating.create(original, environment()))
    for target in range(1, total + 1):
        path = tmp_path / f"vault-{target}"
        shutil.copytree(original, path)
        code, said = _run(path, target, mode)
        told = code != 0 or (target in noted and mode.startswith("fails"))
        assert told, f"step {target} {mode}: nothing happened"
        _check(path, said, f"step {target} {mode}")


def _check(path: Path, said: str, where: str) -> None:
    vault = open_to_write(path, environment())
    unlocked = access.unlock(vault, None)
    report = audit(unlocked, ())
    wrong = [step for step in report.steps if step.outcome is verify.Outcome.INVALID]
    assert not wrong, f"{where}: {wrong}"
    bodies = {found.body.capture: found.body for found in unlocked.captures()}
    assert CAPTURE in bodies, f"{where}: the earlier capture is gone"
    acknowledged = said.count("acknowledged")
    if acknowledged:
        parts = bodies[SECOND].parts
        assert len(parts) >= acknowledged, (
            f"{where}: {acknowledged} acknowledged, {len(parts)} kept"
        )
        for part, content in ((1, b"tile one"), (2, b"tile two")):
            if part < acknowledged:
                assert unlocked.part(SECOND, part) == content
    names = [found.body.capture for found in unlocked.captures()]
    assert len(names) == len(set(names)), f"{where}: a capture stands twice in the log"
    # And the vault goes on working.
    capture(vault, name=CAPTURE.replace("01", "03"))


def test_killed_while_being_made_is_made_anew(tmp_path: Path) -> None:
    seen: list[str] = []
    creating.create(tmp_path / "count", environment(), Disk(lambda step, _: seen.append(step)))
    total = sum(step.startswith("before ") for step in seen)
    for target in range(1, total + 1):
        path = tmp_path / f"vault-{target}"
        count = 0

        def hook(step: str, _path: Path, target: int = target) -> None:
            nonlocal count
            count += step.startswith("before")
            if count == target:
                os._exit(137)

        child = os.fork()
        if child == 0:
            _exit_with(lambda: creating.create(path, environment(), Disk(hook)))  # noqa: B023
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137
        vault = open_to_write(path, environment())
        capture(vault)
        outcomes = [step.outcome for step in audit(access.unlock(vault, None), ()).steps]
        assert verify.Outcome.INVALID not in outcomes


def test_windows_is_asked_again_while_somebody_has_the_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows is played here: a rename that is refused as Windows refuses it."""
    tries: list[Path] = []
    rename = type(tmp_path).replace

    def refused_twice(path: Path, target: Path) -> Path:
        tries.append(path)
        if len(tries) < 3:
            raise PermissionError(13, "The process cannot access the file")
        return rename(path, target)

    monkeypatch.setattr(durable, "_WINDOWS", True)
    monkeypatch.setattr(type(tmp_path), "replace", refused_twice)
    Disk().replace(tmp_path / "file", b"new")
    assert len(tries) == 3
    assert (tmp_path / "file").read_bytes() == b"new"
    monkeypatch.setattr(durable, "_BUSY_SECONDS", (0.0,))
    tries.clear()
    with pytest.raises(KeepsakeError) as told:
        Disk().replace(tmp_path / "file", b"newer")
    assert told.value.code is Code.VAULT_UNWRITABLE
    assert (tmp_path / "file").read_bytes() == b"new"


def test_each_write_is_given_to_the_medium_before_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No power cut can be made here; that the system is asked for what one needs can be seen."""
    done: list[str] = []

    def synced(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", synced)
    disk = Disk(lambda step, _path: done.append("named") if step == "after rename" else None)
    path = tmp_path / "one"
    disk.replace(path, b"data")
    with disk.stream(path) as file:
        file.write(b"more")
    assert done == ["file", "named", "folder"] * 2
    done.clear()
    disk.put_tail(path, 4, b"tail")
    disk.shred(path)
    assert done == ["file", "file", "folder"]
