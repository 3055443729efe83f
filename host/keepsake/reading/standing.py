"""What is read must stand in what was seen: whatever does not is taken out before it is kept.

Source: FORMAT.md §4.17.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from keepsake.reading.fields import AFTER, BEFORE
from keepsake.reading.told import PAGE, REST, UNTOLD, ToldField, ToldItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.manifest import Item
    from keepsake.reading.views import Record, Views

KINDS = frozenset(("message", "post", "comment", "row", "item", "divider", "rest"))
_SPACES = "\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACE = re.compile(f"[{_SPACES}]+")
_TAG = re.compile("<[^>]*>")
_ATTRIBUTE = re.compile('="([^"]*)"')
_MARKS = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    r"(?:\.[0-9]+)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_NUMBER = re.compile("[0-9]+")
_SAID = ("text", "time_shown", "quote", "receipt", "counts")
_TIMES = ("time", "time_shown")
_EPOCHS = {10: 1, 13: 1000, 16: 1_000_000}  # digits of a number of seconds, and how many a second


class Ground:
    """What was seen of one item, and what was read of it in the page."""

    def __init__(self, records: Sequence[Record], item: Item) -> None:
        self._item = item
        self._html = [_unmarked(each.html) for each in records]
        told = (item.text, item.author, item.time_shown)
        self._words = [*told, *(_unmarked(_TAG.sub("", each.html)) for each in records)]
        for each in records:
            self._words += [each.words, *each.painted.values()]
        self._all = " ".join(_SPACE.sub("", each) for each in (*self._html, *self._words))
        self._sources = [
            _unmarked(found) for each in records for found in _ATTRIBUTE.findall(each.html)
        ]
        self._sources += self._words

    def has_words(self, value: str) -> bool:
        """Whether each word of a value stands there."""
        return all(word in self._all for word in _SPACE.split(value) if word)

    def has_moment(self, value: str) -> bool:
        """Whether a moment is told there, in whatever zone."""
        moment = moment_of(value)
        if moment is None:
            return False
        if moment == moment_of(self._item.time):
            return True
        return any(_tells(each, moment) for each in self._sources)


def moment_of(text: str) -> datetime | None:
    """The moment that is written as in a manifest; None for anything else."""
    found = _ISO.fullmatch(text)
    return _moment(found) if found else None


def _moment(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(found[at] or 0) for at in range(1, 7))
    zone = found[7] or "Z"
    ahead = timedelta()
    if zone[0] in "+-":
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    try:
        there = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return there + ahead if zone[0] == "-" else there - ahead
    except (ValueError, OverflowError):
        return None


def _tells(source: str, moment: datetime) -> bool:
    """Whether a text may tell a moment: as ISO 8601, as a number, or by its day and minute."""
    written = list(_ISO.finditer(source))
    if any(_moment(found) == moment for found in written):
        return True
    if any(found[7] for found in written):
        return False  # it says itself which moment it means
    numbers = _NUMBER.findall(source)
    seconds = int(moment.timestamp())
    if any(int(each) // _EPOCHS[len(each)] == seconds for each in numbers if len(each) in _EPOCHS):
        return True
    told = {int(each) for each in numbers if len(each) <= 4}
    days = {(moment + timedelta(days=apart)).day for apart in (-1, 0, 1)}
    return {moment.year, moment.minute} <= told and bool(days & told)


def _unmarked(text: str) -> str:
    for mark, sign in _MARKS:
        text = text.replace(mark, sign)
    return text


def standing(told: Sequence[ToldItem], items: Sequence[Item], views: Views) -> list[ToldItem]:
    """The same without what does not stand in what was seen; words are then those of the page.

    Args:
        told: What is to be kept.
        items: Of the manifest, in the same order.
        views: What was seen.

    Returns:
        Each item.
    """
    seen = [Ground(_records(item, views), item) for item in items]
    left = list(told)
    while True:
        # What is taken over is looked for in what is left of others.
        around = neighbours(left)
        found = [
            _founded(one, item, ground, named)
            for one, item, ground, named in zip(left, items, seen, around, strict=True)
        ]
        if found == left:
            return left
        left = found


def _records(item: Item, views: Views) -> list[Record]:
    return [views.records[view] for view in item.views if view in views.records]


def _founded(one: ToldItem, item: Item, ground: Ground, around: Around) -> ToldItem:
    wrong = dict.fromkeys(unfounded(one, item, ground, around), UNTOLD)
    if "text" in wrong and item.text:
        wrong["text"] = ToldField(item.text, PAGE)  # no words are lost for a doubt
    return msgspec.structs.replace(one, **wrong) if wrong else one


Around = dict[str, tuple[str, str]]
"""By field, what an item may take over from before and from after it."""


def neighbours(read: Sequence[ToldItem]) -> list[Around]:
    """For each item, what it may take over; `""` for nothing.

    A name from the nearest that has one, a time only from a row right beside it that is no item.
    """
    names = _nearest([each.author.value for each in read])
    times = [_beside([_of_row(each, name) for each in read]) for name in _TIMES]
    return [
        dict(zip(("author", *_TIMES), each, strict=True))
        for each in zip(names, *times, strict=True)
    ]


def _of_row(one: ToldItem, name: str) -> str:
    told: ToldField = getattr(one, name)
    return told.value if one.kind == REST else ""


def _beside(told: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(("", *told[:-1]), (*told[1:], ""), strict=True)) if told else []


def _nearest(names: Sequence[str]) -> list[tuple[str, str]]:
    before, after = _named_before(names)[:-1], _named_before(names[::-1])[:-1]
    return list(zip(before, after[::-1], strict=True))


def _named_before(authors: Sequence[str]) -> list[str]:
    """Who is named nearest before each, and before where a next one would be."""
    named: Iterator[str] = accumulate(("", *authors), lambda last, one: one or last)
    return list(named)


def unfounded(one: ToldItem, item: Item, ground: Ground, around: Around) -> list[str]:
    """Names of the fields that do not stand in what was seen."""
    return [
        name
        for name in (*_SAID, "author", "time")
        if not _is_taken_over(getattr(one, name), around.get(name))
        and not _stands(name, getattr(one, name), getattr(item, name, ""), ground)
    ]


def _is_taken_over(told: ToldField, around: tuple[str, str] | None) -> bool:
    if around is None or told.by == PAGE:
        return False
    return told.value == {BEFORE: around[0], AFTER: around[1]}.get(told.at)


def _stands(name: str, told: ToldField, page: str, ground: Ground) -> bool:
    if name == "time":
        return not told.value or ground.has_moment(told.value)
    return _is_said(told, page, ground)


def _is_said(one: ToldField, page: str, ground: Ground) -> bool:
    return one.value == page if one.by == PAGE else ground.has_words(one.value)
