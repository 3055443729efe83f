"""The second process of the papers of a bundle: sets them, and holds nothing else."""

from __future__ import annotations

import pickle
import sys

from keepsake.formats.typesetter import typeset


def answer() -> None:
    """Reads what the papers are made of and writes them."""
    papers = pickle.load(sys.stdin.buffer)  # noqa: S301 - from its sibling
    sys.stdin.buffer.read()  # until that one has ended, and given back its memory
    pickle.dump([(path, typeset(sources)) for path, sources in papers], sys.stdout.buffer)
    sys.stdout.buffer.flush()
