"""A vault made from a backup, also where a damaged one is in its place; that one is kept beside it.

Nothing is removed. The vault is made whole beside the damaged one, where it is found and told as
another one should that be cut short; then both get their names.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import backup_archive, backups, fallback
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.custody import Attribution
    from keepsake.env import Environment
    from keepsake.vault.durable import Disk

_DAMAGED = {Code.VAULT_DAMAGED, Code.VAULT_INCOMPLETE}
_TAKEN = {Code.VAULT_EXISTS, Code.VAULT_INCOMPLETE}


class Restored(NamedTuple):
    """The vault, and where the damaged one that was in its place is now; None for none."""

    vault: Vault
    kept: Path | None


def restore(
    source: Path,
    target: Path,
    env: Environment,
    attribution: Attribution,
    disk: Disk | None = None,
) -> Restored:
    """Makes a vault of a backup, a folder or a file, which is checked first and not changed.

    Not checked here: what is sealed, which needs the passphrase; an audit does that. Cut short, it
    may be done again: what was made until then stays beside it, and is told as another vault.

    Raises:
        KeepsakeError: As `backups.restore`; COPY_MISSING where there is no backup; VAULT_FORBIDDEN;
            VAULT_EXISTS where the vault that is there can be used, or is another one than that of
            the backup.
    """
    make = backup_archive.restore_from_file if _is_file(source) else backups.restore
    if not _is_damaged(target, env):
        return Restored(make(source, target, env, attribution, disk), None)
    for place in fallback.names(target):
        try:
            made = make(source, place, env, attribution, disk)
        except KeepsakeError as error:
            # A backup that is itself no whole vault is told as that.
            if error.code not in _TAKEN or not place.exists():
                raise
        else:
            return _in_place(made, target, env)
    raise KeepsakeError(Code.VAULT_EXISTS)


def _is_file(source: Path) -> bool:
    """Whether the backup is one file."""
    try:
        mode = source.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KeepsakeError(Code.COPY_MISSING) from error
    except OSError as error:  # a folder on the way that this account may not enter
        raise KeepsakeError(Code.VAULT_FORBIDDEN, file=source.name) from error
    return stat.S_ISREG(mode)


def _in_place(made: Vault, target: Path, env: Environment) -> Restored:
    """Gives a vault the place of a damaged one of the same name."""
    known = _id_there(target, env)
    if known and known != made.info.vault:
        raise KeepsakeError(Code.VAULT_EXISTS, "another vault", beside=str(made.path))
    names = (f"{target.name}-damaged", *(f"{target.name}-damaged-{n}" for n in range(2, 100)))
    kept = next(one for name in names if not (one := target.with_name(name)).exists())
    made.disk.rename(target, kept)
    made.disk.rename(made.path, target)
    return Restored(Vault.open(target, env), kept)


def _id_there(target: Path, env: Environment) -> str:
    """Which vault it is, "" where that cannot be read any more."""
    try:
        return Vault.open(target, env).info.vault
    except KeepsakeError:
        return ""


def _is_damaged(target: Path, env: Environment) -> bool:
    try:
        trouble = fallback.find(target, env).trouble
    except KeepsakeError as error:
        trouble = error
    return trouble is not None and trouble.code in _DAMAGED
