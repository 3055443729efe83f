"""Room that is set aside on the disk, so that what was kept can be committed when it is full.

The file holds nothing. It is given up when a commit meets a full disk, and made again when there
is room. What is said of free room is what the system says, without it. Source: FORMAT.md §3.7.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault.space import free_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.vault.handle import Vault

RESERVE = "reserve"
# An entry of 20,000 parts, a checkpoint, a leaf, and folders.
RESERVE_BYTES = 8 * 1024 * 1024
# With less than this there is no room for captures anyway.
_ROOM_BYTES = 8 * RESERVE_BYTES
_Result = TypeVar("_Result")


def keep(vault: Vault) -> None:
    """Sets the room aside, where there is plenty; does nothing where that fails."""
    path = vault.path / RESERVE
    try:
        if path.exists():  # at most starts, which then wait for no lock and load none
            return
        # Under the lock, for two that make it would write into one another's; whoever does not get
        # it at once leaves it to the other.
        with vault.locked(0):
            if not path.exists() and free_bytes(vault.path) >= _ROOM_BYTES:
                # Random, so that no file system stores it in less.
                vault.disk.replace(path, os.urandom(RESERVE_BYTES))
    except (OSError, KeepsakeError):
        return


def spending(vault: Vault, act: Callable[[], _Result]) -> _Result:
    """Does it, a second time with the room that was set aside where the disk is full.

    Raises:
        KeepsakeError: As `act`; DISK_FULL where there was nothing to give up, or not enough.
    """
    try:
        return act()
    except KeepsakeError as error:
        if error.code is not Code.DISK_FULL or not _given_up(vault):
            raise
    return act()


def _given_up(vault: Vault) -> bool:
    path = vault.path / RESERVE
    try:
        there = path.exists()
        vault.disk.remove(path)
    except (OSError, KeepsakeError):
        return False
    return there
