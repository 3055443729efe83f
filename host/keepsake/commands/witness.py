"""`keepsake witness`: who is asked to cosign the vault's log, and what they need for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import filled, table
from keepsake.commands.console import UsageError, open_vault
from keepsake.commands.local_time import moment_text
from keepsake.core.cosignature import WitnessKey
from keepsake.core.note import NoteError
from keepsake.flows.stamp import witness

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.vault.handle import Vault

_PROGRAM = "keepsake witness"


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    origin: str
    verifier_key: str
    witnesses: tuple[witness.Standing, ...]


def run(options: Namespace, console: Console) -> int:
    """Adds or removes a witness where that is asked, then shows those that there are.

    Returns:
        0.

    Raises:
        KeepsakeError: The vault cannot be opened or written.
        UsageError: What was given is no address, no key, or no witness of this vault.
    """
    vault = open_vault(options)
    if options.add:
        address, key = options.add
        _add(vault, address.rstrip("/"), key, console)
    if options.remove and not witness.leave(vault, options.remove):
        raise UsageError(console.text("wrong.witness", name=options.remove), _PROGRAM)
    rows = witness.standing(vault)
    if options.json:
        console.data(Rows(vault.key.name, vault.key.text(), tuple(rows)))
        return 0
    console.say("witness.give", line=vault.key.text())
    if options.add:
        console.say("witness.told")
    if not rows:
        console.say("witness.none")
    for one in rows:
        _tell(one, console)
    return 0


def _add(vault: Vault, address: str, text: str, console: Console) -> None:
    if not witness.is_place(address):
        raise UsageError(console.text("wrong.witness_address", address=address), _PROGRAM)
    try:
        key = WitnessKey.parse(text)
    except NoteError as error:
        raise UsageError(console.text("wrong.witness_key"), _PROGRAM) from error
    witness.enrol(vault, address, key)


def _tell(one: witness.Standing, console: Console) -> None:
    key = "witness.cosigned" if one.size else "witness.not_yet"
    at = moment_text(one.at) if one.at else ""
    console.say(key, name=one.name, address=one.address, size=one.size, time=at)
    if one.reason:
        words = table("stamp", console.language)[f"reason.{one.reason}"]
        console.print(f"    {filled(words, {'seen': str(one.seen)})}")
