"""`keepsake backup` and `keepsake restore`: copies that outlast a seized device."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import (
    UsageError,
    attribution_of,
    open_vault,
    passphrase,
    passphrase_from_file,
    vault_path,
)
from keepsake.commands.reports import EXIT_CODES, print_report, report_row
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows import restoring
from keepsake.flows.audit.vault import audit
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import access, backup_archive, backups

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.vault.handle import Vault


class Saved(msgspec.Struct, frozen=True):
    """What `backup --json` prints."""

    folder: str
    entries: int
    files: int
    unchanged: int
    bytes: int


class Restored(msgspec.Struct, frozen=True):
    """What `restore --json` prints, before the report where the passphrase was given."""

    path: str
    vault: str
    checked: str


def backup(options: Namespace, console: Console) -> int:
    """Copies the vault to a folder, or brings a copy there up to date.

    Returns:
        0.

    Raises:
        KeepsakeError: PASSPHRASE_NEEDED, VAULT_EXISTS, COPY_AHEAD, VAULT_DAMAGED, DISK_FULL,
            VAULT_UNWRITABLE.
        UsageError: A file is there that is no backup.
    """
    path = Path(options.folder)
    if path.is_file() and path.suffix not in backup_archive.SUFFIXES:
        raise UsageError(console.text("wrong.backup", path=path), "keepsake backup")
    copy = (
        backup_archive.backup_to_file if path.suffix in backup_archive.SUFFIXES else backups.backup
    )
    done = copy(open_vault(options), path, attribution_of(options))
    if options.json:
        console.data(
            Saved(options.folder, done.size, done.files, done.unchanged, done.bytes),
        )
        return 0
    console.say("backup.made", folder=options.folder, files=done.files, unchanged=done.unchanged)
    console.say("backup.keep")
    return 0


def restore(options: Namespace, console: Console) -> int:
    """Makes a vault from a copy and checks it.

    Returns:
        0 valid, 1 invalid, 2 not checked, which is also the case when no passphrase was given.

    Raises:
        KeepsakeError: VAULT_MISSING or VAULT_DAMAGED of the copy, VAULT_EXISTS, DISK_FULL,
            VAULT_UNWRITABLE; PASSPHRASE_WRONG once the vault is made.
    """
    path, named = Path(options.folder), vault_path(options)
    vault, kept = restoring.restore(path, named, real_environment(), attribution_of(options))
    if not options.json:
        console.say("restore.made", path=vault.path)
        if kept:
            console.say("restore.kept", path=kept)
    secret = _secret(options, console)
    if secret is None:
        return _unchecked(vault, options, console)
    report = audit(access.unlock(vault, secret), load_authorities())
    if options.json:
        console.data((_row(vault, report.outcome), report_row(report)))
    else:
        print_report(report, console)
    return EXIT_CODES[report.outcome]


def _secret(options: Namespace, console: Console) -> str | None:
    if sys.stdin.isatty():
        return passphrase(options, console)
    return passphrase_from_file(options, console)


def _unchecked(vault: Vault, options: Namespace, console: Console) -> int:
    if options.json:
        console.data((_row(vault, Outcome.NOT_CHECKED),))
    else:
        console.say("restore.unchecked")
    return EXIT_CODES[Outcome.NOT_CHECKED]


def _row(vault: Vault, outcome: Outcome) -> Restored:
    return Restored(str(vault.path), vault.info.vault, outcome)
