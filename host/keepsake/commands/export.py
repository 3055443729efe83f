"""`keepsake export`: a folder to hand over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import UsageError, told, unlock
from keepsake.core.briefing import DISCLOSED, NO_CASE, Chosen
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows import custody as flow
from keepsake.flows.bundle_case import casework
from keepsake.flows.export import export_bundle
from keepsake.shared import product_path
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.flows.export import ExportResult
    from keepsake.vault.reading import Unlocked


class Done(msgspec.Struct, frozen=True):
    """What `--json` prints; the passphrase is shown this once and stored nowhere."""

    folder: str
    bundle_sha256: str
    bytes: int
    passphrase: str
    entry: int


def run(options: Namespace, console: Console) -> int:
    """Makes a bundle of the chosen captures, or of all.

    Returns:
        0.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, EXPORT_EXISTS, EXPORT_INVALID, TOOL_MISSING where the reader
            is not built, or what reading the vault and writing the folder raise.
        UsageError: A recipient that is no age key; a case or a part of one that there is not.
    """
    if options.recipient and not options.recipient.startswith("age1"):
        raise UsageError(console.text("wrong.recipient"), "keepsake export")
    reader = product_path("reader", "OPEN-ME.html")
    if not reader.is_file():
        raise KeepsakeError(Code.TOOL_MISSING, "the reader is not built", file=str(reader))
    unlocked = unlock(options, console)
    chosen, inside = _case(unlocked, options, console)
    entries = options.captures or (inside if chosen.case else _all(unlocked))
    if not entries:
        console.complain(console.text("export.none"))
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no capture")
    done = export_bundle(
        unlocked,
        entries,
        Path(options.folder),
        authorities=load_authorities(),
        env=real_environment(),
        language=console.language,
        reader_html=reader,
        recipient=options.recipient,
        chosen=chosen,
        told=told(options),
        progress=_Progress(console),
    )
    _tell(done, options, console)
    return 0


def _case(unlocked: Unlocked, options: Namespace, console: Console) -> tuple[Chosen, list[int]]:
    """The case that is meant, what of it is told, and its captures that were not removed."""
    tells = frozenset(filter(None, options.tells.split(","))) - {"nothing"}
    for name in sorted(tells - DISCLOSED):
        raise UsageError(console.text("wrong.tells", name=name), "keepsake export")
    if not options.case:
        return NO_CASE, []
    cases = casework(unlocked).cases.values()
    found = [case for case in cases if options.case in (case.case, case.name)]
    if len(found) != 1:
        raise UsageError(console.text("wrong.case", name=options.case), "keepsake export")
    gone = flow.removed(unlocked)
    inside = [
        entry
        for _number, entry in found[0].numbered
        if unlocked.capture(entry).body.capture not in gone
    ]
    return Chosen(found[0].case, tells if options.tells else DISCLOSED), inside


def _all(unlocked: Unlocked) -> list[int]:
    """Every capture that was not removed."""
    gone = flow.removed(unlocked)
    return [one.entry for one in unlocked.captures() if one.body.capture not in gone]


class _Progress:
    """Says every tenth part on a terminal, and nothing elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said = 0

    def __call__(self, done: int, whole: int) -> None:
        percent = 100 * done // max(whole, 1) // 10 * 10
        if percent > self._said and sys.stderr.isatty():
            self._said = percent
            self._console.complain(self._console.text("export.progress", percent=percent))


def _tell(done: ExportResult, options: Namespace, console: Console) -> None:
    if options.json:
        console.data(
            Done(str(done.folder), done.bundle_sha256, done.bytes, done.passphrase, done.entry)
        )
        return
    console.say("export.made", folder=done.folder)
    console.say("export.open")
    if done.passphrase:
        console.say("export.passphrase", passphrase=done.passphrase)
        console.say("export.tell")
