"""One item laid apart: what was said, and what each other part of it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepsake.reading.parts import Part

Labelled = list[tuple["Part", str]]


@dataclass(slots=True)
class Split:
    """One item, part by part.

    Attributes:
        parts: The parts that are something else than what was said, by label, none in another.
        body: Parts of what was said.
        plays: Whether it is something that plays, and tells how long that is.
    """

    parts: Labelled = field(default_factory=list)
    body: list[Part] = field(default_factory=list)
    plays: bool = False

    def of(self, label: str) -> list[Part]:
        """The parts of a label, in order."""
        return [part for part, each in self.parts if each == label]

    def orders(self) -> frozenset[int]:
        """The runs of all parts that nobody said."""
        return frozenset(order for part, _ in self.parts for order in range(part.first, part.last))
