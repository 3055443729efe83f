"""Asks for a new passphrase: says what forgetting it means, suggests one, tells its strength."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import strength
from keepsake.env import real_environment
from keepsake.flows.passphrase import suggest

if TYPE_CHECKING:
    from keepsake.commands.console import Console

_TRIES = 3


def choose(console: Console, program: str) -> str:
    """Asks the person at the terminal, who can take the suggestion with the Enter key alone.

    Args:
        console: The terminal.
        program: The command that asks.

    Raises:
        UsageError: The two were not the same.
        KeepsakeError: PASSPHRASE_WEAK, three times in a row.
    """
    console.say("ask.forgotten")
    offered = suggest(console.language, real_environment().random)
    console.say("ask.suggestion", passphrase=offered)
    for _ in range(_TRIES):
        first = getpass.getpass(console.text("ask.new")) or offered
        level = strength(first).level
        console.say(f"ask.strength.{level}")
        if level == "weak":
            continue
        # The suggestion has to be typed here as well: whoever can, has it before their eyes.
        if getpass.getpass(console.text("ask.again")) != first:
            raise UsageError(console.text("ask.differs"), program)
        return first
    raise KeepsakeError(Code.PASSPHRASE_WEAK)
