"""What can be put right in a vault without anything of it being lost: `keepsake doctor --repair`.

Nothing is made up: what a step needs and does not find, it leaves as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.env import Environment


class Repaired(msgspec.Struct, frozen=True):
    """One thing that was put right.

    Attributes:
        what: Code word.
        name: The file or the capture, as it is below the vault.
    """

    what: str
    name: str


def repair(path: Path, env: Environment) -> list[Repaired]:
    """Puts right what can be.

    Args:
        path: The vault's folder.
        env: Clock and randomness.

    Raises:
        KeepsakeError: VAULT_MISSING, or what keeps the vault from being written; steps before that
            stay done, and calling it again goes on.
    """
    return list(_steps(path, env))


def _steps(path: Path, env: Environment) -> Iterator[Repaired]:
    vault = Vault.open(path, env)
    for receipt in vault.recover():
        yield Repaired("captures", f"entry {receipt.entry}")
