"""A statement ready for paper, as plain texts. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `name` where it names an exhibit."""

    text: str
    name: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An exhibit that a section names, with its own time and its words.

    Attributes:
        name: For instance `Exhibit 3, message 41`.
        about: Whose and when.
        text: Its words.
        picture: Which picture shows it, in words, "" where none does.
        exhibit: Its number, and `item` that of the message, 0 for the whole.
    """

    name: str
    about: str
    text: str
    picture: str = ""
    exhibit: int = 0
    item: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the statement, or a supplement."""

    title: str
    pieces: tuple[Piece, ...]
    named: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A statement ready for paper.

    Attributes:
        language: Of the words around the text.
        kept: Which version this is and when it was kept.
        words: Labels: `title`, `name`, `born`, `signed`, `day`, `place`, `witness`, `initials`,
            `page`, `true`, `report_page`.
    """

    language: str
    kept: str
    words: dict[str, str]
    sections: tuple[Section, ...]

    @property
    def messages(self) -> frozenset[tuple[int, int]]:
        """The messages that it names and pictures show: exhibit and number."""
        named = (one for section in self.sections for one in section.named if one.picture)
        return frozenset((one.exhibit, one.item) for one in named)
