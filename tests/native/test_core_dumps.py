"""A program that ends badly leaves no picture of its memory on the disk."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core_dumps import _forbid_reports, _windows
from native.client import HELLO, Host, environment

if TYPE_CHECKING:
    import pytest

    from native.program import Cli

ABORT = """
import os, resource
{first}
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
os.abort()
"""


def _abort(folder: Path, first: str) -> str:
    """Runs a program that ends by SIGABRT in a shell that would allow dumps of any size."""
    soft = resource.getrlimit(resource.RLIMIT_CORE)[1]
    done = subprocess.run(
        [sys.executable, "-c", ABORT.format(first=first)],
        cwd=folder,
        env=environment(folder / "vault"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (soft, soft)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -6
    return done.stdout


def test_no_dump_is_written_when_the_program_ends_badly(tmp_path: Path) -> None:
    said = _abort(
        tmp_path, "from keepsake.core_dumps import forbid_core_dumps; forbid_core_dumps()"
    )
    assert said == "(1, 1)\n"
    assert [path.name for path in tmp_path.iterdir() if "core" in path.name] == []


def test_every_way_to_start_the_program_forbids_them(cli: Cli) -> None:
    start = (
        "import sys; sys.argv = ['keepsake', 'list']\nfrom keepsake.__main__ import main\nmain()"
    )
    assert "(1, 1)" in _abort(cli.folder, start)
    with Host(cli.vault) as host:
        host.ask(HELLO)
        limits = Path(f"/proc/{host.process.pid}/limits").read_text(encoding="ascii")
        host.end()
    line = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["1", "1"]


def test_a_limit_that_cannot_be_raised_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from keepsake.core_dumps import forbid_core_dumps

    def refuse(*_values: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    forbid_core_dumps()


class _Windows:
    """Stands for the functions of Windows and notes what is asked of them; not Windows itself."""

    def __init__(self, *, listing: bool = True) -> None:
        self.mode = 0x8000
        self.excluded: list[tuple[str, bool]] = []
        self.kernel32 = self
        self._listing = listing

    @property
    def wer(self) -> _Windows:
        if not self._listing:
            raise OSError("no such library")
        return self

    def GetErrorMode(self) -> int:  # noqa: N802 - the system's name
        return self.mode

    def SetErrorMode(self, mode: int) -> None:  # noqa: N802 - the system's name
        self.mode = mode

    def WerAddExcludedApplication(self, program: str, everybody: bool) -> int:  # noqa: N802
        self.excluded.append((program, everybody))
        return 0


def test_simulated_windows_is_asked_for_no_report_and_to_leave_the_program_out() -> None:
    windows = _Windows()
    _forbid_reports(windows, "C:\\keepsake.exe")
    assert windows.mode == 0x8003
    assert windows.excluded == [("C:\\keepsake.exe", False)]


def test_simulated_windows_without_the_list_still_makes_no_report() -> None:
    windows = _Windows(listing=False)
    _forbid_reports(windows, "C:\\keepsake.exe")
    assert (windows.mode, windows.excluded) == (0x8003, [])


def test_where_there_is_no_windows_nothing_is_asked() -> None:
    assert _windows() is None
    _forbid_reports(None, "keepsake")
