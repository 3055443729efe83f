"""A statement that is being written, sealed; replaced at every pause, no part of the record.

Source: FORMAT.md §9.5.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.reading import Unlocked
    from keepsake.vault.store import Vault


def save(vault: Vault, case: str, text: bytes) -> None:
    """Seals the draft of a case in place of the one before.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE; the draft before is then still there.
    """
    path = _path(vault, case)
    vault.disk.make_folder(path.parent)
    vault.disk.replace(path, vault.seal(text))


def load(unlocked: Unlocked, case: str) -> bytes | None:
    """The draft of a case; None where there is none or it does not open."""
    path = _path(unlocked.vault, case)
    if not path.exists():
        return None
    try:
        return unlocked.open_file(path)
    except KeepsakeError:
        return None


def remove(vault: Vault, case: str) -> None:
    """Takes the draft away, because it is an entry now."""
    path = _path(vault, case)
    if path.exists():
        vault.disk.remove(path)


def _path(vault: Vault, case: str) -> Path:
    return vault.path / "drafts" / f"{uuid.UUID(case)}.age"
