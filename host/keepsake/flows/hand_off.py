"""An open vault in a further process of this program: given through a pipe, opened there anew."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.env import real_environment
from keepsake.vault import keys
from keepsake.vault.handle import Vault
from keepsake.vault.unlocked import Unlocked

if TYPE_CHECKING:
    Handed = tuple[str, str]


def can_start() -> bool:
    """Whether there can be one: a program put in one folder starts no further ones of itself."""
    return not getattr(sys, "frozen", False)


def handed(unlocked: Unlocked) -> Handed:
    """What opens the vault there, the key among it: only for memory and the pipe."""
    return str(unlocked.vault.path), str(unlocked.identity)


def opened(path: str, identity: str) -> Unlocked:
    """The vault, open, from what `handed` gave."""
    vault = Vault.open(Path(path), real_environment())
    return Unlocked(vault, keys.parse_identity(identity))
