"""Finds the case that a command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError
from keepsake.flows.bundle.case import casework

if TYPE_CHECKING:
    from keepsake.commands.console import Console
    from keepsake.core.case.fold import Case
    from keepsake.vault.unlocked import Unlocked


def find_case(unlocked: Unlocked, named: str, console: Console, program: str) -> Case:
    """The one case of that name or UUID.

    Args:
        unlocked: The vault, open.
        named: As the person typed it.
        console: For the words.
        program: The command that asks.

    Raises:
        UsageError: There is none, or several have that name.
        KeepsakeError: VAULT_DAMAGED.
    """
    cases = casework(unlocked).cases.values()
    found = [case for case in cases if named in (case.case, case.name)]
    if len(found) != 1:
        raise UsageError(console.text("wrong.case", name=named), program)
    return found[0]
