"""Large memory that is let go of goes back to the system at once, where the C library is Linux's.

It else keeps a place to take memory from for each thread, and after a while what is large too: a
program that has set papers once would hold a hundred megabytes more for as long as it runs.
"""

from __future__ import annotations

import sys
from typing import Any

# Parameters of mallopt(3).
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
_LARGE_BYTES = 131_072


def give_back_at_once() -> None:
    """For this process, from now on. Does nothing where the C library knows no such thing."""
    library = _library()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_ARENA_MAX, 1)


def give_back_now() -> None:
    """What is small and free goes back too, which takes some milliseconds."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


def _library() -> Any:
    """The C library where it has both functions, else None."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
