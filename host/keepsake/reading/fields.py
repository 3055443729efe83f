"""What a reading is made of: fields with where each is from and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field

READ_BY = "16"
"""Version of the reading: raised whenever it may read something otherwise."""

BEFORE, AFTER = "the item before", "the item after"
"""Where a name or a time was found that another item tells."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that was read.

    Attributes:
        value: `""` where nothing is sure enough.
        by: Where it was found.
        confidence: 0 to 1.
    """

    value: str = ""
    by: str = ""
    confidence: float = 0.0


NOTHING = Field()


@dataclass(frozen=True, slots=True)
class SeenItem:
    """One item as the walk found it; nothing that was read in the page."""

    key: str
    kind: str
    views: tuple[int, ...]


@dataclass(slots=True)
class ReadItem:
    """One item as it is read.

    Attributes:
        kind: `message`, `post`, `comment`, `row`, or `divider` for what nobody said.
        receipt: What the page tells of what became of it, as it shows it: "Seen 14:02".
        counts: What it counts of it, as it shows it, each in a line: "12 likes".
    """

    key: str
    kind: str
    text: Field = NOTHING
    author: Field = NOTHING
    time: Field = NOTHING
    time_shown: Field = NOTHING
    side: Field = NOTHING
    quote: Field = NOTHING
    receipt: Field = NOTHING
    counts: Field = NOTHING
    views: tuple[int, ...] = ()


@dataclass(slots=True)
class Reading:
    """All items of a capture as one version of the reading reads them."""

    read_by: str
    items: list[ReadItem] = field(default_factory=list)
