"""`keepsake export`: a folder to hand over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import UsageError, attribution_of, unlock
from keepsake.commands.export_progress import Line, stoppable
from keepsake.commands.files import write_new
from keepsake.commands.selection import selected
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.custody.hand_over_receipt import hand_over_receipt_for
from keepsake.flows.export.portals import portals
from keepsake.flows.export.request import TOOLS, UNASKED, HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.formats.age import recipient as age_key
from keepsake.formats.paper.words import Words
from keepsake.shared import product_path
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.unlocked import Unlocked

PORTAL = "portal"


class Done(msgspec.Struct, frozen=True):
    """What `--json` prints; the passphrase is shown this once and stored nowhere."""

    folder: str
    bundle_sha256: str
    bytes: int
    passphrase: str
    entry: int
    files: tuple[tuple[str, int], ...]


def run(options: Namespace, console: Console) -> int:
    """Makes a bundle of the chosen captures, or of all.

    Returns:
        0.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, CAPTURE_NONE, EXPORT_EXISTS, EXPORT_INVALID, TOOL_MISSING
            where the reader is not built, EXPORT_STOPPED, or what reading the vault and writing the
            folder raise.
        UsageError: A recipient that is no age key, or several; a case or a part of one that there
            is not.
    """
    recipient, leave_out = _recipient(options, console), _left_out(options, console)
    if options.receipt and Path(options.receipt).exists():
        raise KeepsakeError(Code.EXPORT_EXISTS, file=Path(options.receipt).name)
    reader = product_path("reader", "OPEN-ME.html")
    if not reader.is_file():
        raise KeepsakeError(Code.TOOL_MISSING, "the reader is not built", file=str(reader))
    unlocked = unlock(options, console)
    disclosure, entries = selected(unlocked, options, console, "keepsake export")
    line = Line(console)
    with stoppable(line):
        done = export_bundle(
            unlocked,
            HandoverRequest(
                entries=entries,
                destination=Path(options.folder),
                language=console.language,
                recipient=recipient,
                disclosure=disclosure,
                attribution=attribution_of(options),
                columns=options.full_length,
                force=options.insist,
                packed=options.form == PORTAL,
                leave_out=leave_out,
                self_contained=options.self_contained,
            ),
            authorities=load_authorities(),
            env=real_environment(),
            reader_html=reader,
            progress=line,
        )
    if options.receipt:
        _receipt(unlocked, done, options, console)
    _tell(done, recipient, options, console)
    return 0


def _recipient(options: Namespace, console: Console) -> str:
    """The key that the copy is sealed to, "" for a passphrase."""
    given = [options.recipient, options.recipient_file, options.recipient_picture]
    if sum(map(bool, given)) > 1:
        raise UsageError(console.text("wrong.recipients"), "keepsake export")
    if options.recipient:
        if not options.recipient.lower().startswith("age1"):
            raise UsageError(console.text("wrong.recipient"), "keepsake export")
        return age_key.from_text(options.recipient)
    named = options.recipient_file or options.recipient_picture
    if not named:
        return ""
    try:
        with Path(named).open("rb") as file:
            data = file.read(age_key.PICTURE_BYTES_MAX + 1)
    except OSError as error:
        raise UsageError(console.text("wrong.file", path=named), "keepsake export") from error
    return age_key.from_picture(data) if options.recipient_picture else age_key.from_file(data)


def _left_out(options: Namespace, console: Console) -> frozenset[str]:
    """What is not made for other tools."""
    named = frozenset(filter(None, options.leave_out.split(",")))
    for name in sorted(named - TOOLS):
        raise UsageError(console.text("wrong.leave_out", name=name), "keepsake export")
    return named if options.wacz else named | UNASKED


def _receipt(unlocked: Unlocked, done: ExportResult, options: Namespace, console: Console) -> None:
    """Writes the receipt where the person asked for it, in the clear as they asked."""
    data = hand_over_receipt_for(unlocked, done.entry, console.language, attribution_of(options))
    try:
        write_new(Path(options.receipt), data)
    except KeepsakeError:
        console.complain(console.text("export.receipt.failed", path=options.receipt))
        raise


def _tell(done: ExportResult, recipient: str, options: Namespace, console: Console) -> None:
    if options.json:
        console.data(
            Done(
                str(done.folder),
                done.bundle_sha256,
                done.bytes,
                done.passphrase,
                done.entry,
                done.files,
            )
        )
        return
    for name in done.cleared:
        console.say("export.cleared", name=name)
    if options.form == PORTAL:
        _tell_portals(done, console)
    else:
        console.say("export.made", folder=done.folder)
        console.say("export.open")
    if recipient:
        first, last = age_key.ends(recipient)
        console.say("export.key", groups=" ".join(age_key.in_groups(recipient)))
        console.say("export.key.ends", first=first, last=last)
    if done.passphrase:
        console.say("export.passphrase", passphrase=done.passphrase)
        console.say("export.tell")


def _tell_portals(done: ExportResult, console: Console) -> None:
    """The files with their sizes, and whether they fit what is known of portals."""
    words = Words(console.language)
    console.say("export.made.portal", folder=done.folder)
    for name, size in done.files:
        console.say("export.portal.file", name=name, size=words.size(size))
    for portal in portals():
        fits = portal.fits(done.files)
        key = "unknown" if fits is None else "fits" if fits else "too_large"
        state = "confirmed" if portal.confirmed else "unconfirmed"
        console.say(
            f"export.portal.{key}",
            name=portal.name[console.language],
            state=console.text(f"export.portal.{state}"),
            checked=portal.checked,
        )
