"""Spreads the checking of many entries over the processors.

Opening sealed files holds the interpreter's lock, so threads only help with reading and hashing.
From some hundred entries on, processes of this program take a share each. They are given the key
through a pipe, hold it in memory for as long as the check lasts, and write nothing.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.env import real_environment
from keepsake.flows.audit_entry import check_entry
from keepsake.vault import keys
from keepsake.vault.reading import Unlocked
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.flows.audit_entry import Checked

MANY = 500
_AT_ONCE = 50
_WORKERS_MAX = 8

Share = list[tuple[int, bytes]]
_opened: list[Unlocked] = []


def check_entries(unlocked: Unlocked, wanted: Sequence[int], leaves: list[bytes]) -> list[Checked]:
    """Checks entries, in order.

    Args:
        unlocked: The vault, open.
        wanted: Their places in the log.
        leaves: All leaf hashes.
    """
    entries = [(index, leaves[index]) for index in wanted]
    workers = min(os.cpu_count() or 1, _WORKERS_MAX)
    # A program that was put in one folder starts no further ones of itself.
    if len(entries) >= MANY and workers > 1 and not getattr(sys, "frozen", False):
        try:
            return _by_processes(unlocked, entries, workers)
        except BrokenProcessPool:
            # No memory or no right to start processes; it only takes longer.
            pass
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda one: check_entry(unlocked, *one), entries))


def _by_processes(unlocked: Unlocked, entries: Share, workers: int) -> list[Checked]:
    # Imported here: captures and small checks need none of it.
    from multiprocessing import get_context

    shares = [entries[at : at + _AT_ONCE] for at in range(0, len(entries), _AT_ONCE)]
    facts = (str(unlocked.vault.path), str(unlocked.identity))
    with ProcessPoolExecutor(workers, get_context("spawn"), _open, facts) as pool:
        return list(chain.from_iterable(pool.map(_check, shares)))


def _open(path: str, identity: str) -> None:
    vault = Vault.open(Path(path), real_environment())
    _opened.append(Unlocked(vault, keys.parse_identity(identity)))


def _check(share: Share) -> list[Checked]:
    return [check_entry(_opened[0], index, leaf) for index, leaf in share]
