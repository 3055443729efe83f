"""`keepsake export`: a folder to hand over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import UsageError, told, unlock
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows import custody as flow
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
        UsageError: A recipient that is no age key.
    """
    if options.recipient and not options.recipient.startswith("age1"):
        raise UsageError(console.text("wrong.recipient"), "keepsake export")
    reader = product_path("reader", "OPEN-ME.html")
    if not reader.is_file():
        raise KeepsakeError(Code.TOOL_MISSING, "the reader is not built", file=str(reader))
    unlocked = unlock(options, console)
    entries = options.captures or _all(unlocked)
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
        told=told(options),
        progress=_Progress(console),
    )
    _tell(done, options, console)
    return 0


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
