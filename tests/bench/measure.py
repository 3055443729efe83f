"""One figure against its peer, and how it is taken: in turns, several times, the median of each."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Figure:
    """What was measured, beside what it is measured against.

    Attributes:
        name: Short, for the table.
        ours: Median of this program.
        peer: Median of the peer or the limit, in the same run and on the same computer.
        unit: Of both.
        runs: How many times each was taken.
        higher_is_better: Whether a larger ratio is good.
        meaning: What was timed on each side, and so what the ratio says.
    """

    name: str
    ours: float
    peer: float
    unit: str
    runs: int
    higher_is_better: bool
    meaning: str

    @property
    def ratio(self) -> float:
        """Ours divided by the peer's; 1 is the limit."""
        return self.ours / self.peer


def seconds(work: Callable[[], object]) -> float:
    """How long that takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(
    runs: int, ours: Callable[[], float], peer: Callable[[], float]
) -> tuple[float, float]:
    """Takes both in turns, so that what the computer does meanwhile meets both; medians.

    One run of each goes before and is not counted: it warms the caches of the disk.
    """
    ours()
    peer()
    taken = [(ours(), peer()) for _ in range(runs)]
    return statistics.median(pair[0] for pair in taken), statistics.median(p[1] for p in taken)


def table(figures: list[Figure]) -> str:
    """The figures as lines of text, each followed by what it means."""
    head = ("figure", "ours", "peer", "unit", "ratio", "good is", "runs")
    rows = [
        (
            figure.name,
            f"{figure.ours:.1f}",
            f"{figure.peer:.1f}",
            figure.unit,
            f"{figure.ratio:.2f}",
            "high" if figure.higher_is_better else "low",
            str(figure.runs),
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(map(_pad, row, widths)).rstrip() for row in [head, *rows]]
    notes = [f"{figure.name}: {figure.meaning}" for figure in figures]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], "", *notes])


def _pad(text: str, width: int) -> str:
    return text.rjust(width) if text[:1].isdigit() else text.ljust(width)


def apart(module: str, *arguments: str) -> str:
    """Runs a module of this folder in a process of its own and gives what it prints."""
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    tests = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=tests, check=True, capture_output=True, text=True)
    return done.stdout
