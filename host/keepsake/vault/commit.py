"""Commits what is staged of a capture: its entry first, then its parts go to their place.

Asked again, each step does what is left to do; so recovery and the ordinary end are one way.
Source: FORMAT.md §3.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from keepsake.vault import recent_commits
from keepsake.vault.receipt import Receipt
from keepsake.vault.staging import HELD, STAGING, Staging, mark_ended

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from filelock import BaseFileLock

    from keepsake.core import entry
    from keepsake.vault.handle import Vault

_PART_NAME = re.compile(r"(\d{4,})\.age")


def publish(
    vault: Vault, folder: Path, staging: Staging, body: entry.CaptureBody, *, open_end: bool = False
) -> Receipt:
    """Commits a capture; asked again, it does the rest. The caller holds the vault's lock.

    The entry gets its time here, so that the times of the log are in its order. With `open_end` the
    rest of the capture may still come, as `settle` says.

    Raises:
        KeepsakeError: VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; what is staged stays staged.
    """
    index = committed(vault, staging.ends)
    if index is None:
        if not open_end:  # before an end is staged, for whoever finds that one cannot read it
            mark_ended(vault, folder)
        data, leaf = staging.end(body)
        row = recent_commits.Commit(
            body.capture, leaf.hex(), body.state, staging.parts, staging.bytes
        )
        recent_commits.note(vault, row)
        index = vault.log.append(vault.seal_entry(data), leaf, vault.signer()).size - 1
    checkpoint = vault.log.checkpoint()
    settle(vault, folder, staging.parts, open_end=open_end)
    leaf = vault.log.leaf(index)
    receipt = Receipt(index, leaf.hex(), checkpoint.size, checkpoint.root.hex(), vault.utc())
    return receipt._replace(state=body.state, parts=staging.parts, bytes=staging.bytes)


def committed(vault: Vault, ends: Sequence[bytes]) -> int | None:
    """Where an entry that was staged stands in the log; None where none of them does."""
    found = (vault.log.find(leaf) for leaf in ends)
    return next((index for index in found if index is not None), None)


def settle(vault: Vault, folder: Path, parts: int, *, open_end: bool = False) -> None:
    """Moves the parts of a capture that is in the log to their place, and removes what is no part.

    Args:
        vault: The vault.
        folder: Where the capture arrived.
        parts: How many its entry lists; what was written beyond was never acknowledged.
        open_end: Whether a browser may hold the rest. What was staged then stays beside the parts,
            so that the capture can be taken up and entered again as a whole.
    """
    target = vault.path / "parts" / folder.name
    for held in (folder / HELD, target / HELD):
        if not open_end and held.exists():
            vault.disk.remove(held)
    if folder.is_dir():  # else only what comes last is left to do
        for path in sorted(folder.iterdir()):
            number = _PART_NAME.fullmatch(path.name)
            # Nothing else: what another program has renamed is still a part.
            if path.name.startswith(".") or (number and int(number[1]) >= parts):
                vault.disk.remove(path)
        _move(vault, folder, target)
    if not open_end:
        vault.disk.remove(target / STAGING)


def _move(vault: Vault, folder: Path, target: Path) -> None:
    """A folder as a whole; file by file where its beginning was entered before."""
    vault.disk.make_folder(target.parent)
    if not target.is_dir():
        vault.disk.rename(folder, target)
        return
    # What is staged goes last: as long as it is there, the next start goes on with the rest.
    for path in sorted(folder.iterdir(), key=lambda path: (path.name == STAGING, path.name)):
        if (target / path.name).exists():  # what was staged of the beginning
            vault.disk.remove(target / path.name)
        vault.disk.rename(path, target / path.name)
    vault.disk.remove_folder(folder)


def empty(vault: Vault, folder: Path) -> None:
    """Removes a folder of which nothing was acknowledged.

    Raises:
        KeepsakeError: VAULT_UNWRITABLE; the next start goes on.
    """
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            vault.disk.remove(path)
        vault.disk.remove_folder(folder)


def release(lock: BaseFileLock, folder: Path) -> None:
    """Lets go of a folder that nothing arrives in any more."""
    lock.release()
    # Windows removes no file that another process just tries; an empty one that stays says nothing.
    with suppress(PermissionError):
        lock_path(folder).unlink(missing_ok=True)


def lock_path(folder: Path) -> Path:
    """The lock stands beside the folder, for Windows renames no folder with an open file in it."""
    return folder.with_name(f"{folder.name}.lock")
