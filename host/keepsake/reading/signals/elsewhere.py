"""What else on the page says the same as a slot."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from keepsake.reading.columns import head_over
from keepsake.reading.knowledge import apart, is_initials, same_name
from keepsake.reading.signals.drawn import around
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part
    from keepsake.reading.slots import Slot

_TOLD_HEADS = ("head_message", "head_sender", "head_person", "head_date")
_CRIES = "?!\u2026\uff1f\uff01\u061f"
_FACES = "\U0001f300"  # and all signs after it: what people draw, not what plays something
_NO_LETTER = re.compile(r"^[\W_]+|[^\w.)]+$")


def faced(slot: Slot, sheet: Sheet) -> float:
    """A picture or its initials in the same item is called the same."""
    some = slot.sample
    found = 0
    for item, part in some:
        unit = sheet.units[item]
        text = part.text
        told = any(
            each.name in ("alt", "title", "aria-label")
            and text in each.value
            and len(each.value) < 80
            for each in unit.attributes
        )
        found += told or any(is_initials(each.text, text) for each in unit.parts if not each.inner)
    return found / max(1, len(some))


def titled(slot: Slot, sheet: Sheet) -> float:
    """The page names the same beside its items."""
    if not sheet.around:
        return 0.0
    said = sum(n for text, n in slot.some.items() if len(text) > 1 and text in sheet.around)
    return said / max(1, len(slot.sample))


def profiled(slot: Slot, _sheet: Sheet) -> float:
    """Each of its texts leads to one place, and others to others: to who that is."""
    leads: dict[str, set[str]] = defaultdict(set)
    linked = 0
    for _, part in slot.sample:
        link = next((each for each in around(part) if each.tag == "a" and each.get("href")), None)
        if link is not None:
            leads[part.text].add(link.get("href"))
            linked += 1
    if not linked or any(len(each) > 1 for each in leads.values()):
        return 0.0
    places = {next(iter(each)) for each in leads.values()}
    if len(places) < len(leads):
        return 0.0
    again = 1.0 if len(leads) < linked else 0.5
    return again * linked / len(slot.sample)


def echoed(slot: Slot, sheet: Sheet) -> float:
    """Another item says it: it is quoted here."""
    found: list[float] = []
    for item, part in slot.sample:
        leaves = [each.text for each in part.walk() if not each.inner]
        told = [each for each in leaves if len(each) >= LIMITS.echo and each not in sheet.people]
        echoes = sum(len(each) for each in told if _is_said(each, item, sheet))
        # What is too short to be known again tells nothing.
        found += [echoes / sum(map(len, told))] if told else []
    # Nor does one place speak for all others, in which nothing is long enough.
    fewest = min(2, len(slot.sample))
    return math.fsum(found) / max(1, len(found), fewest)


def _is_said(text: str, item: int, sheet: Sheet) -> bool:
    text = text.rstrip("….").strip()
    where = {
        other
        for other, whole in sheet.said.get(text[:24], ())
        if other != item and whole.startswith(text)
    }
    return 0 < len(where) <= 2  # what more items say is a phrase, or a signature


def held(slot: Slot, sheet: Sheet) -> float:
    """A line or paragraph in the place where other items say what they say, and nothing else.

    What a page itself sets there is called something, or a sign, or how long something plays.
    """
    is_of_words = cache(lambda key: _is_place_of_words(sheet.slots[key], sheet))

    def is_held(item: int, part: Part) -> bool:
        called = any(node.get("class") or node.get("role") for node in part.nodes)
        if called or not _is_speech(part.text) or _leads_to_echo(item, part, sheet):
            return False
        return any(is_of_words(up.key) for up in part.up() if up.parent is not None)

    return sum(is_held(*each) for each in slot.sample) / max(1, len(slot.sample))


def _leads_to_echo(item: int, part: Part, sheet: Sheet) -> bool:
    """Whether it names somebody over words that another item says: they are quoted."""
    beside = part.parent.inner if part.parent else []
    after = next((each for each in beside if each.first >= part.last), None)
    if after is None or not _is_person(part.text, sheet):
        return False
    return len(after.text) >= LIMITS.echo and _is_said(after.text, item, sheet)


def _is_speech(text: str) -> bool:
    if any(sign.isalpha() or sign in _CRIES or sign >= _FACES for sign in text):
        return True
    digits = sum(map(str.isdigit, text))
    return digits > LIMITS.digits or (digits > 0 and ":" not in text)


def _is_place_of_words(slot: Slot, sheet: Sheet) -> bool:
    if slot.whole <= LIMITS.half or slot.items < LIMITS.again:
        return False
    bodies = ((part, sheet.body_at.get(item)) for item, part in slot.sample)
    said = sum(part.first <= at[0] < part.last for part, at in bodies if at is not None)
    return said > LIMITS.half * len(slot.sample)


def peopled(slot: Slot, sheet: Sheet) -> float:
    """It names people of the page, whoever wrote the item."""
    said = sum(n for text, n in slot.some.items() if _NO_LETTER.sub("", text) in sheet.people)
    return said / max(1, len(slot.sample))


def rivalled(slot: Slot, sheet: Sheet) -> float:
    """It names people of the page, and another one wrote the item."""
    found = 0
    for item, part in slot.sample:
        who = sheet.authors[item] if item < len(sheet.authors) else ""
        text = _NO_LETTER.sub("", part.text)
        found += bool(who) and not same_name(text, who) and _is_person(text, sheet)
    return found / max(1, len(slot.sample))


def _is_person(text: str, sheet: Sheet) -> bool:
    return len(text) > 1 and any(same_name(text, each) for each in sheet.people)


def attributed(slot: Slot, sheet: Sheet) -> float:
    """It begins with who of the page said it and goes on, and something else is said after it."""
    some = slot.sample
    return sum(_is_attributed(item, part, sheet) for item, part in some) / max(1, len(some))


def _is_attributed(item: int, part: Part, sheet: Sheet) -> bool:
    body = sheet.body_at.get(item)
    if body is None or part.last > body[0] or len(part.inner) < 2:
        return False
    leaf = part
    while leaf.inner:
        leaf = leaf.inner[0]
    clock = sheet.knowledge.clock
    return leaf.text in sheet.people and not any(clock.is_time(each.text) for each in part.walk())


def reacting(slot: Slot, sheet: Sheet) -> float:
    """It is signs, each with who of the page set it: "❤️Nora"."""
    said = sum(n for text, n in slot.some.items() if _is_reaction(text, sheet))
    return said / max(1, len(slot.sample))


def _is_reaction(text: str, sheet: Sheet) -> bool:
    signs, name = apart(text)
    return bool(signs) and _is_person(name, sheet)


def mentioned(slot: Slot, sheet: Sheet) -> float:
    """It names somebody else in the line of what is said, right before or amid its words."""
    return _of_another(slot, sheet, _is_mention)


def _of_another(slot: Slot, sheet: Sheet, holds: Callable[[int, Part, Sheet], bool]) -> float:
    """How much of a slot is so in items that another one wrote than it names."""
    found = 0
    for item, part in slot.sample:
        who = _other_author(slot, item, sheet)
        found += bool(who) and holds(item, part, sheet) and not same_name(part.text, who)
    return found / max(1, len(slot.sample))


def _is_mention(item: int, part: Part, sheet: Sheet) -> bool:
    up = part.parent
    if up is None or not (part.text.startswith("@") or _is_person(part.text, sheet)):
        return False
    runs = sheet.units[item].words.runs
    return any(
        first <= part.last <= last
        and up.first <= first < up.last
        and runs[part.last - 1].line == runs[first].line
        for first, last in sheet.said_beside(item, part)
    )


def titling(slot: Slot, sheet: Sheet) -> float:
    """It stands right above what is said, in one element with it, and another one wrote that."""
    return _of_another(slot, sheet, _is_over_body)


def _is_over_body(item: int, part: Part, sheet: Sheet) -> bool:
    up = part.parent
    if up is None or item not in sheet.body_at:
        return False
    first, last = sheet.body_at[item]
    return (up.first, part.last, up.last) == (part.first, first, last)


def self_named(slot: Slot, sheet: Sheet) -> float:
    """It names who wrote the item once more, as under a letter."""
    found = 0
    for item, part in slot.sample:
        who = _other_author(slot, item, sheet)
        found += bool(who) and same_name(_NO_LETTER.sub("", part.text), who)
    return found / max(1, len(slot.sample))


def _other_author(slot: Slot, item: int, sheet: Sheet) -> str:
    """Who wrote an item, where it is not this slot that says so."""
    if item < len(sheet.sources) and slot.key in sheet.sources[item]:
        return ""
    return sheet.authors[item] if item < len(sheet.authors) else ""


def headed_sender(slot: Slot, sheet: Sheet) -> float:
    """What stands before it, or over its column, says that it is who wrote."""
    return _headed(slot, sheet, "head_sender")


def headed_date(slot: Slot, sheet: Sheet) -> float:
    """What stands before it, or over its column, says that it is when."""
    return _headed(slot, sheet, "head_date")


def _headed(slot: Slot, sheet: Sheet, concept: str) -> float:
    some = slot.sample[:20]
    says = sheet.knowledge.says
    before = [_before(item, part, sheet) for item, part in some]
    if all(any(says(way, each) for each in before) for way in ("outgoing", "incoming")):
        before = [""] * len(some)  # which way each went is no head of what follows
    found = 0
    for (_, part), each in zip(some, before, strict=True):
        told = filter(None, (each, _over(part, sheet)))
        found += any(says(concept, head) for head in told)
    return found / max(1, len(some))


def _before(item: int, part: Part, sheet: Sheet) -> str:
    runs = sheet.units[item].words.runs
    return runs[part.first - 1].text.strip(" :\uff1a\n") if part.first else ""


def _over(part: Part, sheet: Sheet) -> str:
    """What stands over its column; `""` where nothing does, as over a table in a cell."""
    cell, within = None, False
    for node in around(part):
        if node.tag == "td":
            within = within or cell is not None
            cell = node
    return head_over(cell, sheet.heads) if cell and not within else ""


def headed_otherwise(slot: Slot, sheet: Sheet) -> float:
    """What stands over its column is something else, and over another one who wrote."""
    if not any(sheet.knowledge.says("head_sender", each) for each in _heads(sheet)):
        return 0.0
    some = slot.sample[:20]
    heads = [_over(part, sheet) for _, part in some]
    other = [head for head in heads if head and not sheet.knowledge.says("head_sender", head)]
    return len(other) / max(1, len(some))


def headed_message(slot: Slot, sheet: Sheet) -> float:
    """What stands over its column says that it is what was said."""
    heads = _heads_over(slot, sheet)
    said = [sheet.knowledge.says("head_message", each) for each in heads]
    return sum(said) / max(1, len(heads))


def headed_beside(slot: Slot, sheet: Sheet) -> float:
    """What stands over its column is neither who, when nor what was said, and over another that."""
    says = sheet.knowledge.says
    if not any(says("head_message", each) for each in _heads(sheet)):
        return 0.0
    heads = _heads_over(slot, sheet)
    other = [each for each in heads if each and not any(says(name, each) for name in _TOLD_HEADS)]
    return len(other) / max(1, len(heads))


def _heads(sheet: Sheet) -> Iterator[str]:
    return chain.from_iterable(sheet.heads.values())


def _heads_over(slot: Slot, sheet: Sheet) -> list[str]:
    return [_over(part, sheet) for _, part in slot.sample[:20]]


def of_author(slot: Slot, sheet: Sheet) -> float:
    """It says the same in all items of one person: their rank, their signature."""
    told: dict[str, set[str]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    for item, part in slot.sample:
        who = _other_author(slot, item, sheet)
        if who:
            told[who].add(part.text)
            count[who] += 1
    again = [who for who, n in count.items() if n > 1]
    if not again:
        return 0.0
    return sum(len(told[who]) == 1 for who in again) / len(again)


def initialed(slot: Slot, sheet: Sheet) -> float:
    """It is the initials of a name that the same item tells."""
    found = 0
    for item, part in slot.sample:
        unit = sheet.units[item]
        told = [each.text for each in unit.parts if not each.inner and each is not part]
        told += [
            each.value for each in unit.attributes if each.name in ("alt", "title", "aria-label")
        ]
        found += len(part.text) <= 3 and any(is_initials(part.text, each) for each in told)
    return found / max(1, len(slot.sample))
