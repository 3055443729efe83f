"""`keepsake doctor`: checks everything a capture needs, and says how to mend what is not right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.commands import checks
from keepsake.commands.console import vault_path
from keepsake.env import real_environment
from keepsake.flows.repair import Repaired, repair

if TYPE_CHECKING:
    from argparse import Namespace

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
        KeepsakeError: `--repair` was asked for, and the vault cannot be opened or written.
    """
    path = vault_path(options)
    mended = repair(path, real_environment()) if options.repair else []
    found = checks.run_all(path, console)
    outcome = _worst(found)
    if options.json:
        rows = tuple(Row(one.name, one.mark, one.text, one.repair) for one in found)
        console.data(Rows(outcome, rows, tuple(mended)))
        return EXIT_CODES[outcome]
    for done in mended:
        console.say(f"repair.{done.what}", name=done.name)
    if options.repair and not mended:
        console.say("repair.nothing")
    for one in found:
        console.say("doctor.line", mark=console.text(f"mark.{one.mark}"), text=one.text)
        if one.repair:
            console.say("doctor.repair", text=one.repair)
    if outcome == checks.OK:
        console.say("doctor.well")
    return EXIT_CODES[outcome]


def _worst(found: list[Check]) -> str:
    marks = {one.mark for one in found}
    return next((mark for mark in (checks.PROBLEM, checks.WAITING) if mark in marks), checks.OK)
