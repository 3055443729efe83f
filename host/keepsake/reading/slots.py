"""Parts of many items in one place: what makers of a page made once and filled again and again.

A place is the tags from the item's element to the part, with the classes of the nearest element
that has some, and where it stands among its like where none has. Classes that a single item has
are no part of it, nor are those of one person: they are made anew for each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from keepsake.reading.knowledge import CALLED
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.tree import Node

_NAMING = frozenset(CALLED)
_Called = tuple[tuple[str, str], ...]
_ONE_COLOUR = 3  # people
_MOSTLY = 1.2  # elements an item: who answers somebody may name them too
_FEW = 3  # runs: who that is, in words
_Made = tuple[str, frozenset[str]]
"""A tag, and what its makers call it."""
Way = tuple[int, int, str]
"""To an element: the tags, those since the nearest one that is called something, what it is called.

Tags as numbers."""
_FLOW = ("p", "li", "pre", "blockquote")  # as many as there is to say: first, last and others


@dataclass(slots=True)
class _Said:
    """What elements that are made alike say, and in which items; `""` for more than a name."""

    items: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


class Slot:
    """One place with what stands there in each item that has it."""

    def __init__(self, key: int, of: int) -> None:
        self.key = key
        self.of = of  # how many items there are
        self.places: list[tuple[int, Part]] = []

    @cached_property
    def texts(self) -> Counter[str]:
        """What it says, and how often."""
        return Counter(part.text for _, part in self.places)

    @cached_property
    def items(self) -> int:
        """In how many items it is."""
        return len({item for item, _ in self.places})

    @cached_property
    def sample(self) -> list[tuple[int, Part]]:
        """Some of its places, evenly."""
        count = len(self.places)
        if count <= LIMITS.sample:
            return self.places
        return [self.places[at * count // LIMITS.sample] for at in range(LIMITS.sample)]

    @cached_property
    def some(self) -> Counter[str]:
        """What the sample says, and how often: a signal looks at no more, however long a page."""
        return Counter(part.text for _, part in self.sample)

    @property
    def share(self) -> float:
        """In how many of all items it is, 0 to 1."""
        return self.items / max(1, self.of)

    @cached_property
    def whole(self) -> float:
        """How many of its places are one thing, without parts, 0 to 1."""
        return sum(not part.inner for _, part in self.places) / max(1, len(self.places))

    @property
    def variety(self) -> float:
        """How much of what it says is said once: 1 where it never says the same."""
        return len(self.texts) / max(1, len(self.places))

    @cached_property
    def length(self) -> float:
        """Characters, on average."""
        return sum(len(text) * n for text, n in self.texts.items()) / max(1, len(self.places))


class Layout:
    """Lays parts of all items into slots, again where some are cut otherwise."""

    def __init__(self, usual: frozenset[str]) -> None:
        """Makes one; `usual`: what parts are called, as `usual_marks` finds it."""
        self._names = _Names(usual)
        self._known: dict[int, tuple[Unit, list[tuple[Part, list[int]]]]] = {}

    def slots(self, units: Sequence[Unit]) -> dict[int, Slot]:
        """The slots of a page's items, by key; each part is told the `key` of its own."""
        count: Counter[int] = Counter()
        keyed = [self._keyed(item, unit) for item, unit in enumerate(units)]
        for found in keyed:
            count.update({key for _, keys in found for key in keys})
        slots: dict[int, Slot] = {}
        enough = max(LIMITS.again, LIMITS.rare * len(units))
        for item, found in enumerate(keyed):
            for part, keys in found:
                part.key = next((key for key in reversed(keys) if count[key] >= enough), keys[-1])
                slot = slots.get(part.key)
                if slot is None:
                    slot = slots[part.key] = Slot(part.key, len(units))
                slot.places.append((item, part))
        return slots

    def _keyed(self, item: int, unit: Unit) -> list[tuple[Part, list[int]]]:
        known = self._known.get(item)
        if known is None or known[0] is not unit:
            known = self._known[item] = (unit, self._names.of_unit(unit))
        return known[1]


def usual_marks(units: Sequence[Unit]) -> frozenset[str]:
    """What the makers call parts of several items, and never one person's parts alone.

    Classes such as "author colour-7" and "author colour-2" tell people apart, not places.
    """
    made: dict[_Made, _Said] = {}
    known: dict[_Called, frozenset[str]] = {}
    for item, unit in enumerate(units):
        runs = unit.words.runs
        for node, (first, last) in unit.words.spans.items():
            called = _called(node)
            marks = known.get(called)
            if marks is None:
                marks = known[called] = _marks_of(called)
            if marks:
                said = made.setdefault((node.tag, marks), _Said())
                said.items.add(item)
                few = runs[first:last] if last - first <= _FEW else ()
                said.texts.add("".join(run.text for run in few))
    count: dict[str, set[int]] = {}
    for (_, marks), said in made.items():
        for mark in marks:
            count.setdefault(mark, set()).update(said.items)
    usual = {mark for mark, items in count.items() if len(items) >= LIMITS.again}
    return frozenset(usual - _of_people(made))


