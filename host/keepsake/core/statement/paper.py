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
    """An exhibit that a section names, with its own time and its words."""

    name: str
    about: str
    text: str


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
            `page`, `true`.
    """

    language: str
    kept: str
    words: dict[str, str]
    sections: tuple[Section, ...]
