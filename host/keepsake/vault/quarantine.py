"""What is not as it was written is set aside: kept as it is, believed in nothing, and told.

Source: FORMAT.md §1.11.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault

SET_ASIDE = "set-aside"


def set_aside(vault: Vault, path: Path) -> Path:
    """Moves a damaged file or folder of a vault where it is in nobody's way.

    Returns:
        Where it is now.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE; it is where it was.
    """
    folder = vault.path / SET_ASIDE
    vault.disk.make_folder(folder)
    names = (path.name if number == 1 else f"{path.name}.{number}" for number in count(1))
    target = next(place for name in names if not (place := folder / name).exists())
    vault.disk.rename(path, target)
    return target


def files(vault: Path) -> list[str]:
    """Paths, below the vault's folder, of what was set aside."""
    found = (path for path in (vault / SET_ASIDE).rglob("*") if path.is_file())
    return sorted(path.relative_to(vault).as_posix() for path in found)
