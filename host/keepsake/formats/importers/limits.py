"""What a process that reads what strangers made may use: time, memory, and no file at all.

Source: setrlimit(2). macOS takes a limit on memory and does not hold to it, Windows has none of
them: there the process watches itself.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

_WATCH_SECONDS = 0.2
_TOO_MUCH = 9


def limit(seconds: int, memory: int) -> None:
    """Limits this process, for good.

    Args:
        seconds: Of computing, from now.
        memory: Bytes of address space.
    """
    if sys.platform in ("win32", "darwin"):
        threading.Thread(target=_watch, args=(memory,), daemon=True).start()
    if sys.platform == "win32":
        return
    import resource

    used = int(time.process_time()) + 1
    for what, most in (
        (resource.RLIMIT_CPU, used + seconds),
        (resource.RLIMIT_AS, memory),
        # Nothing that is read can come onto the disk by way of this process.
        (resource.RLIMIT_FSIZE, 0),
    ):
        _lower(resource, what, most)


def _lower(resource: Any, what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # macOS refuses some; the watch is there for it.
    try:
        resource.setrlimit(what, (most, hard))
    except (OSError, ValueError):
        return


def _watch(memory: int) -> None:
    while used_bytes() < memory:
        time.sleep(_WATCH_SECONDS)
    os._exit(_TOO_MUCH)


def used_bytes() -> int:
    """The most memory that this process has used so far, 0 where the system does not tell."""
    if sys.platform == "win32":
        return _windows_bytes()
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kilobytes elsewhere. Source: getrusage(2) of both.
    return most if sys.platform == "darwin" else most * 1024


def _windows_bytes() -> int:
    """Source: Windows API, GetProcessMemoryInfo, PROCESS_MEMORY_COUNTERS.PeakPagefileUsage."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_uint32),
            ("PageFaultCount", ctypes.c_uint32),
            *((f"size{number}", ctypes.c_size_t) for number in range(8)),
        )

    api: Any = ctypes
    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel = api.WinDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    told = kernel.K32GetProcessMemoryInfo(
        ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.cb
    )
    return int(counters.size7) if told else 0
