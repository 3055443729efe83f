"""The checklist on paper: each row with its state and where it stands, and what the program says.

A draft of nothing: it is a list of what can be found in the copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.checklist.rows import MET, NOT, PARTLY, requirements
from keepsake.formats.guide.text import GuideError, chapters
from keepsake.formats.paper.sheet import Row, Section, sheet
from keepsake.formats.report.machine import machine_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.checklist.rows import Checklist, Place
    from keepsake.formats.checklist.rows import Row as Answer
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

PATH = "checklist.pdf"
_INSTRUCTION = ("01-first-capture", "02-thread", "03-record-only")


def paper(found: Checklist, program: str, words: Words, footer: str) -> Sources:
    """What the paper is made of, for the typesetter.

    Args:
        found: What the copy holds of each row.
        program: Name and version of this program.
        words: Of the paper's language.
        footer: Which copy it belongs to.
    """
    asked, language = requirements(), words.language
    counts = {state: found.count(state) for state in (MET, PARTLY, NOT)}
    rows = {row.row: row for row in found.rows}
    source = words("checklist.source", source=asked.source[language], checked=asked.checked)
    sections = [
        Section(
            words("checklist.column.where"),
            tuple(
                Row(
                    f"{one.row}. {one.asks[language]} ({one.origin[language]})",
                    told(rows[one.row], words),
                )
                for one in asked.rows
                if one.row in rows
            ),
        ),
        Section(words("machine.title"), (), tuple(machine_lines(found.machine, words))),
        Section(
            words("checklist.instruction", program=program), (), tuple(_guide(language, words))
        ),
        Section(words("sheet.source"), (), (source,)),
    ]
    count = words("checklist.count", all=len(found.rows), **counts)
    note = f"{count} {words('checklist.what')}"
    return sheet(words("checklist.title"), note, sections, footer, language)


def told(row: Answer, words: Words) -> str:
    """State, reason and places of a row in one text."""
    state = words(f"checklist.state.{row.state}")
    why = requirements().why[row.why][words.language] if row.why else ""
    places = words("semicolon").join(_place(one, words) for one in row.places)
    return " ".join(filter(None, (f"{state}.", why, places)))


def _place(place: Place, words: Words) -> str:
    if place.item and place.exhibits:
        return words("brief.place", exhibit=place.exhibits[0], item=place.item)
    part = words(f"checklist.part.{place.part}") if place.part else ""
    within = ""
    if place.exhibits and not place.file:
        numbers = ", ".join(map(str, place.exhibits))
        within = words.counted("brief.in", len(place.exhibits), list=numbers)
    named = place.file or part
    return f"{named} ({within})" if named and within else named or within


def _guide(language: str, words: Words) -> Iterator[str]:
    """What the guide of this version says to whoever captures, word for word."""
    try:
        found = chapters(language)
    except (GuideError, OSError):
        # A program without its add-on has no names for what the guide speaks of.
        yield words("checklist.instruction.none")
        return
    for chapter in found:
        if chapter.name in _INSTRUCTION:
            yield chapter.title
            for block in chapter.blocks:
                yield from ("".join(piece.text for piece in line) for line in block.lines)
