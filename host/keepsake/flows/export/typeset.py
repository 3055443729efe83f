"""The second process of the papers of a bundle: sets them, and holds nothing else."""

from __future__ import annotations

import pickle
import sys
from collections import deque
from typing import TYPE_CHECKING

from keepsake.formats.typesetter import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.sources import Sources


def answer() -> None:
    """Reads what the papers are made of and writes them.

    Raises:
        EOFError: The first process ended before it had said everything.
    """
    waiting = deque(_received())
    sys.stdin.buffer.read()  # until that one has ended, and given back its memory
    done = []
    while waiting:
        path, sources = waiting.popleft()
        done.append((path, typeset(sources)))
    pickle.dump(done, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _received() -> Iterator[tuple[str, Sources]]:
    while paper := pickle.load(sys.stdin.buffer):  # noqa: S301 - from its sibling
        yield paper
