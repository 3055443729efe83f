"""One sheet of paper with a title, a note and sections, PDF/UA-1; for fact sheets and drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.formats.paper.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence


class Row(msgspec.Struct, frozen=True):
    """A fact with its name; a blank line to be filled in where there is no value.

    Attributes:
        mono: Whether it is read sign by sign.
        first: Whether something else begins with it, and room is left above.
    """

    name: str
    value: str
    mono: bool = False
    first: bool = False


class Section(msgspec.Struct, frozen=True):
    """Facts, then a table, then paragraphs, under a title.

    Attributes:
        head: Of the table: names of its columns.
        table: Its rows; what stands behind a line break in a cell is set smaller.
        level: 2 for a part of the section before it.
    """

    title: str
    rows: tuple[Row, ...] = ()
    paragraphs: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    level: int = 1


def sheet(
    title: str, note: str, sections: Sequence[Section], footer: str, language: str
) -> Sources:
    """What the sheet is made of, for the typesetter.

    Args:
        title: Of the sheet.
        note: What it is and is not, in a frame under the title.
        sections: In order.
        footer: On every page, for instance which record it belongs to.
        language: `en` or `fr`.
    """
    data = {
        "title": title,
        "note": note,
        "sections": msgspec.to_builtins(list(sections)),
        "footer": footer,
        "language": language,
    }
    source = Path(__file__).with_name("sheet.typ").read_bytes()
    return Sources({"main.typ": source}, data)
