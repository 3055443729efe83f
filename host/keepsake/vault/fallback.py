"""Where captures go: into the vault that was named, or a fresh one beside it where it is damaged.

Nothing of the damaged one is touched. Once it is put right it is used again, and the other stays
and is told. Source: FORMAT.md §1.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import creating, preflight
from keepsake.vault.handle import Vault
from keepsake.vault.layout import INFO_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.durable import Disk

MOST = 9
_UNUSABLE = {Code.VAULT_DAMAGED, Code.VAULT_INCOMPLETE, Code.VAULT_CHANGED}


class Place(NamedTuple):
    """Where captures go.

    Attributes:
        path: The folder.
        vault: The vault there, None where the first capture will make it.
        trouble: What is wrong with the vault that was named, None where it is that one.
    """

    path: Path
    vault: Vault | None
    trouble: KeepsakeError | None


def find(path: Path, env: Environment, disk: Disk | None = None) -> Place:
    """The vault that captures go into; makes nothing and waits for nobody.

    Raises:
        KeepsakeError: VAULT_NEWER; what is wrong with the named one, where all places beside it are
            unusable too.
    """
    trouble: KeepsakeError | None = None
    for place in (path, *names(path)):
        try:
            vault = Vault.open(place, env, disk)
            preflight.check(vault)
        except KeepsakeError as error:
            if error.code is Code.VAULT_MISSING:
                return Place(place, None, trouble)
            if error.code not in _UNUSABLE:
                raise
            trouble = trouble or error
        else:
            return Place(place, vault, trouble)
    raise trouble or KeepsakeError(Code.VAULT_DAMAGED)


def open_or_create(path: Path, env: Environment, disk: Disk | None = None) -> Vault:
    """The vault that captures go into, made where there is none yet.

    Raises:
        KeepsakeError: As `find` and `creating.create`.
    """
    place = find(path, env, disk)
    return place.vault or creating.open_or_create(place.path, env, disk)


def others(path: Path) -> list[Path]:
    """Folders of vaults that lie beside the one that was named."""
    return [place for place in names(path) if (place / INFO_FILE).is_file()]


def names(path: Path) -> Iterator[Path]:
    """Where vaults beside the one that was named are looked for, in this order."""
    whole = path.absolute()
    return (whole.with_name(f"{whole.name}-{number}") for number in range(2, MOST + 1))
