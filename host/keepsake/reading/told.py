"""What of a reading is told: each field that is sure enough; what is not is empty, never guessed.

Of an item of which nothing was seen (captures of earlier versions, files added by hand) what the
manifest says of it is all there is, unchanged. A moment that the page fixed (an attribute, its own
data) is told where none is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from keepsake.reading.fields import NOTHING, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.core.manifest import Item
    from keepsake.reading.fields import Reading, ReadItem

SEEN, PAGE = "seen", "page"
WRITERS = frozenset((SEEN, PAGE, "both"))
"""Who says a field; `both` is found in readings of earlier versions."""
REST = "rest"
_OF_PAGE = ("text", "author", "time", "time_shown")
_NOT_SAID = frozenset(("divider", REST))

# Of 0 to 1. Set to rounded numbers by what is right on the pages of `tests/corpus`, of `held` by
# totals alone: with 0.8 as large a share of the names is wrong and fewer are told; with 0.95 half
# of the wrong ones are gone, and a fifth of the right ones.
LEAST: Mapping[str, float] = {
    "author": 0.6,
    "time": 0.6,
    "time_shown": 0.6,
    "side": 0.6,
    "quote": 0.6,
    "receipt": 0.6,
    # A number that nothing names, alone in its place, is as often a mark or an order: 0.62.
    "counts": 0.7,
}


class ToldField(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field.

    Attributes:
        value: `""` where nothing is sure enough.
        by: Who says it: `seen` (the reading) or `page` (the manifest); `""` for nobody.
        at: Where the reading found it.
        confidence: Of the reading, 0 to 1, to the hundredth; not how often it is right.
    """

    value: str = ""
    by: str = ""
    at: str = ""
    confidence: float = 0.0


UNTOLD = ToldField()
FIELDS = ("text", "author", "time", "time_shown", "side", "quote", "receipt", "counts")
"""What a reading tells of an item beside its kind; each a `ToldField`."""


class ToldItem(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One item as it is told.

    Attributes:
        kind: The reading's, where it has read the item; `rest` for what is no item of the page.
    """

    key: str
    kind: str
    text: ToldField = UNTOLD
    author: ToldField = UNTOLD
    time: ToldField = UNTOLD
    time_shown: ToldField = UNTOLD
    side: ToldField = UNTOLD
    quote: ToldField = UNTOLD
    receipt: ToldField = UNTOLD
    counts: ToldField = UNTOLD


def told(items: Sequence[Item], reading: Reading) -> list[ToldItem]:
    """What is told of the items of a page.

    Args:
        items: Of the manifest.
        reading: Of the same items.

    Returns:
        Each item, in the same order.
    """
    return [_told(item, read) for item, read in zip(items, reading.items, strict=True)]


def _told(item: Item, read: ReadItem) -> ToldItem:
    if not read.views:
        own = {name: _by(getattr(item, name), PAGE, NOTHING) for name in _OF_PAGE}
        return ToldItem(item.key, item.kind, **own)
    text = _by(read.text.value, SEEN, read.text)
    read = replace(read, time=replace(read.time, value=_in_full(read.time.value)))
    if read.kind in _NOT_SAID:
        # Of a row that only tells who and when of the one beside it; an event has a time alone.
        who, *when = (_sure(name, getattr(read, name)) for name in _OF_PAGE[1:])
        return ToldItem(item.key, read.kind, text, who, *when)
    fields = {name: _sure(name, getattr(read, name)) for name in LEAST}
    if fields["time"] == UNTOLD:
        fields["time"] = _by(item.time, PAGE, NOTHING)
    return ToldItem(item.key, read.kind, text, **fields)


def _in_full(moment: str) -> str:
    """A moment as manifests write it, to the thousandth."""
    return f"{moment[:-1]}.000Z" if len(moment) == len("2026-11-20T18:05:00Z") else moment


def _sure(name: str, read: Field) -> ToldField:
    return _by(read.value, SEEN, read) if read.confidence >= LEAST[name] else UNTOLD


def _by(value: str, by: str, read: Field) -> ToldField:
    return ToldField(value, by, read.by, round(read.confidence, 2)) if value else UNTOLD
