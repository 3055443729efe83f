"""Which captures a command hands over, and what of their case is told with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keepsake.commands.cases import find_case
from keepsake.commands.console import UsageError
from keepsake.core import practice
from keepsake.core.briefing.gather import DISCLOSABLE, NOTHING_DISCLOSED, Disclosure
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody import acts as flow
from keepsake.flows.redaction.bundled import made_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from keepsake.commands.console import Console
    from keepsake.vault.unlocked import Unlocked


def selected(
    unlocked: Unlocked, options: Namespace, console: Console, program: str
) -> tuple[Disclosure, list[int]]:
    """What is told of the case, and the captures: those named, those of the case, or all.

    Raises:
        KeepsakeError: CAPTURE_NONE, or the vault cannot be read.
        UsageError: A case, or a part of one, that there is not.
    """
    chosen, inside = _case(unlocked, options, console, program)
    entries = options.captures or (inside if chosen.case else _all(unlocked))
    if not entries:
        raise KeepsakeError(Code.CAPTURE_NONE)
    return _with_copies(unlocked, chosen, entries, options), entries


def _case(
    unlocked: Unlocked, options: Namespace, console: Console, program: str
) -> tuple[Disclosure, list[int]]:
    """The case that is meant, what of it is told, and its captures that were not removed."""
    tells = frozenset(filter(None, options.tells.split(","))) - {"nothing"}
    for name in sorted(tells - DISCLOSABLE):
        raise UsageError(console.text("wrong.tells", name=name), program)
    if not options.case:
        return NOTHING_DISCLOSED, []
    case = find_case(unlocked, options.case, console, program)
    gone = flow.removed(unlocked)
    inside = [
        entry
        for _number, entry in case.numbered
        if unlocked.capture(entry).body.capture not in gone
    ]
    return Disclosure(case.case, tells if options.tells else DISCLOSABLE), inside


def _with_copies(
    unlocked: Unlocked, disclosure: Disclosure, entries: Sequence[int], options: Namespace
) -> Disclosure:
    """The same with the redacted working copies of these captures, where they are wanted."""
    if not options.with_redacted:
        return disclosure
    return replace(disclosure, redacted=frozenset(act.entry for act in made_of(unlocked, entries)))


def _all(unlocked: Unlocked) -> list[int]:
    """Every capture that was not removed and not made to practise."""
    gone = flow.removed(unlocked)
    return [
        one.entry
        for one in unlocked.captures()
        if one.body.capture not in gone and one.body.case != practice.CASE
    ]
