"""`keepsake stamp`: asks the time-stamp authorities now."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import filled, table
from keepsake.commands.console import open_vault
from keepsake.commands.local_time import clock_text, elapsed_text
from keepsake.env import real_environment
from keepsake.flows.doctor.mends import switch_stamps
from keepsake.flows.stamp.ask import stamp_now, waiting
from keepsake.flows.stamp.calendar import ask_calendars
from keepsake.flows.stamp.renew import renew_stamps
from keepsake.flows.stamp.retry import stamp_with_retries
from keepsake.flows.stamp.witness import ask_witnesses
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.calendar_client import consult
from keepsake.stamp.calendars import load_calendars
from keepsake.stamp.client import fetch
from keepsake.stamp.wire import converse

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from keepsake.commands.console import Console
    from keepsake.flows.stamp.ask import StampOutcome
    from keepsake.flows.stamp.calendar import CalendarOutcome
    from keepsake.flows.stamp.witness import WitnessOutcome

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


class CalendarRow(msgspec.Struct, frozen=True):
    """One calendar, or one proof of it, as `--json` prints it; -1 is no block yet."""

    name: str
    state: str
    size: int
    reason: str
    height: int
    next_try: str


class WitnessRow(msgspec.Struct, frozen=True):
    """One witness, as `--json` prints it; `seen` is what it says that it saw of another log."""

    name: str
    state: str
    size: int
    reason: str
    seen: int
    at: str
    next_try: str


class Rows(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    authorities: tuple[Row, ...]
    waiting: int
    enabled: bool
    calendars: tuple[CalendarRow, ...]
    witnesses: tuple[WitnessRow, ...]


def run(options: Namespace, console: Console) -> int:
    """Asks every authority that is behind; with `--quiet` again and again for some minutes.

    Then the calendars, once: their proof takes hours, and nobody waits for it. And the witnesses,
    once.

    Returns:
        0 when no authority is waited for any more, else 2.
    """
    vault, authorities = open_vault(options), load_authorities()
    env = real_environment()
    if options.on or options.off:
        switch_stamps(vault, on=options.on)
        vault = open_vault(options)
    renewed = renew_stamps(vault, authorities, env)
    if options.quiet:
        outcomes = stamp_with_retries(vault, authorities, env, fetch, time.sleep)
    else:
        outcomes = stamp_now(vault, authorities, env, fetch, only_due=False)
    calendars = ask_calendars(vault, load_calendars(), env, consult, only_due=options.quiet)
    witnesses = ask_witnesses(vault, env, converse, only_due=options.quiet)
    left = waiting(vault, authorities)
    enabled = vault.config.stamps_enabled
    if options.json:
        told = tuple(map(_calendar_row, calendars)), tuple(map(_witness_row, witnesses))
        console.data(Rows(tuple(map(_row, outcomes)), left, enabled, *told))
    elif not options.quiet:
        if renewed:
            console.print(table("stamp", console.language)["state.renewed"].format(count=renewed))
        _tell(outcomes, console, enabled=enabled, left=left)
        _tell_calendars(calendars, console)
        _tell_witnesses(witnesses, console)
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


def _tell_calendars(outcomes: Sequence[CalendarOutcome], console: Console) -> None:
    words = table("stamp", console.language)
    for one in outcomes:
        time = clock_text(one.next_try) if one.next_try else ""
        facts = {"name": one.name, "time": time, "height": one.height, "size": one.size}
        console.print(words[f"calendar.{one.state}"].format_map(facts))
        if one.reason:
            console.print(f"    {words[f'reason.{one.reason}']}")


def _tell_witnesses(outcomes: Sequence[WitnessOutcome], console: Console) -> None:
    words = table("stamp", console.language)
    for one in outcomes:
        at = one.at or one.next_try
        facts = {"name": one.name, "time": clock_text(at) if at else "", "size": str(one.size)}
        console.print(filled(words[f"witness.{one.state}"], facts))
        if one.reason:
            reason = filled(words[f"reason.{one.reason}"], {"seen": str(one.seen)})
            console.print(f"    {reason}")


def _witness_row(one: WitnessOutcome) -> WitnessRow:
    return WitnessRow(one.name, one.state, one.size, one.reason, one.seen, one.at, one.next_try)


def _calendar_row(one: CalendarOutcome) -> CalendarRow:
    return CalendarRow(one.name, one.state, one.size, one.reason, one.height, one.next_try)


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
