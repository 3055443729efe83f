"""Which pictures of a capture hang together, and where each lies: the first pass of stitching."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from keepsake.formats.stitched.between import between_pixels
from keepsake.formats.stitched.match import Hints, Match, match, rows_of
from keepsake.formats.stitched.still import (
    Edges,
    changed_edges,
    opened,
    pane_of,
    stands_still,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from keepsake.core.manifest import Box
    from keepsake.formats.stitched.match import Rows
    from keepsake.formats.stitched.still import Opened

LOOSE_MOST = 12  # ends of pieces that are kept to be joined later
STILL_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class TileFacts:
    """What the manifest says of one picture.

    Attributes:
        part: Its number.
        pane: The part of it that was scrolled, CSS pixels; without width where that is not known.
        scroll: CSS pixels from the top of what was loaded then.
        join: FORMAT.md 4.3.
        moved: The page moved between the look and the picture.
        boxes: Items in it, by their place in the list of items; CSS pixels.
        scale: Pixels of the picture in a CSS pixel where that was not as at the start; else 0.
    """

    part: int
    pane: Box
    scroll: float = 0
    join: str = ""
    moved: bool = False
    boxes: Mapping[int, Box] = field(default_factory=dict)
    scale: float = 0


@dataclass(slots=True)
class Placed:
    """A picture and the row of its chain at which its pane begins."""

    facts: TileFacts
    y: int
    height: int


@dataclass(slots=True)
class Chain:
    """Pictures that hang together.

    Attributes:
        reason: Why it does not hang together with the chain that was walked before.
        began: When it began, among the chains.
        placed: In the order of walking.
        edges: What was seen to scroll, for each pair of pictures that differ in place.
        joined: How its pictures were joined, `Match.by` or `between`.
    """

    reason: str
    began: int
    placed: list[Placed] = field(default_factory=list)
    edges: list[Edges] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)

    @property
    def items(self) -> frozenset[int]:
        """Every item that is in one of its pictures."""
        return frozenset(item for each in self.placed for item in each.facts.boxes)


@dataclass(frozen=True, slots=True)
class _End:
    """The last picture of a chain, kept as rows so that a later picture may be joined to it."""

    chain: Chain
    placed: Placed
    rows: Rows


class Survey:
    """Takes pictures in the order of walking and finds the chains."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.chains: list[Chain] = []
        self._last: tuple[Opened, Rows, Placed] | None = None
        self._loose: deque[_End] = deque(maxlen=LOOSE_MOST)

    def add(self, facts: TileFacts, data: bytes | None) -> None:
        """Places one more picture; None for one that cannot be read."""
        view = (
            opened(data, pane_of(facts.pane, facts.scale or self.scale))
            if data is not None
            else None
        )
        if view is None:
            self._close("unreadable")
            return
        rows = rows_of(view.pane)
        found, reason = self._compare(facts, view, rows)
        if found is None:
            self._start(reason)
        chain = self.chains[-1]
        y = self._last[2].y + found.down if found and self._last else 0
        placed = Placed(facts, y, view.pane.height)
        chain.placed.append(placed)
        if found and self._last:
            chain.joined.add(self._how(found, rows))
            chain.edges += changed_edges(self._last[0].pane, view.pane, found.down)
        self._last = (view, rows, placed)
        self._join_loose(rows, placed)

    def _compare(self, facts: TileFacts, view: Opened, rows: Rows) -> tuple[Match | None, str]:
        if self._last is None:
            return None, "unreadable" if self.chains else ""
        before, rows_before, placed = self._last
        same_scale = placed.facts.scale == facts.scale
        if before.size != view.size or before.pane.width != view.pane.width or not same_scale:
            return None, "resized"
        found = match(rows_before, rows, _hints(placed.facts, facts, self.scale), self.scale)
        if found:
            return found, ""
        if facts.join in ("gap", "jump"):
            return None, facts.join
        still = stands_still(before.pane, view.pane) > STILL_SHARE
        return None, "still" if still else "differs"

    def _how(self, found: Match, rows: Rows) -> str:
        """As `Match.by`; `between` where all of it agrees but for lines that lie a pixel apart."""
        before = self._last[1] if self._last else rows
        apart = found.by == "content" and between_pixels(before, rows, found.down)
        return "between" if apart else found.by

    def _start(self, reason: str) -> None:
        self._close(reason)
        self.chains.append(Chain(reason, len(self.chains)))

    def _close(self, _reason: str) -> None:
        """Keeps the end of the present chain, in case that the walk comes back to it."""
        if self._last and self.chains:
            _, rows, placed = self._last
            self._loose.append(_End(self.chains[-1], placed, rows))
        self._last = None

    def _join_loose(self, rows: Rows, placed: Placed) -> None:
        """Joins an earlier chain to the present one where a picture of each overlap."""
        present = self.chains[-1]
        for end in list(self._loose):
            if end.chain is present or end.rows.height != rows.height:
                continue
            if len(end.rows.strips) != len(rows.strips):
                continue
            hints = _hints(end.placed.facts, placed.facts, self.scale)
            if abs(hints.known[0]) >= rows.height:
                continue
            found = match(end.rows, rows, hints, self.scale)
            if found is None or found.by == "position":
                continue
            self._merge(end, present, placed.y - found.down)

    def _merge(self, end: _End, present: Chain, y: int) -> None:
        shift = y - end.placed.y
        for each in end.chain.placed:
            each.y += shift
        present.placed[:0] = end.chain.placed
        present.edges += end.chain.edges
        present.joined |= end.chain.joined
        self.chains.remove(end.chain)
        self._loose = deque(
            (each for each in self._loose if each.chain is not end.chain), LOOSE_MOST
        )


def survey(
    tiles: Iterable[TileFacts], scale: float, read: Callable[[int], bytes | None]
) -> list[Chain]:
    """Finds what hangs together, in the order of the page from top to bottom.

    Args:
        tiles: In the order in which they were taken.
        scale: Pixels of a picture in a CSS pixel.
        read: Gives the bytes of a part, None where they cannot be had.
    """
    found = Survey(scale)
    for facts in tiles:
        found.add(facts, read(facts.part))
    return _in_page_order(_without_seen_twice(found.chains))


def _hints(first: TileFacts, second: TileFacts, scale: float) -> Hints:
    """Offsets that the places of items and the scroll positions speak for."""
    downs = [
        (first.boxes[item].y - first.pane.y) - (second.boxes[item].y - second.pane.y)
        for item in first.boxes.keys() & second.boxes.keys()
    ]
    scroll = (second.scroll - first.scroll) * scale
    apart = not downs and all(each.boxes and not each.moved for each in (first, second))
    return Hints(median(downs) * scale if downs else None, scroll, apart)


def _without_seen_twice(chains: Sequence[Chain]) -> list[Chain]:
    """Leaves out a look ahead (at the start, at a jump) all of whose items others show."""
    kept = []
    for chain in chains:
        others = frozenset().union(*(each.items for each in chains if each is not chain))
        ahead = all(each.facts.join in ("first", "jump") for each in chain.placed)
        if not (ahead and chain.items and chain.items <= others):
            kept.append(chain)
    return kept


def _in_page_order(chains: list[Chain]) -> list[Chain]:
    if all(chain.items for chain in chains):
        return sorted(chains, key=lambda chain: (min(chain.items), chain.began))
    return sorted(chains, key=lambda chain: min(each.facts.scroll for each in chain.placed))
