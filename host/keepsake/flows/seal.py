"""Makes a vault ready to receive; what follows are the verbs of its capture writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.vault import fallback, recovery

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.handle import Vault


def open_to_write(path: Path, env: Environment) -> Vault:
    """Opens the vault, or makes it, and finishes captures that an earlier process left behind.

    Where the vault at that place is damaged it is a fresh one beside it.

    Raises:
        KeepsakeError: The vault is newer, unwritable, or the disk is full.
    """
    vault = fallback.open_or_create(path, env)
    recovery.recover(vault)
    return vault
