"""How much room is left where a vault is or would be."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LEAST_BYTES = 500_000_000


def is_short(path: Path) -> bool:
    """Whether there is so little room that captures may wait for more; not where nobody tells."""
    return 0 <= free_bytes(path) < LEAST_BYTES


def free_bytes(path: Path) -> int:
    """Bytes that this account may still write on the disk of `path`.

    Args:
        path: A folder that need not be there yet; the nearest one above it counts then.

    Returns:
        The number, or -1 where the system does not tell.
    """
    for folder in (path.absolute(), *path.absolute().parents):
        if folder.is_dir():
            try:
                return shutil.disk_usage(folder).free
            except OSError:
                return -1
    return -1
