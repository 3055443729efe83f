"""Items that end with who wrote the next one: what parts them stands below that, not above it.

A page may rule a line between the head of a message and its words; what the walk takes for an item
is then the words of one and the head of the next.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.page import Sheet
    from keepsake.reading.split import Split


def of_next(sheet: Sheet, splits: Sequence[Split]) -> frozenset[str]:
    """What items end with that is of the next one: `author`, `time`, both, or nothing.

    That is so where names stand below the words of all but the last, and in the one before the
    first of these, which says nothing where they do.

    Args:
        sheet: The page.
        splits: Its items part by part.
    """
    places = [_place_of_words(sheet, item, split) for item, split in enumerate(splits)]
    count = Counter(filter(None, places))
    said = [item for item, place in enumerate(places) if count[place] >= LIMITS.again]
    named = [item for item, split in enumerate(splits) if split.of("author")]
    if len(named) < LIMITS.again or not said:
        return frozenset()
    if (named[0], named[-1]) != (said[0] - 1, said[-2]):
        return frozenset()
    below = sum(_is_below(sheet, item, splits[item]) for item in named)
    if below < len(named) * (1 - LIMITS.astray):
        return frozenset()
    return frozenset(each for each in ("author", "time") if splits[named[0]].of(each))


def _place_of_words(sheet: Sheet, item: int, split: Split) -> int:
    """The slot in which an item says something; 0 for none."""
    at = sheet.body_at.get(item)
    return next((part.key for part in split.body if at and part.first == at[0]), 0)


def _is_below(sheet: Sheet, item: int, split: Split) -> bool:
    _, end = sheet.body_at.get(item, (0, 0))
    return all(part.first >= end for part in split.of("author"))
