"""Fits the weights of segmentation to what `gather_segments.py` has gathered, and writes them.

python3 tests/corpus/fit_segments.py FILE

A candidate's score is the sum of its weighted features, their squares, and the products of some of
them; the scores of a page's candidates are made shares by a softmax. Maximised is the mean of how
right the candidates are by these shares, and how like they are to shares that favour the best ones;
large weights cost.
Printed is what pages get that were left out of the fit, a sixth of all at a time.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from itertools import combinations
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
BETWEEN = """};

/** @type {readonly (readonly [string, string, number])[]} of two features together */
export const TOGETHER = [
"""
IN_NARROW = "-narrow"  # a page in another window, see gather_segments.py
TOGETHER = ("alone", "beside_left", "between_long", "beyond", "beyond_long", "beyond_timed",
            "ground_once", "ground_several", "grounded", "groups_messages", "groups_timed",
            "label_each", "label_once", "last", "left", "lines", "messages", "nested", "nesting",
            "share", "single", "structural", "time_each", "timed", "uneven", "worth",
            "worth_said")  # fmt: skip
PAIRS = tuple(combinations(TOGETHER, 2))
FOLDS = 6
STEPS = 700
RATE = 0.05
SHARP = 6.0  # how much the best candidates are favoured
COST = 0.3  # of large weights
ROUNDS = 12
HARDER = 1.5  # times as much, each round, a tested page counts that is not well right
MARGIN = 0.7  # of the scores, by which a tested page is to be before what is wrong
WORDS = 0.5  # of what is right, the words alone
RIGHT = 0.97
WRONG = 0.9  # what is less right
LEAST = 0.3  # a page of which no candidate is as right teaches nothing


class Pages:
    """The candidates of some pages, one after the other."""

    def __init__(self, pages: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
        rows = [[_number(each.get(name)) for name in names] for page in pages
                for each in page["features"]]  # fmt: skip
        plain: Array = np.array(rows, dtype=np.float64)
        both = [plain[:, [names.index(each) for each in pair]].prod(axis=1) for pair in PAIRS]
        self.features: Array = np.hstack([plain, plain * plain, np.array(both).T])
        self.right: Array = np.concatenate([_shares(right_of(page)) for page in pages])
        sizes = [len(page["features"]) for page in pages]
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

    def margins(self, weights: Array) -> Array:
        """By how much the best candidate of each page is before the best of those that are wrong.

        0 where one of these is chosen, endless where there are none.
        """
        scores, wrong = self.features @ weights, self.right < WRONG
        found = [
            max(scores[at]) - max(scores[at][wrong[at]], default=-math.inf) for at in self._pages()
        ]
        return np.array(found)

    def _pages(self) -> list[slice]:
        ends = [*self.starts[1:], len(self.right)]
        return [slice(start, end) for start, end in zip(self.starts, ends, strict=True)]


def right_of(page: dict[str, Any]) -> list[float]:
    """How right each candidate of a page is, from 0 to 1: precision and recall of the words.

    Some of it is for who and when beside them.
    """
    return [
        2 * each["right"] / max(1, each["given"] + each["wanted"])
        * (WORDS + (1 - WORDS) * each["told"])
        for each in page["counts"]
    ]  # fmt: skip


def _shares(right: Sequence[float]) -> Array:
    """How right each candidate is beside the best."""
    return np.array(right) / max(right)


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


def hardened(pages: Sequence[dict[str, Any]], names: Sequence[str]) -> Array:
    """Fits again and again, tested pages that are not well right counting more.

    Returns:
        The weights of the round that left fewest of these.
    """
    pages = [dict(page) for page in pages]
    rounds = []
    for number in range(ROUNDS):
        known = Pages(pages, names)
        weights = fitted(known)
        well = (known.chosen(weights) >= RIGHT) & (known.margins(weights) >= MARGIN)
        wrong = [page for page, good in zip(pages, well, strict=True) if page["tested"] > good]
        print("tested and not well right:", *(page["name"] for page in wrong), flush=True)
        rounds.append((len(wrong), number, weights))
        if not wrong:
            break
        for page in wrong:
            page["weight"] *= HARDER
    return min(rounds, key=lambda each: each[:2])[-1]


def left_out(pages: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, float]:
    """How right the choice is on pages that were not in the fit, on average, by their sort."""
    fold = [_fold(page["name"].removesuffix(IN_NARROW)) for page in pages]
    found: dict[str, list[float]] = {}
    for each in range(FOLDS):
        known = [page for page, own in zip(pages, fold, strict=True) if own != each]
        others = [page for page, own in zip(pages, fold, strict=True) if own == each]
        chosen = Pages(others, names).chosen(fitted(Pages(known, names)))
        for page, right in zip(others, chosen, strict=True):
            drawn = "drawn" if page["name"].startswith("drawn-") else "written"
            found.setdefault("tested" if page["tested"] else drawn, []).append(right)
    return {sort: sum(right) / len(right) for sort, right in sorted(found.items())}


def _fold(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def main() -> int:
    """Fits, says how well, and writes the table."""
    gathered = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    pages = [page for page in gathered if max(right_of(page), default=0.0) >= LEAST]
    names = sorted({name for page in pages for each in page["features"] for name in each})
    weights = hardened(pages, names)
    own = Pages(pages, names).chosen(weights).mean()
    print(f"{len(pages)} pages, {len(names)} features: right {own:.3f} of those it was fitted to")
    for sort, right in left_out(pages, names).items():
        print(f"left out of the fit, {sort}: {right:.3f}")
    n = len(names)
    each = zip(names, weights[:n], weights[n : 2 * n], strict=True)
    rows = [f"  {name}: [{_short(one)}, {_short(square)}]," for name, one, square in each]
    both = zip(PAIRS, weights[2 * n :], strict=True)
    pairs = [f'  ["{one}", "{other}", {_short(weight)}],' for (one, other), weight in both]
    lines = [HEAD, *rows, BETWEEN, *pairs, "];", ""]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _short(weight: float) -> str:
    """A weight as it is written; never as -0."""
    return f"{round(float(weight), 2) + 0.0:g}"


if __name__ == "__main__":
    sys.exit(main())
