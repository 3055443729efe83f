"""A reading as it is kept and handed over, and what it was read from.

Source: FORMAT.md §4.17.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.manifest import DIVIDER, Earlier, Item, ItemAsRead
from keepsake.reading.fields import BEFORE
from keepsake.reading.told import FIELDS, REST, SEEN, ToldItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.entry import CaptureBody
    from keepsake.reading.told import ToldField

VERSION = 1
VIEWS = "views"


class ViewsPart(msgspec.Struct, frozen=True):
    """A part of what was seen, as the entry has it."""

    part: int
    sha256: str


class KeptReading(msgspec.Struct, frozen=True):
    """Who said what and when in one capture.

    Attributes:
        read_by: The version of the reading.
        program: The version of the program, for the same reading may know more words.
        capture: UUID.
        views: What it was read from.
        items: In the order of the manifest.
    """

    keepsake_reading: int
    read_by: str
    program: str
    capture: str
    views: tuple[ViewsPart, ...]
    items: tuple[ToldItem, ...]


def views_of(body: CaptureBody) -> tuple[ViewsPart, ...]:
    """The parts of a capture that hold what was seen."""
    return tuple(ViewsPart(part.part, part.sha256) for part in body.parts if part.kind == VIEWS)


def as_read(items: Iterable[Item], read: Iterable[ToldItem]) -> list[ItemAsRead]:
    """Items with what is read of them in the place of what was read in the page."""
    return [_as_read(item, one) for item, one in zip(items, read, strict=True)]


def _as_read(item: Item, one: ToldItem) -> ItemAsRead:
    read = {
        "kind": DIVIDER if one.kind == REST else one.kind,
        "author_source": _source(one.author, item.author_source),
        "time_source": _source(one.time, item.time_source),
        **{name: getattr(one, name).value for name in FIELDS},
    }
    own = {name: getattr(item, name) for name in Item.__struct_fields__}
    earlier = _without_heads(item, one.text.value)
    return ItemAsRead(**{**own, **read, "earlier": earlier})


def _without_heads(item: Item, said: str) -> tuple[Earlier, ...]:
    """What it said before, without the lines around what it says now: who, and when."""
    heads = set(item.text.split("\n")) - set(said.split("\n"))
    return tuple(
        msgspec.structs.replace(each, text="\n".join(left))
        if (left := [line for line in each.text.split("\n") if line not in heads])
        else each
        for each in item.earlier
    )


def _source(one: ToldField, page: str) -> str:
    """Where a value is from, as a manifest tells it."""
    if one.by != SEEN:
        return page if one.value else ""
    return "before" if one.at == BEFORE else one.at
