"""Large memory that is let go of goes back to the system at once, where the C library is Linux's.

It else keeps a place to take memory from for each thread, and after a while what is large too: a
program that has set papers once would hold a hundred megabytes more for as long as it runs.
"""

from __future__ import annotations

import sys

# Parameters of mallopt(3).
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
_LARGE_BYTES = 131_072


def give_back_at_once() -> None:
    """For this process, from now on. Does nothing where the C library knows no such thing."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return  # another C library
    set_option(_MMAP_THRESHOLD, _LARGE_BYTES)
    set_option(_ARENA_MAX, 1)
