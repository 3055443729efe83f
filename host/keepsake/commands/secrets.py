"""`keepsake passphrase`: another passphrase, a recovery code, a way in when it is forgotten."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.choosing import choose
from keepsake.commands.console import UsageError, open_vault, passphrase, unlock
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import strength
from keepsake.env import real_environment
from keepsake.flows.passphrase import recovery_code
from keepsake.vault import access

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.vault.unlocked import Unlocked


class Changed(msgspec.Struct, frozen=True):
    """What `--json` prints; the code is shown this once and stored nowhere."""

    action: str
    recovery_code: str


def run(options: Namespace, console: Console) -> int:
    """Changes the passphrase, or makes a recovery code.

    Returns:
        0.

    Raises:
        KeepsakeError: PASSPHRASE_WRONG, PASSPHRASE_WEAK, VAULT_LOCKED where nobody can be asked,
            DISK_FULL, VAULT_UNWRITABLE. The old passphrase opens the vault until the new one does.
        UsageError: The two new passphrases differ, or a file cannot be read.
    """
    if options.new_code:
        return _new_code(options, console)
    unlocked = _with_code(options, console) if options.forgotten else unlock(options, console)
    if not unlocked.vault.claimed:
        raise KeepsakeError(Code.PASSPHRASE_NEEDED)
    secret = _new_secret(options, console)
    access.change_passphrase(unlocked, secret)
    if options.json:
        console.data(Changed("changed", ""))
    else:
        console.say(f"init.strength.{strength(secret).level}")
        console.say("passphrase.changed")
    return 0


def _new_code(options: Namespace, console: Console) -> int:
    unlocked = unlock(options, console)
    if not unlocked.vault.claimed:
        raise KeepsakeError(Code.PASSPHRASE_NEEDED)
    code = recovery_code(console.language, real_environment().random)
    access.set_recovery_code(unlocked, code)
    if options.json:
        console.data(Changed("recovery_code", code))
        return 0
    console.say("passphrase.code", code=code)
    console.say("passphrase.code_keep")
    return 0


def _with_code(options: Namespace, console: Console) -> Unlocked:
    vault = open_vault(options)
    return access.unlock_with_code(vault, passphrase(options, console, "ask.code"))


def _new_secret(options: Namespace, console: Console) -> str:
    if options.new_passphrase_file:
        try:
            text = Path(options.new_passphrase_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            detail = console.text("wrong.passphrase_file", path=options.new_passphrase_file)
            raise UsageError(detail, "keepsake passphrase") from error
        return text.partition("\n")[0]
    if not sys.stdin.isatty():
        raise KeepsakeError(Code.VAULT_LOCKED, "no new passphrase was given")
    return choose(console, "keepsake passphrase")
