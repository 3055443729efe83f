"""What the checklist looks at: the exhibits, what is told with them, and what goes along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.added.entry import KIND as ADDED
from keepsake.core.entry import RECORD_ONLY
from keepsake.formats.checklist.rows import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.briefing.rows import Briefing
    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.report.model import Facts

UNKNOWN = "unknown"
# In the copy of a page that the add-on makes: FORMAT.md §4.13.
_SIGNS = {"image": b"<img", "video": b'data-kept-tag="video"', "audio": b"<audio"}
MOST_FILES = 4
"""Of one kind that a row names; the others lie beside them."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes along that the exhibits do not tell.

    Attributes:
        statement: Whether a statement does.
        redacted: Whether redacted working copies do.
        handed: Sizes of the log in earlier copies of these exhibits.
        expiring: Whether a stamp in here runs out within half a year and nothing renews it.
        qualified: Ids of authorities of which a source with a date says that they are qualified.
    """

    statement: bool = False
    redacted: bool = False
    handed: tuple[int, ...] = ()
    expiring: bool = False
    qualified: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subject:
    """All of it."""

    exhibits: Sequence[Exhibit]
    facts: Facts
    brief: Briefing
    beside: Beside

    @property
    def captured(self) -> list[Exhibit]:
        """Those of a page."""
        return [one for one in self.exhibits if one.record.kind != ADDED]

    @property
    def pictured(self) -> list[Exhibit]:
        """Those of a page of which content was to be kept."""
        return [one for one in self.captured if not is_record_only(one)]

    @cached_property
    def shown(self) -> dict[int, set[str]]:
        """Kinds of pictures, films and sounds that each of these pages shows, by exhibit.

        Two rows ask for it, and page copies are large: they are read once.
        """
        return {one.number: _shown(one) for one in self.pictured}


def is_record_only(exhibit: Exhibit) -> bool:
    """Whether nothing of the page was to be kept but that it is there."""
    return bool(exhibit.manifest and exhibit.manifest.mode == RECORD_ONLY)


def was_put_back(exhibit: Exhibit) -> bool:
    """Whether the page stood afterwards where it did, as far as the capture says so."""
    manifest = parts(exhibit, "manifest")
    if not manifest:
        return True
    try:
        told = msgspec.json.decode(exhibit.read(manifest[-1].part), type=_Panes)
    except msgspec.DecodeError:
        return False  # the check of the copy tells of it
    return told.pane.put_back


def of(exhibits: Iterable[Exhibit], part: str = "") -> Place:
    """Some exhibits, and the part of the report that tells of them."""
    return Place(exhibits=tuple(one.number for one in exhibits), part=part)


def files(exhibits: Iterable[Exhibit], *kinds: str) -> tuple[Place, ...]:
    """The first files of some kinds."""
    found = [
        Place(exhibits=(one.number,), file=one.path(part))
        for one in exhibits
        for part in parts(one, *kinds)
    ]
    return tuple(found[:MOST_FILES])


def parts(exhibit: Exhibit, *kinds: str) -> list[Part]:
    """Parts of some kinds."""
    return [part for part in exhibit.body.parts if part.kind in kinds]


class _Pane(msgspec.Struct, frozen=True):
    put_back: bool = True


class _Panes(msgspec.Struct, frozen=True):
    pane: _Pane = _Pane()


class _Medium(msgspec.Struct, frozen=True):
    kind: str = ""


class _Item(msgspec.Struct, frozen=True):
    media: tuple[_Medium, ...] = ()


class _Items(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...] = ()


def _shown(exhibit: Exhibit) -> set[str]:
    """Kinds of pictures, films and sounds that a page shows, as far as its files tell."""
    copies = parts(exhibit, "snapshot")
    found = _media(exhibit)
    if not copies and not found:
        return {UNKNOWN}
    for part in copies:
        data = exhibit.read(part.part)
        found |= {kind for kind, sign in _SIGNS.items() if sign in data}
    return found


def _media(exhibit: Exhibit) -> set[str]:
    """The same of its messages alone."""
    items = exhibit.manifest.items if exhibit.manifest else ()
    manifest = parts(exhibit, "manifest")
    if not manifest or not any(item.media for item in items):
        return set()
    try:
        told = msgspec.json.decode(exhibit.read(manifest[-1].part), type=_Items)
    except msgspec.DecodeError:
        return {UNKNOWN}  # the check of the copy tells of it
    return {one.kind for item in told.items for one in item.media}
