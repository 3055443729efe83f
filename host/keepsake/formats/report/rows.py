"""Rows of the report: what the typesetter is handed for an exhibit, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepsake.formats.report.spots import Frame, Spots


@dataclass(frozen=True, slots=True)
class Row:
    """A fact with its name."""

    name: str
    value: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One message or post."""

    number: int
    author: str
    time: str
    shown: str
    quote: str
    text: str
    beside: str
    state: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One artifact."""

    name: str
    size: str
    sha256: str
    absent: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture, or a part of one; `file` is its name for the typesetter.

    Attributes:
        piece: Its number among the parts of the picture, from 1.
        pieces: How many there are.
        width: Of the text's width, in percent.
        ratio: Height over width.
        marks: Where the parts go over into each other, in shares of its height.
        frames: The messages that are named elsewhere in the report, where they are on it.
    """

    part: int
    file: str
    alt: str
    caption: str
    sha256: str
    piece: int
    pieces: int
    width: int
    ratio: float
    marks: tuple[float, ...]
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """The pictures of one exhibit that are on paper.

    Attributes:
        named: Those with messages that are named elsewhere in the report, first.
        others: The rest, as far as there is room.
        spots: Where its messages are.
    """

    named: tuple[PictureRow, ...]
    others: tuple[PictureRow, ...]
    spots: Spots


@dataclass(frozen=True, slots=True)
class ExhibitPages:
    """One exhibit."""

    number: int
    title: str
    address: str
    platform: str
    when: str
    counts: str
    completeness: tuple[str, ...]
    record: str
    sha256: str
    running: str
    began: str
    times_in: str
    facts: tuple[Row, ...]
    steps: tuple[str, ...]
    health: tuple[str, ...]
    named_pictures: tuple[PictureRow, ...]
    pictures: tuple[PictureRow, ...]
    pictures_note: str
    pictures_left: tuple[str, ...]
    items: tuple[ItemRow, ...]
    items_note: str


@dataclass(frozen=True, slots=True)
class IdRow:
    """An identifier, where it was found, and in which exhibit."""

    platform: str
    name: str
    value: str
    found: str
    exhibit: int
