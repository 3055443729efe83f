"""No memory of this program is written to disk when it ends badly: it may hold a key or a text."""

from __future__ import annotations

# Linux writes no dump into a file that may have one byte, and takes exactly one as "not to a
# collecting program either", for which 0 would not count. Source: core(5), fs/coredump.c.
_ONE_BYTE = 1


def forbid_dumps() -> None:
    """Forbids core dumps of this process and of those it starts.

    Does nothing on Windows, whose error reporting keeps a small dump unless the person or the
    organisation has switched it off; SECURITY.md says so.
    """
    try:
        import resource
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (_ONE_BYTE, _ONE_BYTE))
    except (OSError, ValueError):
        # A lower limit that was set before, which may not be raised, forbids them as well.
        return
