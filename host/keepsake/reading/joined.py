"""Two witnesses of each item joined: what the extension read in the page, and what is read here.

Where they agree it is so. Where one alone speaks, or they say different things, the table below
has how sure one must be; what is not sure enough is empty. Where nothing was seen (captures of
earlier versions, files added by hand) the page's is all there is, unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from keepsake.core.manifest import Item
    from keepsake.reading.fields import Reading, ReadItem

BOTH, SEEN, PAGE = "both", "seen", "page"
_OF_PAGE = ("text", "author", "time", "time_shown")
_AROUND = " []()<>·•|,–—"
REST = "rest"
_NOT_SAID = frozenset(("divider", REST))


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure one must be of a field, 0 to 1.

    Attributes:
        page: How sure what was read in the page is, where nobody else says it.
        least: One alone that is less sure counts for nothing.
        margin: Of two that differ, one must be as much surer than the other.
        known: As `least`, for what both say of another item of the page.
    """

    page: float
    least: float
    margin: float
    known: float = 1.0


# Set to rounded numbers by what is right on the pages of `tests/corpus`, of `held` by totals alone.
TRUST: Mapping[str, Trust] = {
    # Alone the page is right of a name in 9 of 46: it is a label or an initial. Where two names
    # differ, the page's is right in none of 238 and the reading's in 226.
    "author": Trust(page=0.5, least=0.95, margin=0.47, known=0.6),
    # An attribute fixes a moment, whoever reads it: both alone are right in all of 83.
    "time": Trust(page=0.9, least=0.6, margin=0.6),
    # The page takes lengths of recordings and rows of buttons for times, in half of all alone.
    "time_shown": Trust(page=0.3, least=0.6, margin=0.6),
    # Only the reading tells these.
    "side": Trust(page=0.0, least=0.6, margin=0.6),
    "quote": Trust(page=0.0, least=0.6, margin=0.6),
    "receipt": Trust(page=0.0, least=0.6, margin=0.6),
    # A number that nothing names, alone in its place, is as often a mark or an order: 0.62.
    "counts": Trust(page=0.0, least=0.7, margin=0.6),
}


class Joint(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field as both have it.

    Attributes:
        value: `""` where nothing is sure enough.
        by: Who says it: `both`, `seen` (the reading) or `page`; `""` for nobody.
        at: Where the reading found it.
    """

    value: str = ""
    by: str = ""
    at: str = ""


NOBODY = Joint()
FIELDS = ("text", "author", "time", "time_shown", "side", "quote", "receipt", "counts")
"""What a reading tells of an item beside its kind; each a `Joint`."""


class JoinedItem(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One item as both have it.

    Attributes:
        kind: The reading's, where it has read the item; `rest` for what is no item of the page.
    """

    key: str
    kind: str
    text: Joint = NOBODY
    author: Joint = NOBODY
    time: Joint = NOBODY
    time_shown: Joint = NOBODY
    side: Joint = NOBODY
    quote: Joint = NOBODY
    receipt: Joint = NOBODY
    counts: Joint = NOBODY


def joined(items: Sequence[Item], reading: Reading) -> list[JoinedItem]:
    """Joins what was read in the page with what was read of what was seen of it.

    Args:
        items: Of the manifest.
        reading: Of the same items.

    Returns:
        Each item, in the same order.
    """
    pairs = list(zip(items, reading.items, strict=True))
    both = {read.author.value for item, read in pairs if _same_name(read.author.value, item.author)}
    return [_joined(item, read, both) for item, read in pairs]


def _joined(item: Item, read: ReadItem, people: Container[str]) -> JoinedItem:
    if not read.views:
        own = {name: _told(getattr(item, name), PAGE, NOTHING) for name in _OF_PAGE}
        return JoinedItem(item.key, item.kind, **own)
    if read.kind in _NOT_SAID:
        author = _field("author", read.author, item.author, _same_name, people)
        # Of a row that only tells when of the one beside it; nothing else that nobody said has one.
        times = (_told(each.value, SEEN, each) for each in (read.time, read.time_shown))
        return JoinedItem(item.key, read.kind, _text(read.text, item.text), author, *times)
    return JoinedItem(
        item.key,
        read.kind,
        _text(read.text, item.text),
        _field("author", read.author, item.author, _same_name, people),
        _field("time", read.time, item.time, _same_moment),
        _field("time_shown", read.time_shown, item.time_shown, _same_words),
        _field("side", read.side, "", _same_words),
        _field("quote", read.quote, "", _same_words),
        _field("receipt", read.receipt, "", _same_words),
        _field("counts", read.counts, "", _same_words),
    )


def _text(read: Field, page: str) -> Joint:
    """The words without what is told beside them: nobody but the reading takes those out."""
    return _told(read.value, BOTH if folded(read.value) == folded(page) else SEEN, read)


def _field(
    name: str,
    read: Field,
    page: str,
    same: Callable[[str, str], bool],
    known: Container[str] = (),
) -> Joint:
    trust = TRUST[name]
    if read.value and page and same(read.value, page):
        return _told(read.value, BOTH, read)
    ours, theirs = read.confidence, trust.page
    if read.value and page:
        ours, theirs = ours - theirs - trust.margin, theirs - ours - trust.margin
    else:
        ours -= trust.known if read.value in known else trust.least
        theirs -= trust.known if page in known else trust.least
    if read.value and ours >= 0:
        return _told(read.value, SEEN, read)
    if page and theirs >= 0:
        return _told(page, PAGE, read)
    return NOBODY


def _told(value: str, by: str, read: Field) -> Joint:
    return Joint(value, by, read.by if by != PAGE else "") if value else NOBODY


def _same_words(one: str, other: str) -> bool:
    return folded(one).strip(_AROUND) == folded(other).strip(_AROUND)


def _same_name(one: str, other: str) -> bool:
    """Whether two name the same: an initial, or a name with a sign or a sentence around it."""
    here, there = (folded(each).strip(_AROUND) for each in (one, other))
    return bool(here and there) and (here in there or here.startswith(there))


def _same_moment(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return one == other
