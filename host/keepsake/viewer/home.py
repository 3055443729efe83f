"""What home tells: what to do now, what is done already, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepsake.vault.store import Vault
    from keepsake.viewer.desk import Desk, Summary

NEWEST = 3
NOW = ("tell", "delete", "capture", "touch", "write")


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the page.

    Attributes:
        now: Keys of the five lines on what to do now.
        captures: How many there are.
        waiting: How many of them no time stamp covers yet.
        exports: How often something was handed over.
        next_step: `capture`, `passphrase` or `handover`.
        newest: The newest captures, newest first.
    """

    now: tuple[str, ...]
    captures: int
    waiting: int
    exports: int
    next_step: str
    newest: tuple[Summary, ...]


def home(desk: Desk, vault: Vault) -> Home:
    """Looks at the vault and decides on the next step.

    Raises:
        KeepsakeError: An entry is damaged.
    """
    summaries = desk.summaries()
    stamped = desk.stamped_size()
    return Home(
        now=NOW,
        captures=len(summaries),
        waiting=sum(summary.entry >= stamped for summary in summaries),
        exports=desk.exports(),
        next_step=_next_step(len(summaries), claimed=vault.claimed),
        newest=tuple(reversed(summaries[-NEWEST:])),
    )


def _next_step(captures: int, *, claimed: bool) -> str:
    if not captures:
        return "capture"
    return "handover" if claimed else "passphrase"