def _called(node: Node) -> _Called:
    """What it has of the attributes in which the makers call parts something."""
    return tuple([each for each in node.attributes.items() if each[0] in _NAMING])


def _marks_of(called: _Called) -> frozenset[str]:
    """Each class, and each other attribute with what it is; an id with a number is of one item."""
    marks: list[str] = []
    for name, value in called:
        if name == "class":
            marks += value.split()
        elif value and not (name == "id" and any(map(str.isdigit, value))):
            marks.append(f"{name}={value}")
    return frozenset(marks)


def _of_people(made: Mapping[_Made, _Said]) -> set[str]:
    """The marks by which alone elements differ that say who it is, seldom two in one item.

    Each says one thing or a few, as two people may have one colour, and no two say the same.
    """
    alike: dict[_Made, list[tuple[str, _Said]]] = {}
    for (tag, marks), said in made.items():
        if len(said.texts) <= _ONE_COLOUR and "" not in said.texts:
            for mark in marks:
                alike.setdefault((tag, marks - {mark}), []).append((mark, said))
    out: set[str] = set()
    for some in alike.values():
        texts = {text for _, said in some for text in said.texts}
        items = set().union(*(said.items for _, said in some))
        apart = sum(len(said.items) for _, said in some) <= _MOSTLY * len(items)
        own = sum(len(said.texts) for _, said in some) == len(texts)
        if len(some) > 1 and own and apart:
            out.update(mark for mark, _ in some)
    return out


def _place_in_flow(place: int, *, ends: bool) -> int:
    """Where one of any number of lines or paragraphs stands: first, last, or between."""
    return 0 if place == 0 else 2 if ends else 1


class _Names:
    """Gives each place a number."""

    def __init__(self, usual: frozenset[str]) -> None:
        self.usual = usual
        self.numbers: dict[tuple[object, ...], int] = {}
        self.ways: dict[tuple[Way, str, str, int], tuple[Way, int]] = {}
        self.marks: dict[_Called, str] = {}

    def number(self, *place: object) -> int:
        return self.numbers.setdefault(place, len(self.numbers) + 1)

    def into(self, above: Way, node: Node, own: str, at: int) -> tuple[Way, int]:
        """Where an element stands, and the number of that place; `at`: after so many like it."""
        asked = (above, node.tag, own, at)
        found = self.ways.get(asked)
        if found is None:
            tags, since, mark = above
            tags = self.number(tags, node.tag)
            since, mark = (0, own) if own else (self.number(since, node.tag, at), mark)
            found = (tags, since, mark), self.number("place", tags, since, mark)
            self.ways[asked] = found
        return found

    def mark_of(self, node: Node) -> str:
        """What the makers call an element, `""` where they call it nothing."""
        called = _called(node)
        mark = self.marks.get(called)
        if mark is None:
            mark = self.marks[called] = " ".join(sorted(_marks_of(called) & self.usual))
        return mark

    def of_unit(self, unit: Unit) -> list[tuple[Part, list[int]]]:
        """The parts of an item with the numbers of their places, from the outermost element in."""
        out: list[tuple[Part, list[int]]] = []
        if unit.whole:
            whole = ["", *map(self.mark_of, unit.whole.nodes[1:])]
            self._enter(unit.whole, whole, (0, 0, ""), 0, out)
        return out

    def _enter(
        self, part: Part, marks: list[str], way: Way, at: int, out: list[tuple[Part, list[int]]]
    ) -> None:
        """Goes into a part whose elements have these marks."""
        keys: list[int] = []
        out.append((part, keys))
        if not part.nodes:
            keys.append(self.number("run", way, at))
            return
        for node, mark in zip(part.nodes, marks, strict=True):
            way, key = self.into(way, node, mark, at)
            keys.append(key)
            at = 0
        before: dict[tuple[str, str], int] = {}
        last = ""
        lines = 0
        for inner in part.inner:
            if inner.nodes:
                last = inner.nodes[0].tag
                inners = list(map(self.mark_of, inner.nodes))
                kind = (last, inners[0])
                place = before.get(kind, 0)
                ends = inner is part.inner[-1]
                at = _place_in_flow(place, ends=ends) if last in _FLOW else place
                self._enter(inner, inners, way, at, out)
                before[kind] = place + 1
            else:
                beside = (*way[:2], f"{way[2]}#{inner.head}{inner.piece or last}")
                ends = lines > 1 and inner is part.inner[-1]
                at = 0 if inner.head else _place_in_flow(lines, ends=ends)
                self._enter(inner, [], beside, at, out)
                lines += 1
