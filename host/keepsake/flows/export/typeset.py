"""The second process of the papers of a bundle: sets them, and holds nothing else."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

from keepsake.formats.paper.typesetter import typeset_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.paper.sources import Sources


def answer() -> None:
    """Reads what the papers are made of, sets each as it comes, and writes them all.

    Raises:
        EOFError: The first process ended before it had said everything.
    """
    done = list(typeset_all(_received()))
    pickle.dump(done, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _received() -> Iterator[tuple[str, Sources]]:
    # The last and largest comes when the first process ends and gives back its memory.
    while paper := pickle.load(sys.stdin.buffer):  # noqa: S301 - from its sibling
        yield paper
