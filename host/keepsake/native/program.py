"""This program itself: where it is, and how to start it again beside the host."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from keepsake.core.errors import Code, KeepsakeError

_NAME = "keepsake.exe" if sys.platform == "win32" else "keepsake"


def own_command() -> list[str]:
    """The start of a command line that runs this program with the same packages."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    # -P: the folder that the browser happened to start in must not be searched for modules.
    return [sys.executable, "-P", "-m", "keepsake"]


def executable_path() -> Path:
    """The absolute path of the `keepsake` executable, which browsers start as the native host.

    Raises:
        KeepsakeError: TOOL_MISSING; the package runs from somewhere that has no such executable.
    """
    if getattr(sys, "frozen", False):
        return Path(sys.executable).absolute()
    started = Path(sys.argv[0]).absolute()
    beside = Path(sys.executable).absolute().with_name(_NAME)
    for candidate in (started, beside):
        if candidate.name == _NAME and candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise KeepsakeError(Code.TOOL_MISSING, "there is no keepsake executable", tool="keepsake")


def start_detached(*arguments: str) -> None:
    """Starts this program so that it outlives the host and the browser's port.

    Args:
        *arguments: For instance `"stamp", "--quiet"`.

    Raises:
        KeepsakeError: TOOL_MISSING; the system did not start it.
    """
    # Imported here: a capture that starts nothing does not pay for it.
    import subprocess

    command = [*own_command(), *arguments]
    flags = [0]
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        # A browser may put its hosts in a job that forbids leaving it.
        flags = [detached | subprocess.CREATE_BREAKAWAY_FROM_JOB, detached]
    for number, flag in enumerate(flags, start=1):
        try:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=flag,
            )
        except OSError as error:
            if number == len(flags):
                raise KeepsakeError(Code.TOOL_MISSING, "not started", tool="keepsake") from error
        else:
            return
