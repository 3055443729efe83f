"""Fits the weights of segmentation to what `gather_segments.py` has gathered, and writes them.

python3 tests/corpus/fit_segments.py FILE

A candidate's score is the sum of its weighted features and their squares; the scores of a page's
candidates are made shares by a softmax. Maximised is the mean of how right the candidates are by
these shares, and how like they are to shares that favour the best ones; large weights cost.
Printed is what pages get that were left out of the fit, a sixth of all at a time.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    Array = np.ndarray[Any, np.dtype[np.float64]]

TABLE = Path(__file__).resolve().parents[2] / "extension" / "page" / "segment" / "weights.js"
HEAD = """// How much each feature counts, as fitted by tests/corpus/fit_segments.py. What a
// feature means stands where it is made, in features.js.

/** @type {Readonly<Record<string, readonly [number, number]>>} of a feature, and of its square */
export const WEIGHTS = {
"""
FOLDS = 6
STEPS = 500
RATE = 0.05
SHARP = 6.0  # how much the best candidates are favoured
COST = 0.5  # of large weights
LEAST = 0.3  # a page of which no candidate is as right teaches nothing


class Pages:
    """The candidates of some pages, one after the other."""

    def __init__(self, pages: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
        rows = [[_number(each.get(name)) for name in names] for page in pages
                for each in page["features"]]  # fmt: skip
        plain: Array = np.array(rows, dtype=np.float64)
        self.features: Array = np.hstack([plain, plain * plain])
        self.right: Array = np.concatenate([np.array(page["right"]) for page in pages])
        sizes = [len(page["right"]) for page in pages]
        self.weight = np.repeat([page["weight"] for page in pages], sizes)
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.page = np.repeat(np.arange(len(pages)), sizes)

    def shares(self, scores: Array) -> Array:
        """Scores as shares of each page."""
        raised = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.page])
        shares: Array = raised / np.add.reduceat(raised, self.starts)[self.page]
        return shares

    def chosen(self, weights: Array) -> Array:
        """How right the candidate with the highest score of each page is."""
        scores = self.features @ weights
        found = [self.right[at][np.argmax(scores[at])] for at in self._pages()]
        return np.array(found)

    def _pages(self) -> list[slice]:
        ends = [*self.starts[1:], len(self.right)]
        return [slice(start, end) for start, end in zip(self.starts, ends, strict=True)]


def _number(value: float | None) -> float:
    return value if value is not None and math.isfinite(value) else 0.0


def fitted(pages: Pages) -> Array:
    """The weights, found by Adam's way of going uphill."""
    weights = np.zeros(pages.features.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    wanted = pages.shares(SHARP * pages.right)
    for step in range(1, STEPS + 1):
        shares = pages.shares(pages.features @ weights)
        mean = np.add.reduceat(shares * pages.right, pages.starts)[pages.page]
        uphill = 0.5 * (wanted - shares) + 2.0 * shares * (pages.right - mean)
        change = pages.features.T @ (pages.weight * uphill) - COST * weights
        first = 0.9 * first + 0.1 * change
        second = 0.99 * second + 0.01 * change * change
        size = np.sqrt(second / (1 - 0.99**step)) + 1e-8
        rate = RATE if step < 0.6 * STEPS else 0.3 * RATE
        weights = weights + rate * (first / (1 - 0.9**step)) / size
    return weights


def left_out(pages: Sequence[dict[str, Any]], names: Sequence[str]) -> float:
    """How right the choice is on pages that were not in the fit, on average."""
    fold = [int(hashlib.sha256(page["name"].encode()).hexdigest(), 16) % FOLDS for page in pages]
    found: list[float] = []
    for each in range(FOLDS):
        known = [page for page, own in zip(pages, fold, strict=True) if own != each]
        others = [page for page, own in zip(pages, fold, strict=True) if own == each]
        found.extend(Pages(others, names).chosen(fitted(Pages(known, names))))
    return sum(found) / len(found)


def main() -> int:
    """Fits, says how well, and writes the table."""
    gathered = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    pages = [page for page in gathered if max(page["right"], default=0.0) >= LEAST]
    names = sorted({name for page in pages for each in page["features"] for name in each})
    weights = fitted(Pages(pages, names))
    own = Pages(pages, names).chosen(weights).mean()
    print(f"{len(pages)} pages, {len(names)} features: right {own:.3f} of those it was fitted to")
    print(f"left out of the fit: {left_out(pages, names):.3f}")
    pairs = zip(names, weights[: len(names)], weights[len(names) :], strict=True)
    rows = [f"  {name}: [{one:.2f}, {square:.2f}]," for name, one, square in pairs]
    TABLE.write_text(HEAD + "\n".join(rows) + "\n};\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
