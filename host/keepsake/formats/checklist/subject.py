"""What the checklist looks at: the exhibits, what is told with them, and what goes along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.added.entry import KIND as ADDED
from keepsake.core.entry import RECORD_ONLY
from keepsake.formats.checklist.rows import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.briefing.rows import Briefing
    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.report.model import Facts

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


@dataclass(frozen=True, slots=True)
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


def is_record_only(exhibit: Exhibit) -> bool:
    """Whether nothing of the page was to be kept but that it is there."""
    return bool(exhibit.manifest and exhibit.manifest.mode == RECORD_ONLY)


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
