"""How a slot is drawn, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.words import is_button, is_emote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.slots import Slot
    from keepsake.reading.tree import Node


def around(part: Part) -> Iterator[Node]:
    """The elements that a part stands in, nearest first, its own among them."""
    yield from reversed(part.nodes)
    for each in part.up():
        yield from reversed(each.nodes)


def _ratio(slot: Slot, holds: Callable[[Part], bool]) -> float:
    some = slot.sample
    return sum(holds(part) for _, part in some) / max(1, len(some))


def heavy(slot: Slot, _sheet: Sheet) -> float:
    """It is in heavier type, or a heading."""
    return _ratio(slot, lambda part: next(around(part)).style.font_weight >= 550)


def small(slot: Slot, sheet: Sheet) -> float:
    """It is smaller than what is said."""
    return _ratio(slot, lambda part: next(around(part)).style.font_size < sheet.size - 0.5)


def pressed(slot: Slot, _sheet: Sheet) -> float:
    """It is a button."""
    return _ratio(slot, lambda part: any(is_button(each) for each in around(part)))


def heard(slot: Slot, _sheet: Sheet) -> float:
    """Nobody sees it: it is said to who hears the page read out."""
    return _ratio(slot, lambda part: part.heard)


def barred(slot: Slot, _sheet: Sheet) -> float:
    """A bar stands at one side of it, as beside what is quoted."""
    return _ratio(slot, lambda part: any(_barred(each) for each in part.nodes if part.parent))


def _barred(node: Node) -> bool:
    return node.style.edge in ("left", "right") and node.style.border >= 2


def rounded(slot: Slot, _sheet: Sheet) -> float:
    """It is a letter or two in a small square or circle, in the place of a face."""
    return _ratio(
        slot, lambda part: len(part.text) <= 3 and any(_is_face(each) for each in part.nodes)
    )


def _is_face(node: Node) -> bool:
    width, height = node.box[2:4]
    return 12 <= width <= 96 and abs(width - height) <= 2 and node.style.radius >= 2


def emoted(slot: Slot, sheet: Sheet) -> float:
    """It is a picture that stands for a word ("LUL"), and nothing is counted beside it."""

    def stands_for_word(item: int, part: Part) -> bool:
        runs = sheet.units[item].words.runs
        beside = runs[part.last].text if part.last < len(runs) else ""
        held = runs[part.first].node.children
        drawn = bool(held) and all(not isinstance(each, str) and is_emote(each) for each in held)
        return drawn and part.text.strip(":").isalnum() and not sheet.knowledge.is_count(beside)

    some = slot.sample
    return sum(stands_for_word(item, part) for item, part in some) / max(1, len(some))


def pictured(slot: Slot, sheet: Sheet) -> float:
    """A face stands nearer to it than what is said does."""
    some = slot.sample[:: 1 + len(slot.sample) // 40]
    return sum(_near_face(item, part, sheet) for item, part in some) / max(1, len(some))


def _near_face(item: int, part: Part, sheet: Sheet) -> bool:
    unit = sheet.units[item]
    body = sheet.body_at.get(item)
    if body is None or part.first <= body[0] < part.last:
        return False
    for node in around(part):
        first, last = unit.words.spans.get(node, (0, 0))
        if first <= body[0] < last:
            return False
        if any(is_picture_of_face(each) for each in unit.pictures if _stands_in(each, node)):
            return True
    return False


def is_picture_of_face(node: Node) -> bool:
    """Whether it is a picture of the size and shape of a face."""
    width, height = node.box[2:4]
    return node.tag in ("img", "image") and 16 <= width <= 96 and abs(width - height) <= 2


def _stands_in(node: Node, holder: Node) -> bool:
    up: Node | None = node
    while up is not None and up is not holder:
        up = up.parent
    return up is holder


def offered(slot: Slot, sheet: Sheet) -> float:
    """It stands beside something to be ticked, one of several, as the choices of a poll do."""
    some = slot.sample
    return sum(_is_offered(sheet.units[item], part) for item, part in some) / max(1, len(some))


def _is_offered(unit: Unit, part: Part) -> bool:
    if len(unit.ticks) < 2 or not part.parent:
        return False
    spans = (unit.words.spans.get(each, (0, 0)) for each in unit.ticks)
    return any(first < part.last and part.first < last for first, last in spans)
