"""Where two pictures of a scrolled pane overlap, found by comparing their rows of pixels.

A pane is cut into vertical strips, so that what does not scroll along (a fixed column, a moving
picture, a scroll bar) spoils only its own strips. Scroll positions and the places of items only
say where to look first; an offset counts when the pixels agree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL import Image

STRIPS = 16
LEAST_STRIP = 24  # pixels
ENOUGH_STRIPS = 0.4  # of them must agree on a row for it to count as common
PROOF = 10  # rows of a strip with something in them that must agree
PROOF_UNHINTED = 24
LEAST_RUN = 4  # rows in a row
FEW = 0.12
MIXED_MOST = 3  # strips that hold the edge of a column, or something that moves by itself
LEAST_ALONG = 0.6  # strips that scroll along, to each one that does not
AROUND = 4  # CSS pixels around a hint
CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Rows:
    """One picture of a pane as rows to compare.

    Attributes:
        height: In pixels.
        strips: For each strip a number per row, equal for equal pixels.
        once: For each strip the rows that occur once in it.
    """

    height: int
    strips: tuple[list[int], ...]
    once: tuple[dict[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where the second picture lies: its row 0 is row `down` of the first.

    Attributes:
        down: Negative when it lies higher.
        by: `content` when pixels prove it; `part` when only parts of the rows agree, because what
            is behind them does not scroll along; `position` when all that they share is one colour.
    """

    down: int
    by: str


