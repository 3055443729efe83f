"""The elements in which most items say what they say, by what their makers call them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.tree import Node

_NAMING = ("class", "role", "itemprop", "slot", "part", "data-testid", "data-test-id", "data-e2e")
_OFTEN = 0.15  # of the items that say something: a kind of element that fewer have is none of those
_MOST = 0.6  # of them say it in elements of such kinds, or it is not known where they do

Kind = tuple[str, ...]
"""A tag, and what its makers call it."""
Span = tuple[int, int]


def kind_of(node: Node) -> Kind | None:
    """What an element is called, `None` where it is called nothing."""
    told = node.attributes
    called = [told[name] for name in _NAMING if name in told] if told else []
    return (node.tag, *called) if any(called) else None


@dataclass(slots=True)
class Places:
    """Where in its items a page has what people say.

    Attributes:
        units: The items.
        usual: What the elements are called in which most say it; nothing where most do in none.
        items: Those that say it in one.
    """

    units: Sequence[Unit] = ()
    usual: frozenset[Kind] = frozenset()
    items: frozenset[int] = frozenset()
    _known: dict[int, list[Span]] = field(default_factory=dict)

    def spans(self, item: int) -> list[Span]:
        """Of an item the first run and the one after the last of each such element."""
        if item not in self.items:
            return []
        found = self._known.get(item)
        if found is None:
            nodes = self.units[item].words.spans.items()
            found = [span for node, span in nodes if kind_of(node) in self.usual]
            self._known[item] = found
        return found


def places_of(units: Sequence[Unit], bodies: Sequence[Part | None]) -> Places:
    """Finds where in its items a page has what people say.

    Args:
        units: The items.
        bodies: Of each the part in which it says most.
    """
    found = [_kind_around(body) if body else None for body in bodies]
    kinds = Counter(each for each in found if each)
    said = sum(body is not None for body in bodies)
    usual = frozenset(kind for kind, n in kinds.items() if n >= max(LIMITS.again, _OFTEN * said))
    items = frozenset(item for item, kind in enumerate(found) if kind in usual)
    return Places(units, usual, items) if len(items) >= _MOST * said else Places()


def _kind_around(body: Part) -> Kind | None:
    part: Part | None = body
    while part is not None and part.parent is not None:
        for node in reversed(part.nodes):
            if kind := kind_of(node):
                return kind
        part = part.parent
    return None
