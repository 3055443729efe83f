"""`keepsake custody` and `keepsake remove`: what was done with captures, and destroying one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import table
from keepsake.commands.cases import find_case
from keepsake.commands.console import UsageError, attribution_of, unlock
from keepsake.commands.files import write_new
from keepsake.commands.local_time import moment_text, zone_text
from keepsake.core.custody import ReceiptBody
from keepsake.env import real_environment
from keepsake.flows.custody import acts as flow
from keepsake.flows.custody.form import form_for
from keepsake.formats.custody import receipts

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.core.custody import Act
    from keepsake.vault.unlocked import Unlocked


class Row(msgspec.Struct, frozen=True):
    """One act, as `--json` prints it; `details` are the members of its entry."""

    entry: int
    kind: str
    utc: str
    zone: str
    offset_minutes: int
    who: str
    why: str
    captures: tuple[int, ...]
    sha256: str
    details: msgspec.Raw


class Rows(msgspec.Struct, frozen=True):
    """What `custody --json` prints."""

    acts: tuple[Row, ...]


class Removed(msgspec.Struct, frozen=True):
    """What `remove --json` prints."""

    capture: int
    entry: int
    utc: str


def run(options: Namespace, console: Console) -> int:
    """Prints what was done with one capture, a case, or all, oldest first; or makes the form.

    Returns:
        0.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, or the vault cannot be opened, read or, for the form,
            written.
        UsageError: There is no such case.
    """
    unlocked = unlock(options, console)
    chosen, case = _chosen(unlocked, options, console)
    if options.form:
        entries = [one.entry for one in unlocked.captures()] if chosen is None else chosen
        data = form_for(unlocked, entries, console.language, case, attribution_of(options))
        write_new(Path(options.form), data)
        console.say("custody.formed", path=options.form)
        return 0
    found = flow.custody_of(unlocked, chosen)
    if options.json:
        console.data(Rows(tuple(map(_row, found))))
        return 0
    if not found:
        console.say("custody.none")
    for act in found:
        for line in _lines(act, console):
            console.print(line)
    return 0


def _chosen(
    unlocked: Unlocked, options: Namespace, console: Console
) -> tuple[list[int] | None, str]:
    """Captures that are meant, None for everything, and the id of the case, "" for none."""
    if options.entry is not None:
        return [unlocked.capture(options.entry).entry], ""
    if not options.case:
        return None, ""
    case = find_case(unlocked, options.case, console, "keepsake custody")
    return sorted(case.exhibits), case.case


def remove(options: Namespace, console: Console) -> int:
    """Destroys what is sealed of one capture; at a terminal its number is asked for once more.

    Returns:
        0.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, CAPTURE_REMOVED, or the vault cannot be opened or written.
        UsageError: No reason was given, or the number was not repeated.
    """
    if not options.why.strip():
        raise UsageError(console.text("remove.why"), "keepsake remove")
    unlocked = unlock(options, console)
    capture = unlocked.capture(options.entry)
    if sys.stdin.isatty():
        console.say("remove.warning", entry=capture.entry)
        if input(console.text("remove.ask")).strip() != str(capture.entry):
            raise UsageError(console.text("remove.kept"), "keepsake remove")
    done = flow.remove(unlocked, capture.entry, attribution_of(options))
    if options.json:
        console.data(Removed(capture.entry, done.entry, done.utc))
    else:
        console.say("remove.done", entry=capture.entry)
        console.say("remove.copies")
    return 0


def _row(act: Act) -> Row:
    details = msgspec.Raw(msgspec.json.encode(act.body))
    body = act.body
    return Row(
        act.entry,
        act.kind,
        act.utc,
        act.zone,
        act.offset_minutes,
        body.who,
        body.why,
        body.captures,
        act.sha256,
        details,
    )


def _lines(act: Act, console: Console) -> list[str]:
    """The act as an officer's form has it: number, date and time, action, then one line a fact."""
    words = table("custody", console.language)
    zone = zone_text(real_environment().zone(), act.utc)
    lines = [f"{act.entry:<5} {moment_text(act.utc)} ({zone})  {words[f'kind.{act.kind}']}"]
    facts = {
        "who": act.body.who,
        "why": act.body.why,
        "captures": ", ".join(map(str, act.body.captures)) or words["captures.all"],
        "to": getattr(act.body, "to", ""),
        "medium": getattr(act.body, "medium", ""),
        "sha256": act.sha256,
    }
    document = getattr(act.body, "document", "")
    if document:
        facts["document"] = words.get(f"document.{document}", document)
    outcome = getattr(act.body, "outcome", "")
    if outcome:
        facts["outcome"] = words.get(f"outcome.{outcome}", outcome)
    if isinstance(act.body, ReceiptBody):
        facts["outcome"] = receipts.said(act.body, words.__getitem__, moment_text)
    width = max(len(words[f"fact.{name}"]) for name in facts)
    return lines + [
        f"      {words[f'fact.{name}']:<{width}}  {value}" for name, value in facts.items() if value
    ]
