"""Makes a vault ready to receive; what follows are the verbs of its capture writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment


def open_to_write(path: Path, env: Environment) -> Vault:
    """Opens the vault, or makes it, and finishes captures that an earlier process left behind.

    Raises:
        KeepsakeError: The vault is newer, damaged, unwritable, or the disk is full.
    """
    vault = Vault.open_or_create(path, env)
    vault.recover()
    return vault
