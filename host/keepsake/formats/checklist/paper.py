"""The checklist on paper: each row with its state and where it stands, and what the program says.

A draft of nothing: it is a list of what can be found in the copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.checklist.rows import MET, NOT, PARTLY, requirements
from keepsake.formats.guide.text import GuideError, chapters
from keepsake.formats.paper.sheet import Section, sheet
from keepsake.formats.report.machine import machine_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.checklist.rows import Checklist, Place, Requirement
    from keepsake.formats.checklist.rows import Row as Answer
    from keepsake.formats.guide.text import Block, Chapter
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

PATH = "checklist.pdf"
_COLUMNS = ("checklist.column.asks", "checklist.column.state", "checklist.column.where")
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
            "",
            head=(words("number"), *(words(name) for name in _COLUMNS)),
            table=tuple(_row(one, rows[one.row], words) for one in asked.rows if one.row in rows),
        ),
        Section(words("machine.title"), (), tuple(machine_lines(found.machine, words))),
        Section(words("checklist.instruction", program=program), (), _no_guide(language, words)),
        *_guide(language),
        Section(words("sheet.source"), (), (source,)),
    ]
    count = words("checklist.count", all=len(found.rows), **counts)
    note = f"{count} {words('checklist.what')}"
    return sheet(words("checklist.title"), note, sections, footer, language)


def _row(asked: Requirement, found: Answer, words: Words) -> tuple[str, ...]:
    """Number, what is asked and by whom, the state, and where it stands or why not."""
    language = words.language
    why = requirements().why[found.why][language] if found.why else ""
    places = words("semicolon").join(_place(one, words) for one in found.places)
    return (
        str(asked.row),
        f"{asked.asks[language]}\n{asked.origin[language]}",
        words(f"checklist.state.{found.state}"),
        " ".join(filter(None, (why, places))),
    )


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


def _no_guide(language: str, words: Words) -> tuple[str, ...]:
    """That there is none: without its add-on a program has no names for what the guide says."""
    return () if _chapters(language) else (words("checklist.instruction.none"),)


def _guide(language: str) -> Iterator[Section]:
    """What the guide of this version says to whoever captures, word for word."""
    for chapter in _chapters(language):
        if chapter.name in _INSTRUCTION:
            lines = tuple(line for block in chapter.blocks for line in _lines(block))
            yield Section(chapter.title, (), lines, level=2)


def _lines(block: Block) -> Iterator[str]:
    for number, line in enumerate(block.lines, start=1):
        said = "".join(piece.text for piece in line)
        yield f"{number}. {said}" if block.kind == "steps" else said


def _chapters(language: str) -> tuple[Chapter, ...]:
    try:
        return chapters(language)
    except (GuideError, OSError):
        return ()
