"""What each capture of one page costs the search index, and a check of large parts."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bench import vault_check
from bench.measure import Figure
from bench.vaults import page_of, parts_of
from keepsake.vault import access
from keepsake.vault.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.vault.handle import Vault

FEW = 1_000
ANEW_SECONDS = 15.0  # for 10,000 captures
_OF = 10_000
PART_BYTES = 1_000_000
_PARTS = (120, 1_000)  # few, where what a check costs at all weighs most, and many
_RUNS = 5


def figures(sizes: Sequence[int], say: Callable[[str], None]) -> list[Figure]:
    """The index of vaults of one page, of each size from 1,000 on, and the check of large parts."""
    found: list[Figure] = []
    large = [size for size in sizes if size >= FEW]
    few = statistics.median(_anew(page_of(FEW)) for _ in range(_RUNS)) / FEW if large else 0.0
    for size in large:
        say(f"index of {size} captures of one page")
        runs = _RUNS if size == FEW else 2
        took = statistics.median(_anew(page_of(size)) for _ in range(runs))
        found += [_whole(size, took), _each(size, took / size, few)]
    for parts in _PARTS:
        say(f"check of {parts} parts of 1 MB")
        check = vault_check.figures(parts_of(parts, PART_BYTES).path, parts)[0]
        found.append(replace(check, name=f"check, {parts} of 1 MB"))
    return found


def _whole(size: int, took: float) -> Figure:
    return Figure(
        f"index anew, one page, of {size}",
        took,
        ANEW_SECONDS * size / _OF,
        "s",
        1,
        higher_is_better=False,
        meaning=f"making the search index of {size} captures of one page, against the limit of "
        f"{ANEW_SECONDS:.0f} s for {_OF}.",
    )


def _each(size: int, each: float, few: float) -> Figure:
    return Figure(
        f"index, each of {size}",
        each * 1000,
        few * 1000,
        "ms",
        1,
        higher_is_better=False,
        meaning=f"the same for one capture, against one of {FEW}; at most 1.1.",
    )


def _anew(vault: Vault) -> float:
    (vault.path / "index.db").unlink(missing_ok=True)
    unlocked = access.unlock(vault, None)
    start = time.perf_counter()
    Index(unlocked).close()
    return time.perf_counter() - start
