"""Who speaks with whom in a thread of two, as far as the page itself tells it. Pure.

Only what stands in the page counts: the page draws whose side a message is on, every message of the
other side has one and the same name, and the title of the page names exactly that. A group in which
one other person has written so far has another title, and nothing is told of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.manifest import Item

OWN, OTHER = "own", "other"
INCOMING, OUTGOING = "in", "out"
_DIRECTIONS = {OWN: OUTGOING, OTHER: INCOMING}
# What stands between the parts of a title, and a count of new messages before it.
_BETWEEN = re.compile(r"\s+[-\u2010-\u2015|\u00b7\u2022:/]\s+|\s*\|\s*|^\s*\(\d+\+?\)\s*")


class Parties(NamedTuple):
    """The two of a thread by the names that the page gives them, "" where that is not known."""

    own: str = ""
    other: str = ""

    def recipient(self, item: Item) -> str:
        """Who a message was for, "" where that is not known."""
        if not self.other:
            return ""
        return {OWN: self.other, OTHER: self.own}.get(item.side, "")


def direction(item: Item) -> str:
    """`in` or `out`, seen from who captured; "" where the page does not draw the two apart."""
    return _DIRECTIONS.get(item.side, "")


def parties(title: str, items: Iterable[Item]) -> Parties:
    """The two of a thread.

    Args:
        title: Of the page.
        items: Of the page, as they were read.
    """
    names: dict[str, set[str]] = {OWN: set(), OTHER: set()}
    for item in items:
        if item.author and item.side in names:
            names[item.side].add(item.author)
            if len(names[OTHER]) > 1:
                return Parties()
    other = _only(names[OTHER])
    titled = {part.strip().casefold() for part in _BETWEEN.split(title)}
    return Parties(_only(names[OWN]), other) if other and other.casefold() in titled else Parties()


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
