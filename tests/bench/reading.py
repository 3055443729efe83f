"""What it costs to read a long thread: who said what and when, from what was seen of it."""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench.measure import Figure
from corpus.score import known, recorded
from fixtures.long_thread import long_thread
from keepsake.reading.read import read
from keepsake.vault.seen import nothing_collected

MESSAGES = 5_000
LIMIT_SECONDS = 3.0
PAGES = ("bubbles-name-above-it", "work-channel-en")


def figures(runs: int) -> list[Figure]:
    """The processor's time for a reading of each page, made long."""
    pages = recorded("train")
    return [
        Figure(
            f"reading, {name}",
            statistics.median(_taken(pages[name]) for _ in range(runs)),
            LIMIT_SECONDS,
            "s",
            runs,
            higher_is_better=False,
            meaning=f"reading {MESSAGES} messages like those of this page of the corpus, the words "
            "of all languages loaded anew, against the limit; the processor's time.",
        )
        for name in PAGES
    ]


def _taken(page: dict[str, Any]) -> float:
    items, views = long_thread(page, MESSAGES)
    start = time.process_time()
    with nothing_collected():
        read(items, views, page["page"]["title"], known())
    return time.process_time() - start
