"""The knowledge of the files in `shared/data`, and sheets of units made by hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from keepsake.core import lexicon
from keepsake.reading import knowledge
from keepsake.reading.page import Sheet
from keepsake.reading.parts import unit_of
from keepsake.reading.slots import Layout, usual_marks
from keepsake.reading.tree import tree_of
from keepsake.reading.words import words_of
from keepsake.shared import shared_path
from unit.reading.made import views_of

if TYPE_CHECKING:
    from keepsake.reading.slots import Slot


@cache
def known() -> knowledge.Knowledge:
    """What the reading knows beforehand."""
    files = sorted(shared_path("data", "lexicon").glob("*.json"))
    return knowledge.decode(
        lexicon.decode(each.read_bytes() for each in files),
        shared_path("data", "calendar.json").read_bytes(),
        shared_path("data", "markup.json").read_bytes(),
    )


def sheet_of(*html: str, drawn: dict[str, dict[str, Any]] | None = None) -> Sheet:
    """A sheet of some units."""
    views = views_of(*html, drawn=drawn)
    roots = [tree_of(record, views) for record in views.records.values()]
    units = [unit_of(root, words_of(root)) for root in roots]
    return Sheet(units, Layout(usual_marks(units)).slots(units), known())


def slot_with(sheet: Sheet, text: str) -> Slot:
    """The slot in which a text stands, the innermost one."""
    found = [slot for slot in sheet.slots.values() if text in slot.texts]
    return min(found, key=lambda slot: slot.length)
