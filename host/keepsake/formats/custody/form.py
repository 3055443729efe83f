"""Custody as a form that an officer knows: items, what was done with them, room to sign. PDF/UA-1.

The same pages are the last ones of `report.pdf` and a sheet of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.catalogue import table
from keepsake.core.entry import Entry
from keepsake.formats.custody.listing import moment
from keepsake.formats.paper.sheet import Row
from keepsake.formats.paper.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.formats.custody.listing import Line
    from keepsake.formats.paper.words import Words

BLANKS = 4


class Item(msgspec.Struct, frozen=True):
    """One thing that the form is about.

    Attributes:
        number: Of the exhibit.
        entry: Its place in the log.
        record: Its entry.
        sha256: Of the entry's exact bytes.
        title: What it is called, "" where that is not known any more.
        address: Of the page, "" for files.
        platform: In words.
    """

    number: int
    entry: int
    record: Entry
    sha256: str
    title: str
    address: str
    platform: str


def pages(
    items: Sequence[Item],
    rows: Sequence[Line],
    withheld: int,
    told: tuple[str, str, str],
    words: Words,
) -> dict[str, Any]:
    """What the form shows, for the typesetter.

    Args:
        items: By their numbers.
        rows: How each was kept and every act since; see `listing.lines`.
        withheld: How many more acts concern them, which are not told.
        told: Name of the case and who keeps the vault, "" for a line to write on; and what the form
            is.
        words: Of the language.
    """
    case, by, note = told
    head = (
        Row(words("custody.case"), case),
        Row(words("custody.by"), by),
        Row(words("custody.file_number"), ""),
    )
    return {
        "note": note,
        "head": msgspec.to_builtins(head),
        "items": [_item(item, words) for item in items],
        "acts": [_act(row, words) for row in rows],
        "withheld": words.counted("custody.withheld", withheld) if withheld else "",
        "blanks": BLANKS,
    }


def sheet(facts: dict[str, Any], footer: str, words: Words) -> bytes:
    """The form by itself, a tagged PDF.

    Args:
        facts: As `pages` gives them.
        footer: On every page: from which state of the log it was made.
        words: Of the language.
    """
    data = {
        "language": words.language,
        "words": table("report", words.language),
        "footer": footer,
        "custody": facts,
    }
    files = {"main.typ": _template("custody_sheet.typ"), "custody.typ": template()}
    # Imported here: the report, which has these pages too, is set in another process.
    from keepsake.formats.paper.typesetter import typeset

    return typeset(Sources(files, data))


def template() -> bytes:
    """What the report imports."""
    return _template("custody.typ")


def _template(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def _item(item: Item, words: Words) -> dict[str, Any]:
    record = item.record
    return {
        "number": str(item.number),
        "title": item.title or words("untitled"),
        "address": item.address,
        "platform": item.platform,
        "when": moment(record.utc, record.zone, record.offset_minutes, words),
        "record": words("custody.record", entry=item.entry),
        "sha256": item.sha256,
    }


def _act(row: Line, words: Words) -> dict[str, Any]:
    return {
        "record": str(row.record),
        "items": row.exhibits or words("custody_all"),
        "when": row.when,
        "by": row.who or words("custody.unnamed"),
        "to": row.to,
        "what": f"{row.action}{words('colon')}{row.outcome}" if row.outcome else row.action,
        "why": [told for told in (row.why, row.medium) if told],
        "sha256": row.sha256,
    }
