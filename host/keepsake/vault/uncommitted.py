"""Captures that are sealed and safe and not in the log yet: their end was cut short.

The next start of the program that receives captures finishes them, once the vault can be written
and its disk has room. Until then nothing else lists them, so that is said wherever captures are.
Source: FORMAT.md §3.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import staged
from keepsake.core.errors import KeepsakeError
from keepsake.vault.commit import lock_path
from keepsake.vault.locking import lock_file, take
from keepsake.vault.staging import STAGING

if TYPE_CHECKING:
    from pathlib import Path


class Uncommitted(msgspec.Struct, frozen=True):
    """One of them.

    Attributes:
        capture: Its UUID.
        parts: How many parts of it were acknowledged, as far as that can be seen.
    """

    capture: str
    parts: int


def uncommitted(vault: Path) -> list[Uncommitted]:
    """Those of a vault, in no order that means anything; one that is being received is not.

    Args:
        vault: Its folder, which need not be writable.
    """
    incoming = vault / "incoming"
    try:
        folders = sorted(incoming.iterdir())
        found = [Uncommitted(folder.name, _parts(folder)) for folder in folders]
        return [one for one in found if one.parts and not is_received(incoming / one.capture)]
    except OSError:
        # Not there, or moved into place while it was looked at.
        return []


def running(vault: Path) -> int:
    """How many captures are being received, by whatever process."""
    try:
        folders = [path.with_suffix("") for path in (vault / "incoming").glob("*.lock")]
    except OSError:
        return 0
    # Whoever receives one takes its lock before it makes its folder, and is not disturbed by this.
    return sum(is_received(folder) for folder in folders if folder.is_dir())


def _parts(folder: Path) -> int:
    """How many parts are staged; how many there are, where that cannot be read."""
    try:
        parts = staged.good((folder / STAGING).read_bytes()).parts
    except OSError:  # one that this account may not read hides no other
        parts = 0
    return parts or sum(1 for _ in folder.glob("*.age"))


def is_received(folder: Path) -> bool:
    """Whether a process still receives a capture, which holds its lock."""
    path = lock_path(folder)
    if not path.exists():
        return False
    lock = lock_file(path)
    try:
        take(lock, 0)
    except KeepsakeError:
        return True
    lock.release()
    return False
