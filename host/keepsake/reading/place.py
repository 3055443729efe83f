"""The elements in which most items say what they say, by what their makers call them."""

from __future__ import annotations

from collections import Counter
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


def kind_of(node: Node) -> Kind | None:
    """What an element is called, `None` where it is called nothing."""
    called = [node.get(name) for name in _NAMING]
    return (node.tag, *called) if any(called) else None


def spans_of_words(
    units: Sequence[Unit], bodies: Sequence[Part | None]
) -> dict[int, list[tuple[int, int]]]:
    """Finds where in its items a page has what people say.

    Args:
        units: The items.
        bodies: Of each the part in which it says most.

    Returns:
        By item the first run and the one after the last of each such element, of items that say
        in one what they say; nothing where most items do not.
    """
    kinds: Counter[Kind] = Counter()
    found: list[Kind | None] = [_kind_around(body) if body else None for body in bodies]
    kinds.update(each for each in found if each)
    said = sum(body is not None for body in bodies)
    usual = {kind for kind, n in kinds.items() if n >= max(LIMITS.again, _OFTEN * said)}
    if sum(each in usual for each in found) < _MOST * said:
        return {}
    return {
        item: [span for node, span in unit.words.spans.items() if kind_of(node) in usual]
        for item, (unit, kind) in enumerate(zip(units, found, strict=True))
        if kind in usual
    }


def _kind_around(body: Part) -> Kind | None:
    part: Part | None = body
    while part is not None and part.parent is not None:
        for node in reversed(part.nodes):
            if kind := kind_of(node):
                return kind
        part = part.parent
    return None
