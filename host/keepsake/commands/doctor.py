"""`keepsake doctor`: checks everything a capture needs, and says how to mend what is not right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers.table import this_computer
from keepsake.commands.console import passphrase, passphrase_from_file, vault_path
from keepsake.env import real_environment
from keepsake.flows.doctor import mends, self_test
from keepsake.flows.doctor.checks import run_all
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, WAITING, Row, told, worst
from keepsake.flows.repair import Repaired

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.commands.console import Console

EXIT_CODES = {OK: 0, PROBLEM: 1, WAITING: 2}


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
        KeepsakeError: `--fix` was asked for, and the vault cannot be opened or written; what was
            put right before that is said and stays.
    """
    path = vault_path(options)
    if options.self_test:
        return _self_test(path, options, console)
    mended = _mended(path, options, console) if options.fix else []
    found = run_all(path, this_computer(), real_environment())
    rows = tuple(told(one, console.language) for one in found)
    outcome = worst([row.mark for row in rows])
    if options.json:
        console.data(Rows(outcome, rows, tuple(mended)))
        return EXIT_CODES[outcome]
    if options.fix and not mended:
        console.say("repair.nothing")
    for row in rows:
        _print(row, console)
    if outcome == OK:
        console.say("doctor.well")
    return EXIT_CODES[outcome]


def _self_test(path: Path, options: Namespace, console: Console) -> int:
    """Tries the whole way, and tells each step when it is done: it takes a while."""
    rows = []
    for one in self_test.run(path, real_environment(), console.language):
        rows.append(told(one, console.language))
        if not options.json:
            _print(rows[-1], console)
    outcome = worst([row.mark for row in rows])
    if options.json:
        console.data(Rows(outcome, tuple(rows)))
    return EXIT_CODES[outcome]


def _print(row: Row, console: Console) -> None:
    console.say("doctor.line", mark=console.text(f"mark.{row.mark}"), text=row.text)
    if row.next:
        console.say("doctor.next", text=row.next)
    if row.command:
        console.say("doctor.next", text=console.text("doctor.run", command=row.command))


def _mended(path: Path, options: Namespace, console: Console) -> list[Repaired]:
    """Mends, and says each act when it is done: a later one may end it all."""
    mended = []
    for done in _mending(path, options, console):
        mended.append(done)
        if not options.json:
            console.say(f"repair.{done.what}", name=done.name, was=done.was)
    return mended


def _mending(path: Path, options: Namespace, console: Console) -> Iterator[Repaired]:
    env = real_environment()

    def secret() -> str | None:
        given = passphrase_from_file(options, console)
        return passphrase(options, console) if given is None and sys.stdin.isatty() else given

    yield from mends.connect(this_computer())
    yield from mends.put_right(path, env, secret)
    yield from mends.stamp(path, env)
