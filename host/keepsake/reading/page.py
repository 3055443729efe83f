"""The items of one page taken apart, with what is known while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from keepsake.reading.place import Places
from keepsake.reading.site import NO_SITE, Site

if TYPE_CHECKING:
    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.slots import Slot


class Rest(NamedTuple):
    """What an attribute says beside what is said in the item and when.

    Attributes:
        text: What may be the name.
        is_read: Whether it reads out what is said.
        wrote: Whether it says that somebody wrote that.
        is_timed: Whether it tells a time.
    """

    text: str
    is_read: bool = False
    wrote: bool = False
    is_timed: bool = False


@dataclass(slots=True)
class Sheet:
    """What the signals look at.

    Attributes:
        units: The items, in the order of the page.
        slots: By key.
        knowledge: Words of languages and of makers of pages.
        around: What the page says beside its items.
        site: Where a known platform says who and when.
        size: CSS pixels of the letters in which most is said.
        body_at: Of each item the first run of what is said and the one after the last of that.
        parts_at: Of each item the same of all parts of what is said, where there are several.
        places: The elements in which most items say what they say.
        told_at: Of each item the runs of who wrote it and when, as those of what is said.
        bodies: Of each item all of what is said.
        heads: What stands over the columns of tables, by how many there are.
        rests: What attributes say beside what is said, by both, found before.
        people: Everybody who wrote one, once that is known.
        said: What items say, by its beginning, once that is known.
        grounds: Of each the colour that its words lie on, `""` for that of the page.
        edges: Of each the side that it lies at, -1 or 1, 0 where that cannot be told.
        taken: What the walk took each item for.
        kinds: What speaks for each being no message, once that was asked.
        authors: Of each item who wrote it, once that is known.
        sources: Of each item the slots that say so.
        answered: Of each that has one, the run with which the head of another mail begins.
        signed: Whether it rules a line over what people sign with.
        unnamed: Items with a line that tells when, where that of others tells who as well.
    """

    units: list[Unit]
    slots: dict[int, Slot]
    knowledge: Knowledge
    around: str = ""
    site: Site = NO_SITE
    size: float = 16
    body_at: dict[int, tuple[int, int]] = field(default_factory=dict)
    parts_at: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    told_at: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    said: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    bodies: dict[int, list[str]] = field(default_factory=dict)
    heads: dict[int, tuple[str, ...]] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    rests: dict[tuple[str, str], Rest] = field(default_factory=dict)
    grounds: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    kinds: list[dict[str, float]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    sources: list[frozenset[int]] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    signed: bool = False
    unnamed: frozenset[int] = frozenset()

    def said_beside(self, item: int, part: Part) -> list[tuple[int, int]]:
        """Where an item says something beside a part; none as long as that is not known."""
        whole = self.body_at.get(item)
        said = self.parts_at.get(item) or ([whole] if whole else [])
        return [each for each in said if not part.first <= each[0] < part.last]
