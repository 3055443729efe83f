"""Fails and kills a hand-over at every primitive that writes; then the browser comes again.

As `test_durable_steps`: each case runs in a forked child, so that a kill is a real one. The browser
has everything until its receipt, so that whatever happened, handing over again ends in one record
that holds all of it. Three ways: all of a capture waited; its rest did, and the beginning is
staged; its rest did, and the beginning was entered alone meanwhile.
"""

from __future__ import annotations

import os
import shutil
import uuid
from typing import TYPE_CHECKING

import pytest

from fixtures.faults import fault_at, noted_steps
from fixtures.waiting import Waiting, hand_over
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.seal import open_to_write
from keepsake.vault import access, creating, recovery
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

WAYS = ("all of it", "the rest", "the rest, entered before")
MODES = ("fails", "fails after", "killed before", "killed after")
FIRST = 2


def _made(path: Path, way: str) -> Waiting:
    """A vault, and what waits for it in a browser."""
    vault = creating.create(path, real_environment())
    name = str(uuid.uuid5(uuid.NAMESPACE_DNS, way))
    part = 0 if way == WAYS[0] else FIRST
    waiting = Waiting(recipient=vault.info.recipient, part=part, capture=name)
    if part:
        writer = CaptureWriter(vault, name, waiting.parts[0].data, held=True)
        one = waiting.parts[1]
        writer.keep(1, one.kind, one.name, one.media_type, one.data, sha256_hex(one.data))
        waiting.resume = writer.resume
        writer.leave()
    if way == WAYS[2]:
        assert len(recovery.recover(vault, impatient=True)) == 1
    return waiting


def _scenario(path: Path, waiting: Waiting, disk: Disk) -> None:
    hand_over(Vault.open(path, real_environment(), disk), waiting)


def _in_a_child(path: Path, waiting: Waiting, target: int, mode: str) -> int:
    child = os.fork()
    if child == 0:
        try:
            _scenario(path, waiting, Disk(fault_at(target, mode)))
            os._exit(0)
        except KeepsakeError:
            os._exit(1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", WAYS)
def test_every_step(tmp_path: Path, way: str, mode: str) -> None:
    original, counted = tmp_path / "original", tmp_path / "counted"
    waiting = _made(original, way)
    steps: list[tuple[str, str]] = []
    shutil.copytree(original, counted)
    _scenario(counted, waiting, Disk(lambda step, file: steps.append((step, file.name))))
    total, noted = sum(step.startswith("before ") for step, _ in steps), noted_steps(steps)
    assert total > 30
    # All of them with SLOW=1; otherwise other ones with each fault.
    stride = 1 if os.environ.get("SLOW") else 4
    for target in range(1 + MODES.index(mode), total + 1, stride):
        path = tmp_path / str(target)
        shutil.copytree(original, path)
        where = f"{way}, step {target} {mode}"
        code = _in_a_child(path, waiting, target, mode)
        lenient = target in noted and mode.startswith("fails")
        assert code == (137 if mode.startswith("killed") else 1) or (lenient and code == 0), where
        _check(path, waiting, where)
        shutil.rmtree(path)


def _check(path: Path, waiting: Waiting, where: str) -> None:
    """What there was is there; handed over again, the last record holds all of it."""
    vault = open_to_write(path, real_environment())
    hand_over(vault, waiting)
    assert not hand_over(vault, waiting), f"{where}: taken twice"
    unlocked = access.unlock(vault, None)
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert not wrong, f"{where}: {wrong}"
    found = [one.body for one in unlocked.captures()]
    # Recovery may have entered what was there before; whole it is only once.
    assert [one.state for one in found] == ["incomplete"] * (len(found) - 1) + ["complete"], where
    assert len(found[-1].parts) == len(waiting.parts), where
    for one in waiting.parts:
        assert unlocked.part(waiting.capture, one.part) == one.data, where
    folder = {file.name for file in (path / "parts" / waiting.capture).iterdir()}
    # What was staged may stay where only its removal is left: it says nothing any more.
    assert folder - {"staging"} == {f"{n:04d}.age" for n in range(len(waiting.parts))}, where
    assert not (path / "incoming" / waiting.capture).exists(), where
