"""Hosts of this program that browsers have running now, found among the person's own processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.browsers.table import load_identities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.05


def hosts(programs: Iterable[str]) -> list[int]:
    """Processes that a browser started from one of these executables.

    Args:
        programs: Absolute paths, as manifests name them.
    """
    name = load_identities().host_name
    known = tuple(programs)
    found = []
    for process, line in _processes():
        begins = any(f"{program} " in f"{line} " for program in known)
        if begins and ("chrome-extension://" in line or f"{name}.json" in line):
            found.append(process)
    return found


def stop(processes: Iterable[int]) -> list[int]:
    """Asks hosts to end, which first keep what they have; those that are still there afterwards."""
    left = []
    for process in processes:
        with suppress(OSError):
            os.kill(process, signal.SIGTERM)
            left.append(process)
    end = time.monotonic() + _WAIT_SECONDS
    while left and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
        left = [process for process in left if _is_there(process)]
    return left


def can_be_found() -> bool:
    """Whether this system tells a program which others run."""
    return sys.platform != "win32"


def _processes() -> Iterator[tuple[int, str]]:
    """The person's own processes, each with its command line, this one left out."""
    if sys.platform == "win32":
        return
    mine = os.getuid()
    for process, owner, line in _from_proc() if Path("/proc/self").exists() else _from_ps():
        if owner == mine and process != os.getpid():
            yield process, line


def _from_proc() -> Iterator[tuple[int, int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):  # it has ended meanwhile
                words = (folder / "cmdline").read_bytes().split(b"\0")
                line = " ".join(map(os.fsdecode, words)).strip()
                yield int(folder.name), folder.stat().st_uid, line


def _from_ps() -> Iterator[tuple[int, int, str]]:
    command = ["/bin/ps", "-axww", "-o", "pid=,uid=,command="]
    done = subprocess.run(command, capture_output=True, check=False)
    for row in os.fsdecode(done.stdout).splitlines():
        process, owner, line, *_ = [*row.split(None, 2), "", "", ""]
        if process.isdecimal() and owner.isdecimal():
            yield int(process), int(owner), line


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    # One that has ended, and that its browser has not asked about yet, is gone for us.
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(errors="replace")
    return True
