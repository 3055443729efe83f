"""No memory of this program is written to disk when it ends badly: it may hold a key or a text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# Linux writes no dump into a file that may have one byte, and takes exactly one as "not to a
# collecting program either", for which 0 would not count. Source: core(5), fs/coredump.c.
_ONE_BYTE = 1
# SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX: a process that ends badly ends, without a report.
# Source: Windows API, SetErrorMode.
_NO_REPORT = 0x0001 | 0x0002


def forbid_core_dumps() -> None:
    """Forbids core dumps of this process and, but for Windows, of those it starts.

    Not promised for Windows: a computer that is set to keep dumps of every program (LocalDumps), or
    on which somebody asks for one, keeps them all the same. SECURITY.md says so.
    """
    try:
        import resource
    except ImportError:
        _forbid_reports(_windows(), sys.executable)
        return
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (_ONE_BYTE, _ONE_BYTE))
    except (OSError, ValueError):
        # A lower limit that was set before, which may not be raised, forbids them as well.
        return


def _windows() -> Any:
    """The functions of Windows, None elsewhere."""
    import ctypes

    return getattr(ctypes, "windll", None)


def _forbid_reports(windows: Any, program: str | Path) -> None:
    """Takes the program out of Windows' error reporting, which would keep part of its memory.

    The mode counts for this process and for those it starts. The list is the person's own (False)
    and stays; one of the two is enough, so that what fails is left.

    Source: Windows API, SetErrorMode; Windows Error Reporting, WerAddExcludedApplication.
    """
    if windows is None:
        return
    try:
        windows.kernel32.SetErrorMode(windows.kernel32.GetErrorMode() | _NO_REPORT)
        windows.wer.WerAddExcludedApplication(str(program), False)
    except (AttributeError, OSError):
        # A Windows without them, or a list that may not be written.
        return
