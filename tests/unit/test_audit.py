"""The audit finds what was changed, names step and file, and leaves an untouched vault alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, Clock, capture, environment
from keepsake.core.custody import Attribution
from keepsake.core.verify import Outcome, Report
from keepsake.env import utc_text
from keepsake.flows.audit import workers as audit_workers
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody import acts as custody
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault
from keepsake.vault.stamps import StampRecord

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECOND = CAPTURE.replace("01", "02")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    capture(vault, name=SECOND)
    return vault


def _audit(vault: Vault) -> Report:
    return audit(access.unlock(Vault.open(vault.path, environment()), None), ())


def _invalid(report: Report) -> list[tuple[int, str, tuple[str, ...]]]:
    return [
        (step.number, step.reason, step.files)
        for step in report.steps
        if step.outcome is Outcome.INVALID
    ]


def test_an_untouched_vault_is_right_in_every_step_but_the_time_that_still_waits(
    vault: Vault,
) -> None:
    report = _audit(vault)
    assert [step.number for step in report.steps] == list(range(1, 9))
    waiting = [step.number for step in report.steps if step.outcome is not Outcome.VALID]
    assert waiting == [7]
    assert report.steps[6].reason == "not_stamped"
    assert report.outcome is Outcome.NOT_CHECKED


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _swap(one: Path, two: Path) -> None:
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


CHANGES: list[tuple[str, Callable[[Path], None], int, str]] = [
    ("part", lambda p: _flip(p / f"parts/{CAPTURE}/0001.age"), 5, f"parts/{CAPTURE}/0001.age"),
    (
        "part gone",
        lambda p: (p / f"parts/{CAPTURE}/0002.age").unlink(),
        5,
        f"parts/{CAPTURE}/0002.age",
    ),
    (
        "parts swapped",
        lambda p: _swap(p / f"parts/{CAPTURE}/0001.age", p / f"parts/{CAPTURE}/0002.age"),
        5,
        f"parts/{CAPTURE}/0001.age",
    ),
    (
        "part of another capture",
        lambda p: shutil.copy(p / f"parts/{SECOND}/0001.age", p / f"parts/{CAPTURE}/0001.age"),
        5,
        f"parts/{CAPTURE}/0001.age",
    ),
    ("entry", lambda p: _flip(p / "entries/000/001.age"), 4, "entries/000/001.age"),
    (
        "entries swapped",
        lambda p: _swap(p / "entries/000/001.age", p / "entries/000/002.age"),
        4,
        "entries/000/001.age",
    ),
    ("entry gone", lambda p: (p / "entries/000/002.age").unlink(), 4, "entries/000/002.age"),
    ("leaf", lambda p: _flip(p / "log/leaves"), 3, "log/leaves"),
    (
        "leaf cut",
        lambda p: (p / "log/leaves").write_bytes((p / "log/leaves").read_bytes()[:64]),
        3,
        "log/leaves",
    ),
    ("checkpoint", lambda p: _flip(p / "log/checkpoint"), 2, "log/checkpoint"),
    ("checkpoint gone", lambda p: (p / "log/checkpoint").unlink(), 2, "log/checkpoint"),
    ("manifest", lambda p: _flip(p / f"parts/{CAPTURE}/0004.age"), 6, f"parts/{CAPTURE}/0004.age"),
    (
        "description",
        lambda p: (p / "vault.json").write_bytes((p / "vault.json").read_bytes() + b"\n"),
        1,
        "vault.json",
    ),
    ("signing key", lambda p: _flip(p / "device.key"), 1, "device.key"),
    ("options", lambda p: (p / "config.toml").write_text("stamps = ["), 1, "config.toml"),
]


@pytest.mark.parametrize(("name", "change", "step", "file"), CHANGES, ids=[c[0] for c in CHANGES])
def test_a_change_is_found_with_step_and_file(
    vault: Vault, name: str, change: Callable[[Path], None], step: int, file: str
) -> None:
    del name
    change(vault.path)
    found = _invalid(_audit(vault))
    assert (step, file) in [(number, files[0]) for number, _, files in found]


def test_going_back_to_an_older_vault_is_found_by_a_stamp_that_is_there(
    vault: Vault, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    shutil.copytree(vault.path, older)
    capture(vault, name=CAPTURE.replace("01", "03"))
    record = StampRecord("", "", "", 0, "00", "")
    vault.stamps.add(vault.checkpoint(), vault.size(), "anyone", b"token", record)
    shutil.copytree(vault.path / "log" / "stamps", older / "log" / "stamps")
    found = _invalid(audit(access.unlock(Vault.open(older, environment()), None), ()))
    assert (3, "rolled_back", ("log/checkpoint",)) in found


def test_a_clock_that_went_back_is_told_and_is_no_accusation(tmp_path: Path) -> None:
    clock = Clock()
    vault = creating.create(tmp_path / "vault", environment(clock))
    capture(vault)
    clock.moment = clock.moment.replace(hour=3)
    capture(vault, name=SECOND)
    step = _audit(vault).steps[7]
    assert (step.outcome, step.reason) == (Outcome.NOT_CHECKED, "clock_back")
    assert step.facts["after"] < step.facts["before"]
    assert utc_text(clock.moment).startswith("2026-11-24T03:")


def test_a_capture_without_its_manifest_says_so(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    CaptureWriter(vault, CAPTURE, b"{}").close()
    step = _audit(vault).steps[5]
    # None can ever come: it is told, and the entry itself lists what arrived.
    assert [(found.reason, found.decides) for found in step.findings] == [("manifest_none", False)]
    assert step.outcome is Outcome.VALID


def test_a_check_by_several_processes_finds_the_same(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    _flip(vault.path / "parts" / CAPTURE / "0001.age")
    (vault.path / "entries" / "000" / "002.age").unlink()
    custody.remove(access.unlock(vault, None), 1, Attribution(why="It shows my child."))
    here = _audit(vault)
    monkeypatch.setattr(audit_workers, "WORTH_SECONDS", dict.fromkeys(("fork", "spawn"), 0))
    monkeypatch.setattr(audit_workers, "_AT_ONCE", 1)
    assert _audit(vault) == here
    assert [step.reason for step in here.steps[3:5]] == ["entry_damaged", "removed"]


# Of a process of its own, for here are threads of the tests.
ALONE = """
import os, sys, threading, time
from pathlib import Path
from keepsake.env import real_environment
from keepsake.flows.audit import workers
from keepsake.flows.audit.vault import audit
from keepsake.vault.access import unlock
from keepsake.vault.handle import Vault

