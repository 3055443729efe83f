"""This program itself: where it is, and how to start it again beside the host."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    import subprocess

_SUFFIX = ".exe" if sys.platform == "win32" else ""
_NAME = f"keepsake{_SUFFIX}"
# Of a frozen program alone: it starts sooner, having less in it.
_HOST = f"keepsake-host{_SUFFIX}"


# Written by Flatpak for what runs in it.
FLATPAK_INFO = Path("/.flatpak-info")


def is_packaged() -> bool:
    """Whether this is a program that needs no Python, which people start from a menu."""
    return bool(getattr(sys, "frozen", False))


def own_command() -> list[str]:
    """The start of a command line that runs this program with the same packages."""
    if is_packaged():
        return [str(Path(sys.executable).with_name(_NAME))]
    # -P: the folder that the browser happened to start in must not be searched for modules.
    return [sys.executable, "-P", "-m", "keepsake"]


def executable_path() -> Path:
    """The absolute path of the executable that browsers start as the native host.

    Raises:
        KeepsakeError: TOOL_MISSING; the package runs from somewhere that has no such executable.
    """
    if exported := _exported():
        return exported
    if is_packaged():
        return Path(sys.executable).absolute().with_name(_HOST)
    started = Path(sys.argv[0]).absolute()
    beside = Path(sys.executable).absolute().with_name(_NAME)
    for candidate in (started, beside):
        if candidate.name == _NAME and candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise KeepsakeError(Code.TOOL_MISSING, "there is no keepsake executable", tool="keepsake")


def _exported() -> Path | None:
    """What starts this program from outside, where Flatpak keeps it apart from the browsers.

    Flatpak puts it beside what is installed: `exports/bin/ID` for `app/ID/…/files`.
    """
    if not (application := os.environ.get("FLATPAK_ID")):
        return None
    # Imported here: browsers wait for every import of what they start.
    import configparser

    told = configparser.ConfigParser(interpolation=None)
    try:
        told.read_string(FLATPAK_INFO.read_text("utf-8"))
    except (OSError, configparser.Error):
        return None
    installed = told.get("Instance", "app-path", fallback="")
    root, found, _ = installed.partition(f"/app/{application}/")
    return Path(root) / "exports" / "bin" / application if found else None


def start_detached(*arguments: str) -> subprocess.Popen[bytes]:
    """Starts this program so that it outlives the host and the browser's port.

    Args:
        *arguments: For instance `"stamp", "--quiet"`.

    Returns:
        What was started, for whoever wants to know when it has ended.

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
    for flag in flags[:-1]:
        with suppress(OSError):
            return _start(command, flag)
    try:
        return _start(command, flags[-1])
    except OSError as error:
        raise KeepsakeError(Code.TOOL_MISSING, "not started", tool="keepsake") from error


def _start(command: list[str], flags: int) -> subprocess.Popen[bytes]:
    import subprocess

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=flags,
    )
