"""Why an item was read as it was: each part with its signals, each candidate with its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.beside import told_beside
from keepsake.reading.weights import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.reading.read import Worked

_SHOWN = 60  # characters of a part


def explain(worked: Worked, at: int) -> Iterator[str]:
    """Tells of one item, line by line.

    Args:
        worked: The page.
        at: Which of its items, from 0.

    Yields:
        The candidates, what is told beside the words, then each part with its three best labels
        and what speaks for the first.
    """
    for each in sorted(worked.candidates[at], key=lambda one: -one.score):
        yield f"author {each.score:+.1f} {each.name!r} by {each.by}"
    for label in ("receipt", "count"):
        told = told_beside(label, worked.splits[at], worked.sheet, worked.verdicts)
        for part, score in told:
            yield f"{label} {score:+.1f} {part.text[:_SHOWN]!r}"
    for part in worked.sheet.units[at].parts:
        verdict = worked.verdicts[part.key]
        best = sorted(verdict.scores, key=lambda label: -verdict.scores[label])[:3]
        scores = ", ".join(f"{label} {verdict.scores[label]:+.1f}" for label in best)
        yield f"{part.text[:_SHOWN]!r} <{'<'.join(node.tag for node in part.nodes)}: {scores}"
        reasons = {
            name: weight * verdict.signals[name]
            for name, weight in WEIGHTS[best[0]].items()
            if name != "bias" and verdict.signals[name]
        }
        yield "    " + ", ".join(f"{name} {value:+.1f}" for name, value in reasons.items())
