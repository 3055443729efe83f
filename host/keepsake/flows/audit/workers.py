"""Spreads the checking of many entries over the processors.

Reading what is sealed holds the interpreter's lock for half of the time, so threads hardly help.
Where what was checked so far says that the rest takes longer than a process does to start, further
ones of this program take shares: one for each processor but the first, which this process keeps
busy itself, also while they start. They have the key in memory for as long as the check lasts, from
a pipe or because they were split from this one, and write nothing.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.flows import hand_off
from keepsake.flows.audit.entry import check_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.flows.audit.entry import Checked
    from keepsake.vault.unlocked import Unlocked

# What must be left for a further process to be worth its start, by the way it is started.
WORTH_SECONDS = {"fork": 0.1, "spawn": 0.6}
_THREADS = Path("/proc/self/task")
_AT_ONCE = 10
_WORKERS_MAX = 8

Share = list[tuple[int, bytes]]
_opened: list[Unlocked] = []


def check_entries(
    unlocked: Unlocked, wanted: Sequence[int], leaves: list[bytes], *, measured: bool = True
) -> list[Checked]:
    """Checks entries, in order.

    Args:
        unlocked: The vault, open.
        wanted: Their places in the log.
        leaves: All leaf hashes.
        measured: As for `check_entry`.
    """
    if not measured:
        return [check_entry(unlocked, one, leaves[one], measured=False) for one in wanted]
    entries = [(index, leaves[index]) for index in wanted]
    shares = [entries[at : at + _AT_ONCE] for at in range(0, len(entries), _AT_ONCE)]
    helpers = min(os.cpu_count() or 1, _WORKERS_MAX) - 1 if hand_off.can_start() else 0
    way = way_to_start()
    done: list[Checked] = []
    began = time.monotonic()
    for number, share in enumerate(shares):
        each = (time.monotonic() - began) / max(number, 1)
        if number and helpers and each * (len(shares) - number) > WORTH_SECONDS[way]:
            try:
                return done + _with_helpers(unlocked, shares[number:], helpers, way)
            except (BrokenProcessPool, OSError):
                # No memory or no right to start processes; it only takes longer.
                helpers = 0
        done += _check(unlocked, share)
    return done


def way_to_start() -> str:
    """`fork`, a twentieth of the time of `spawn`, where no thread beside could hold a lock then."""
    try:
        return "fork" if sum(1 for _ in _THREADS.iterdir()) == 1 else "spawn"
    except OSError:  # not Linux
        return "spawn"


def _with_helpers(unlocked: Unlocked, shares: list[Share], helpers: int, way: str) -> list[Checked]:
    # Imported here: captures and small checks need none of it.
    from multiprocessing import get_context

    done: dict[int, list[Checked]] = {}
    waiting = iter(range(len(shares)))  # whoever is free takes the next

    def work(check: Callable[[Share], list[Checked]]) -> None:
        for number in waiting:
            done[number] = check(shares[number])

    facts = hand_off.handed(unlocked)
    with (
        ProcessPoolExecutor(helpers, get_context(way), _open, facts) as pool,
        ThreadPoolExecutor(helpers) as hands,
    ):
        pool.submit(_ready)  # starts them, before there are threads here
        handed = [
            hands.submit(work, lambda share: pool.submit(_check_opened, share).result())
            for _ in range(helpers)
        ]
        work(partial(_check, unlocked))
        for hand in handed:
            hand.result()
    return [one for number in range(len(shares)) for one in done[number]]


def _open(path: str, identity: str) -> None:
    _opened.append(hand_off.opened(path, identity))


def _ready() -> None:
    """Nothing."""


def _check_opened(share: Share) -> list[Checked]:
    return _check(_opened[0], share)


def _check(unlocked: Unlocked, share: Share) -> list[Checked]:
    return [check_entry(unlocked, index, leaf) for index, leaf in share]
