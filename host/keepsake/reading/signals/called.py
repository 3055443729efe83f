"""What the makers of a page call a slot, in classes and other names that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.knowledge import CALLED, tokens

if TYPE_CHECKING:
    from keepsake.reading.page import Sheet
    from keepsake.reading.slots import Slot
    from keepsake.reading.tree import Node


def _called(slot: Slot, sheet: Sheet, label: str) -> float:
    """How surely it is called so: by the last word of a name, or, half of that, by one before."""
    marks = sheet.knowledge.marks.get(label, frozenset())
    some = slot.sample[:20]
    found = 0.0
    for _, part in some:
        own = max((_degree(node, marks) for node in part.nodes if part.parent), default=0.0)
        up = part.parent
        over = _degree(up.nodes[-1], marks) if up and up.parent and up.nodes else 0.0
        found += max(own, over / 2)
    return found / max(1, len(some))


def _degree(node: Node, marks: frozenset[str]) -> float:
    best = 1.0 if f"tag:{node.tag}" in marks else 0.0
    for name in CALLED:
        for each in node.attributes.get(name, "").split():
            words = tokens(each)
            if words and words[-1] in marks:
                return 1.0
            if not marks.isdisjoint(words):
                best = max(best, 0.5)
    return best


def _known(slot: Slot, sheet: Sheet, label: str) -> float:
    if not sheet.site.shapes:
        return 0.0
    some = slot.sample[:20]
    found = sum(any(sheet.site.says(label, node) for node in part.nodes) for _, part in some)
    return found / max(1, len(some))


def known_author(slot: Slot, sheet: Sheet) -> float:
    """The platform says there who wrote it."""
    return _known(slot, sheet, "author")


def known_time(slot: Slot, sheet: Sheet) -> float:
    """The platform says there when."""
    return _known(slot, sheet, "time")


def known_body(slot: Slot, sheet: Sheet) -> float:
    """The platform says there what."""
    return _known(slot, sheet, "body")


def called_author(slot: Slot, sheet: Sheet) -> float:
    """They call it a name or a sender."""
    return _called(slot, sheet, "author")


def called_body(slot: Slot, sheet: Sheet) -> float:
    """They call it a text."""
    return _called(slot, sheet, "body")


def called_time(slot: Slot, sheet: Sheet) -> float:
    """They call it a time."""
    return _called(slot, sheet, "time")


def called_quote(slot: Slot, sheet: Sheet) -> float:
    """They call it a quote."""
    return _called(slot, sheet, "quote")


def called_count(slot: Slot, sheet: Sheet) -> float:
    """They call it a count."""
    return _called(slot, sheet, "count")


def called_control(slot: Slot, sheet: Sheet) -> float:
    """They call it a button."""
    return _called(slot, sheet, "control")


def called_receipt(slot: Slot, sheet: Sheet) -> float:
    """They call it a state."""
    return _called(slot, sheet, "receipt")


def called_aside(slot: Slot, sheet: Sheet) -> float:
    """They call it a badge, a face, a signature."""
    return _called(slot, sheet, "aside")
