"""statement.pdf: the statement on paper, PDF/UA-1, set by typst from data in memory.

Nothing is written to disk, and nothing that was typed becomes markup: the document reads it from
JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.formats.printable import made_printable
from keepsake.formats.typesetter import typeset

if TYPE_CHECKING:
    from keepsake.core.paper import Paper
    from keepsake.formats.typesetter import Sources


def statement_pdf(paper: Paper) -> bytes:
    """Sets the statement; pages are numbered and have a place for initials.

    Raises:
        typst.TypstError: It cannot be set, which a hostile text does not bring about.
    """
    return typeset(sources(paper))


def sources(paper: Paper) -> Sources:
    """What it is made of, for the typesetter."""
    source = Path(__file__).with_name("statement.typ").read_bytes()
    data = msgspec.json.encode(made_printable(asdict(paper)))
    return {"main.typ": source, "data.json": data}
