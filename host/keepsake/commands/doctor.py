"""`keepsake doctor`: checks everything a capture needs, and says how to mend what is not right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands import checks
from keepsake.commands.console import passphrase, passphrase_from_file, vault_path
from keepsake.env import real_environment
from keepsake.flows.repair import Repaired, repair

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from keepsake.commands.checks import Check
    from keepsake.commands.console import Console

EXIT_CODES = {checks.OK: 0, checks.PROBLEM: 1, checks.WAITING: 2}


class Row(msgspec.Struct, frozen=True):
    """One check, as `--json` prints it; `mark` is `ok`, `problem` or `waiting`."""

    name: str
    mark: str
    text: str
    repair: str


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    outcome: str
    checks: tuple[Row, ...]
    repaired: tuple[Repaired, ...] = ()


def run(options: Namespace, console: Console) -> int:
    """Runs every check; one that fails does not stop the others.

    Returns:
        0 when all is well, 1 when something must be mended, 2 when something only waits.

    Raises:
        KeepsakeError: `--repair` was asked for, and the vault cannot be opened or written; what was
            put right before that is said and stays.
    """
    path = vault_path(options)
    mended = _mended(path, options, console) if options.repair else []
    found = checks.run_all(path, console)
    outcome = _worst(found)
    if options.json:
        rows = tuple(Row(one.name, one.mark, one.text, one.repair) for one in found)
        console.data(Rows(outcome, rows, tuple(mended)))
        return EXIT_CODES[outcome]
    if options.repair and not mended:
        console.say("repair.nothing")
    for one in found:
        console.say("doctor.line", mark=console.text(f"mark.{one.mark}"), text=one.text)
        if one.repair:
            console.say("doctor.repair", text=one.repair)
    if outcome == checks.OK:
        console.say("doctor.well")
    return EXIT_CODES[outcome]


def _mended(path: Path, options: Namespace, console: Console) -> list[Repaired]:
    """Repairs, and says each act when it is done: a later one may end it all."""

    def secret() -> str | None:
        given = passphrase_from_file(options, console)
        return passphrase(options, console) if given is None and sys.stdin.isatty() else given

    mended = []
    for done in repair(path, real_environment(), secret):
        mended.append(done)
        if not options.json:
            console.say(f"repair.{done.what}", name=done.name, was=done.was)
    return mended


def _worst(found: list[Check]) -> str:
    marks = {one.mark for one in found}
    return next((mark for mark in (checks.PROBLEM, checks.WAITING) if mark in marks), checks.OK)