def rows_of(picture: Image.Image) -> Rows:
    """Prepares a picture (mode RGB) for `match`."""
    count = max(1, min(STRIPS, picture.width // LEAST_STRIP))
    edges = [picture.width * i // count for i in range(count + 1)]
    strips: list[list[int]] = []
    for left, right in pairwise(edges):
        data = picture.crop((left, 0, right, picture.height)).tobytes()
        stride = (right - left) * 3
        strips.append([hash(data[at : at + stride]) for at in range(0, len(data), stride)])
    return Rows(picture.height, tuple(strips), tuple(_once(strip) for strip in strips))


def _once(strip: list[int]) -> dict[int, int]:
    counts = Counter(strip)
    return {value: y for y, value in enumerate(strip) if counts[value] == 1}


@dataclass(frozen=True, slots=True)
class Hints:
    """Where to look first, offsets in pixels; None where nothing is known.

    Attributes:
        items: By the places of the items that both show.
        scroll: By the scroll positions.
        apart: Both show items, and none of them is the same: then they do not overlap.
    """

    items: float | None = None
    scroll: float | None = None
    apart: bool = False

    @property
    def known(self) -> tuple[float, ...]:
        """The most trusted first."""
        return tuple(each for each in (self.items, self.scroll) if each is not None)


def match(first: Rows, second: Rows, hints: Hints, scale: float) -> Match | None:
    """Finds the offset of the second picture from the first.

    Args:
        first: Of one picture.
        second: Of a later one, in as many strips.
        hints: Where to look first.
        scale: Pixels of the picture in a CSS pixel.

    Returns:
        None when the pixels agree nowhere, or nowhere unmistakably.
    """
    if hints.apart:
        return None
    for hint in hints.known:
        found = _best(first, second, _nearest_first(hint, scale), PROOF)
        if found is not None:
            return Match(found, "content")
    voted = _best(first, second, _voted(first, second), PROOF_UNHINTED)
    if voted is not None and hints.items is None:
        return Match(voted, "content")
    if hints.items is not None:
        found = _part(first, second, _nearest_first(hints.items, scale))
        if found is not None:
            return Match(found, "part")
    for hint in hints.known[:1]:
        if _all_alike(first, second, round(hint)):
            return Match(round(hint), "position")
    return None


def agreeing_rows(first: Rows, second: Rows, down: int) -> range:
    """The longest run of rows of the second picture in which any strip agrees."""
    shared = _overlap(first, second, down)
    flags = [False] * len(shared)
    for one, two in zip(first.strips, second.strips, strict=True):
        for i, y in enumerate(shared):
            flags[i] |= one[y + down] == two[y]
    return longest(flags, shared.start)


def _part(first: Rows, second: Rows, offsets: Iterable[int]) -> int | None:
    """The offset at which most rows of single strips agree, where it is one alone."""
    counts = {
        down: _agreement(first, second, down, _overlap(first, second, down))[0] for down in offsets
    }
    best = max(counts, key=lambda down: counts[down])
    alone = sum(count == counts[best] for count in counts.values()) == 1
    return best if alone and counts[best] >= PROOF else None


def _nearest_first(hint: float, scale: float) -> list[int]:
    middle = round(hint)
    reach = round(AROUND * scale)
    return sorted(range(middle - reach, middle + reach + 1), key=lambda d: abs(d - hint))


def _voted(first: Rows, second: Rows) -> list[int]:
    """Offsets at which most rows that are unmistakable meet."""
    votes: Counter[int] = Counter()
    for one, two in zip(first.once, second.once, strict=True):
        votes.update(one[value] - y for value, y in two.items() if value in one)
    return [down for down, _ in votes.most_common(CANDIDATES)]


def _best(first: Rows, second: Rows, offsets: Iterable[int], proof: int) -> int | None:
    """The first offset at which everything agrees, else the one at which most does."""
    best, most = None, 0
    for down in offsets:
        run = _common_run(first, second, down)
        if len(run) < LEAST_RUN:
            continue
        good, bad = _proof(first, second, down, run)
        if good < proof or bad < 0:
            continue
        if bad == 0:
            return down
        if good - bad > most or best is None:
            best, most = down, good - bad
    return best


def _proof(first: Rows, second: Rows, down: int, run: range) -> tuple[int, int]:
    """Rows of strips that scroll along and agree, and that do not; -1 for no proof at all.

    A strip either scrolls along, and then it agrees, or stands still, and then it does not. Where
    more than a few do neither, the likeness is chance.
    """
    along = still = mixed = good = bad = 0
    for one, two in zip(first.strips, second.strips, strict=True):
        equal, other = _strip_agreement(one, two, down, run)
        if equal + other == 0:
            continue
        bad += other
        if other <= (equal + other) * FEW:
            along += 1
            good += equal
        elif equal <= (equal + other) * FEW:
            still += 1
        else:
            mixed += 1
    believed = mixed <= MIXED_MOST and along >= max(1, still + mixed) * LEAST_ALONG
    return (good, bad) if believed else (0, -1)


def _overlap(first: Rows, second: Rows, down: int) -> range:
    """Rows of the second picture that the first shows too."""
    return range(max(0, -down), min(second.height, first.height - down))


def _common_run(first: Rows, second: Rows, down: int) -> range:
    """The longest run of rows, of the second picture, on which enough strips agree."""
    shared = _overlap(first, second, down)
    if len(shared) < LEAST_RUN:
        return range(0)
    counts = [0] * len(shared)
    for one, two in zip(first.strips, second.strips, strict=True):
        a, b = one[shared.start + down : shared.stop + down], two[shared.start : shared.stop]
        for i, equal in enumerate(map(int.__eq__, a, b)):
            counts[i] += equal
    need = max(1.0, len(first.strips) * ENOUGH_STRIPS)
    return longest([count >= need for count in counts], shared.start)


def longest(flags: Sequence[bool], start: int) -> range:
    """The longest run of true flags, the flags being numbered from `start`."""
    best = max(runs(flags), key=len, default=range(0))
    return range(best.start + start, best.stop + start)


def runs(flags: Sequence[bool]) -> list[range]:
    """All runs of true flags."""
    found, begin = [], 0
    for at, flag in enumerate([*flags, False]):
        if flag:
            continue
        if at > begin:
            found.append(range(begin, at))
        begin = at + 1
    return found


def _agreement(first: Rows, second: Rows, down: int, run: range) -> tuple[int, int]:
    """Counts rows of strips with something in them that agree, and that do not."""
    pairs = [
        _strip_agreement(one, two, down, run)
        for one, two in zip(first.strips, second.strips, strict=True)
    ]
    return sum(good for good, _ in pairs), sum(bad for _, bad in pairs)


def _strip_agreement(one: list[int], two: list[int], down: int, run: range) -> tuple[int, int]:
    good = bad = 0
    for y in run:
        if y == 0 or two[y] == two[y - 1]:
            continue
        if one[y + down] == two[y]:
            good += 1
        else:
            bad += 1
    return good, bad


def _all_alike(first: Rows, second: Rows, down: int) -> bool:
    shared = _overlap(first, second, down)
    if len(shared) < LEAST_RUN:
        return False
    return all(
        one[shared.start + down : shared.stop + down] == two[shared.start : shared.stop]
        for one, two in zip(first.strips, second.strips, strict=True)
    )
