"""statement.pdf: the statement on paper, PDF/UA-1, set by typst from data in memory.

Nothing is written to disk, and nothing that was typed becomes markup: the document reads it from
JSON.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import to_builtins

from keepsake.formats.paper.sources import PAGES, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.statement.paper import Paper, Piece

_PIECE = 1_000  # characters


def statement_pdf(paper: Paper) -> bytes:
    """Sets the statement; pages are numbered and have a place for initials.

    Raises:
        typst.TypstError: It cannot be set, which a hostile text does not bring about.
    """
    # Imported here and elsewhere: what gathers sources in a process of its own needs none of it.
    from keepsake.formats.paper.typesetter import typeset

    return typeset(sources(paper, {}))


def sources(paper: Paper, pages: dict[str, int]) -> Sources:
    """What it is made of, for the typesetter.

    Args:
        paper: The statement.
        pages: Of a report that goes with it, those of its places, by their labels.
    """
    source = Path(__file__).with_name("statement.typ").read_bytes()
    sections = [
        replace(section, pieces=tuple(chain.from_iterable(map(_parted, section.pieces))))
        for section in paper.sections
    ]
    data = to_builtins(replace(paper, sections=tuple(sections)))
    return Sources({"main.typ": source}, {**data, PAGES: pages})


def _parted(piece: Piece) -> Iterator[Piece]:
    """What is signed is printed whole: as several texts, each shorter than any that is cut."""
    text = piece.text
    while len(text) > _PIECE:
        at = max(text.rfind(" ", 0, _PIECE), text.rfind("\n", 0, _PIECE)) + 1 or _PIECE
        yield replace(piece, text=text[:at])
        text = text[at:]
    yield replace(piece, text=text)
