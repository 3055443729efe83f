"""`keepsake stamp`: asks the time-stamp authorities now."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import open_vault
from keepsake.commands.moments import clock_text, elapsed_text
from keepsake.env import real_environment
from keepsake.flows.stamp import stamp_now, waiting
from keepsake.flows.stamp_patiently import stamp_patiently
from keepsake.flows.stamp_renew import renew_stamps
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.words import table

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from keepsake.commands.console import Console
    from keepsake.flows.stamp import StampOutcome

PENDING = 2
WORTH_TELLING_SECONDS = 60


class Row(msgspec.Struct, frozen=True):
    """One authority, as `--json` prints it."""

    authority: str
    name: str
    state: str
    size: int
    reason: str
    next_try: str
    waited_seconds: float
    late: str


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    authorities: tuple[Row, ...]
    waiting: int
    enabled: bool


def run(options: Namespace, console: Console) -> int:
    """Asks every authority that is behind; with `--quiet` again and again for some minutes.

    Returns:
        0 when nothing waits any more, else 2.
    """
    vault, authorities = open_vault(options), load_authorities()
    env = real_environment()
    renewed = renew_stamps(vault, authorities, env)
    if options.quiet:
        outcomes = stamp_patiently(vault, authorities, env, fetch, time.sleep)
    else:
        outcomes = stamp_now(vault, authorities, env, fetch, only_due=False)
    left = waiting(vault, authorities)
    enabled = vault.config.stamps_enabled
    if options.json:
        console.data(Rows(tuple(_row(one) for one in outcomes), left, enabled))
    elif not options.quiet:
        if renewed:
            console.print(table("stamp", console.language)["state.renewed"].format(count=renewed))
        _tell(outcomes, console, enabled=enabled, left=left)
    return PENDING if left else 0


def _tell(outcomes: Sequence[StampOutcome], console: Console, *, enabled: bool, left: int) -> None:
    words = table("stamp", console.language)
    if not enabled or not (outcomes or left):
        console.print(words["state.none" if enabled else "state.off"])
    for one in outcomes:
        time = clock_text(one.token_time or one.next_try)
        state, after = one.state, elapsed_text(one.waited_seconds, words["elapsed.days"])
        reason = words[f"late.{one.late}"] if one.late else ""
        if state == "kept" and one.waited_seconds >= WORTH_TELLING_SECONDS:
            state = "kept_late" if reason else "kept_later"
        facts = {"name": one.name, "time": time, "after": after, "reason": reason}
        console.print(words[f"state.{state}"].format_map(facts))
        if one.reason:
            console.print(f"    {words[f'reason.{one.reason}']}")


def _row(one: StampOutcome) -> Row:
    return Row(
        one.authority,
        one.name,
        one.state,
        one.size,
        one.reason,
        one.next_try,
        one.waited_seconds,
        one.late,
    )
