"""`keepsake init`: makes the vault, or sets the passphrase of one that the first capture made."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.choosing import choose
from keepsake.commands.console import passphrase_from_file, vault_path
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import strength
from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake.vault.layout import sync_service

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console


class Made(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    vault: str
    path: str
    claimed: bool


def run(options: Namespace, console: Console) -> int:
    """Makes the vault and sets its passphrase; with `--unclaimed` only makes it.

    Raises:
        UsageError: The two that were typed differ.
        KeepsakeError: VAULT_EXISTS; VAULT_CLAIMED; VAULT_CHANGED; PASSPHRASE_WEAK;
            VAULT_LOCKED where no passphrase was given and nobody can be asked. A weak passphrase
            leaves a vault that was just made without one.
    """
    path, env = vault_path(options), real_environment()
    secret = None if options.unclaimed else _new_secret(options, console)
    if options.unclaimed:
        vault = creating.create(path, env)
    else:
        vault = creating.open_or_create(path, env)
        access.claim(vault, secret or "", mine=options.mine)
    if options.json:
        console.data(Made(vault.info.vault, str(path), vault.claimed))
        return 0
    console.say("init.made", path=path)
    if secret is None:
        console.say("init.open")
    else:
        console.say(f"init.strength.{strength(secret).level}")
        console.say("init.set")
        console.say("init.recovery")
    service = sync_service(path)
    if service:
        console.say("init.synced", service=service)
    return 0


def _new_secret(options: Namespace, console: Console) -> str:
    given = passphrase_from_file(options, console)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise KeepsakeError(Code.VAULT_LOCKED, "no passphrase was given; --unclaimed sets none")
    return choose(console, "keepsake init")
