"""What it costs to look for leads in texts that are made to make it cost much."""

from __future__ import annotations

import statistics
import time

from bench.measure import Figure
from keepsake.core.leads.gather import Finder
from keepsake.flows.bundle.leads import searching

CHARACTERS = 100_000
LIMIT = 3.0
# What patterns of numbers, addresses and names may go over again and again.
HOSTILE = (
    *("1 ", "1.1", "(1", "+1-", " 1.1", "4111 1111 ", "6045550199 ", "FR12 ", "12/12/2024 "),
    *("a@", "@aa@bb.", "a.b-", "www.", "http://", "http://a.com/?", "a.com ", "https://a("),
    *("$1 ", "1 $", "1,000", "1" * 99, "0x", "bc1", "tg: a", "\u200b1", "\u00e91 "),
)


def figures(runs: int) -> list[Figure]:
    """How much longer twice as much of a text takes, of the one where that is most."""
    finder = Finder(searching())
    worst = max(_growth(finder, text, runs) for text in HOSTILE)
    return [
        Figure(
            "leads, twice the text",
            worst,
            LIMIT,
            "x",
            runs,
            higher_is_better=False,
            meaning=f"the processor's time for leads in {2 * CHARACTERS} characters made to cost "
            f"much, against half of them: 2 where it grows with the text, 4 with its square.",
        )
    ]


def _growth(finder: Finder, text: str, runs: int) -> float:
    once, twice = (
        statistics.median(_taken(finder, text, many) for _ in range(runs))
        for many in (CHARACTERS, 2 * CHARACTERS)
    )
    # What is over at once is nothing to measure.
    return twice / once if once > 0.05 else 1.0


def _taken(finder: Finder, text: str, characters: int) -> float:
    whole = (text * (characters // len(text) + 1))[:characters]
    start = time.process_time()
    for _ in finder.in_text(whole, "CA"):
        pass
    return time.process_time() - start
