"""statement.pdf: the statement on paper, PDF/UA-1, set by typst from data in memory.

Nothing is written to disk, and nothing that was typed becomes markup: the document reads it from
JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import to_builtins

from keepsake.formats.paper.sources import PAGES, Sources

if TYPE_CHECKING:
    from keepsake.core.statement.paper import Paper


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
    return Sources({"main.typ": source}, {**to_builtins(paper), PAGES: pages})
