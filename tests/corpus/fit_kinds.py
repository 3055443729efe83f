"""Fits the weights of what nobody said, `divider` and `rest`, to the pages of `train`.

python3 tests/corpus/fit_kinds.py    # prints both tables of weights.py

An item of a page was said, or divides the conversation, or is no part of it. How likely each is
follows from its signals by a softmax over 0, `divider` and `rest`. Large steps away from the
weights in force cost, and most what was said and is not told.
Printed before the tables is what pages get that were left out of the fit, a sixth of all at a time.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent / "build"), str(TESTS.parent / "host")]

import numpy as np  # noqa: E402

from corpus import pages, score  # noqa: E402
from keepsake.reading import views  # noqa: E402
from keepsake.reading.fields import SeenItem  # noqa: E402
from keepsake.reading.read import items_of, work  # noqa: E402
from keepsake.reading.weights import WEIGHTS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.knowledge import Knowledge

    Array = np.ndarray[Any, np.dtype[np.float64]]

KINDS = ("divider", "rest")
SAID, DIVIDES, REST = range(3)
FOLDS = 6
STEPS = 600
RATE = 0.05
COST = 3.0  # of steps away from the weights in force
FIXED = (
    "day",
    "tells_of",
    "runs_on",
    "told_by_page",
    "of_somebody",
    "leads",
    "unseen",
    "event",
    "unlike",
    "pictured",
    "shown",
    "linked",
)
"""Set by hand: tests hold what these tell of, and pages of the corpus have little of it."""
DEAR = np.array([3.0, 2.0, 1.0])  # of each kind, to take one for another


def rows_of(
    record: dict[str, Any], said: Sequence[Any], knows: Knowledge
) -> list[tuple[dict[str, float], int]]:
    """The items of a recorded page: the signals of each, and what a person takes it for."""
    seen = [
        SeenItem(each["key"], each["kind"], tuple(each["views"]))
        for each in record["items"]
        if each["views"]
    ]
    parsed = views.parse(record["views"])
    records = [parsed.records[each.views[-1]] for each in seen]
    worked = work(records, parsed, record["page"]["title"], knows)
    read = items_of(seen, records, parsed, worked)
    given = [score.Given(each.text.value, author=str(at)) for at, each in enumerate(read)]
    kinds = [REST] * len(read)
    for wanted, got in score.paired(said, given):
        if wanted is not None and got is not None:
            kinds[int(got.author)] = DIVIDES if wanted.kind == "divider" else SAID
    return list(zip(worked.sheet.kinds, kinds, strict=True))


def in_force(names: Sequence[str]) -> Array:
    """The weights of today; the last row is the bias."""
    rows = [[WEIGHTS[kind].get(name, 0.0) for kind in KINDS] for name in (*names, "bias")]
    return np.array(rows)


def logits(features: Array, weights: Array) -> Array:
    """Of each item that of having been said, which is 0, and of both kinds."""
    return np.hstack([np.zeros((len(features), 1)), features @ weights])


def fitted(features: Array, kinds: Array, start: Array, free: Array) -> Array:
    """The weights, found by Adam's way of going downhill from those in force; some stay."""
    wanted = np.eye(3)[kinds]
    weight = DEAR[kinds][:, None]
    weights = start.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        raised = np.exp(logits(features, weights))
        shares = raised / raised.sum(axis=1, keepdims=True)
        slope = features.T @ ((shares - wanted) * weight)[:, 1:] + COST * (weights - start)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        size = np.sqrt(second / (1 - 0.99**step)) + 1e-8
        weights -= free * RATE * (first / (1 - 0.9**step)) / size
    return weights


def taken_for(features: Array, kinds: Array, weights: Array) -> Array:
    """How many items of each kind (rows) are taken for each (columns)."""
    found = logits(features, weights).argmax(axis=1)
    counts = np.zeros((3, 3), dtype=int)
    np.add.at(counts, (kinds, found), 1)
    return counts


def gathered() -> tuple[list[tuple[dict[str, float], int]], list[int]]:
    """The items of all pages, and of each the fold of its page."""
    said, knows = {page.name: page.said for page in pages.train()}, score.known()
    rows, folds = [], []
    for name, record in score.recorded("train").items():
        own = rows_of(record, said[name], knows)
        rows += own
        folds += [int(sha256(name.encode()).hexdigest()[:4], 16) % FOLDS] * len(own)
    return rows, folds


def main() -> int:
    """Gathers, fits, and prints the tables."""
    rows, folds = gathered()
    known = {name for kind in KINDS for name in WEIGHTS[kind]} - {"bias"}  # some on no page
    names = sorted(known | {name for each, _ in rows for name, value in each.items() if value})
    features = np.array([[*(each.get(name, 0.0) for name in names), 1.0] for each, _ in rows])
    kinds, fold, start = np.array([kind for _, kind in rows]), np.array(folds), in_force(names)
    free = np.array([[name not in FIXED] for name in (*names, "bias")], dtype=np.float64)
    left_out = np.zeros((3, 3), dtype=int)
    for each in range(FOLDS):
        weights = fitted(features[fold != each], kinds[fold != each], start, free)
        left_out += taken_for(features[fold == each], kinds[fold == each], weights)
    weights = fitted(features, kinds, start, free)
    sys.stdout.write("rows: said, divides, rest; columns: taken for these\n")
    for title, counts in (
        ("in force", taken_for(features, kinds, start)),
        ("left out", left_out),
        ("fitted", taken_for(features, kinds, weights)),
    ):
        sys.stdout.write(f"{title}\n{counts}\n")
    for at, kind in enumerate(KINDS):
        found = dict(zip((*names, "bias"), weights[:, at], strict=True))
        lines = [f'        "{name}": {round(float(one), 1):g},\n' for name, one in found.items()]
        sys.stdout.write(f'    "{kind}": {{\n{"".join(lines)}    }},\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