def found():
    return audit(unlock(Vault.open(Path(sys.argv[1]), real_environment()), None), ())

os.cpu_count = lambda: 2
here = found()
workers.WORTH_SECONDS, workers._AT_ONCE = dict.fromkeys(workers.WORTH_SECONDS, 0), 1
ways, start = [], workers._with_helpers
workers._with_helpers = lambda *facts: (ways.append(facts[-1]), start(*facts))[1]
assert found() == here
threading.Thread(target=time.sleep, args=[600], daemon=True).start()
assert found() == here
print(ways)
"""


def test_processes_are_split_in_two_only_where_no_thread_is_beside(vault: Vault) -> None:
    _flip(vault.path / "parts" / CAPTURE / "0001.age")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALONE, vault.path],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    alone = "fork" if sys.platform == "linux" else "spawn"
    assert (done.stdout, done.stderr) == (f"['{alone}', 'spawn']\n", "")


def test_where_no_process_can_be_started_it_only_takes_longer(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise BrokenProcessPool

    here = _audit(vault)
    monkeypatch.setattr(audit_workers, "WORTH_SECONDS", dict.fromkeys(("fork", "spawn"), 0))
    monkeypatch.setattr(audit_workers, "_AT_ONCE", 1)
    monkeypatch.setattr(audit_workers, "_with_helpers", broken)
    assert _audit(vault) == here
