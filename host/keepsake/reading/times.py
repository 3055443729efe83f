"""When an item was written: as the page shows it, and the moment where an attribute fixes one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.knowledge import tokens
from keepsake.reading.weights import LIMITS
from keepsake.reading.when import moment
from keepsake.reading.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.slots import Slot
    from keepsake.reading.split import Split
    from keepsake.reading.tree import Node

_PLAIN = ("class", "style", "href", "src", "id")
_DIGITS = re.compile(r"^\d|\b(?:19|20)\d\d\b")
_OTHER_PLACES = ("count", "control", "aside")
_LATER = frozenset(("edited", "modified", "updated", "joined", "seen", "read", "expires"))


def times_of(
    unit: Unit, split: Split, sheet: Sheet, said: list[str], sure: float
) -> tuple[Field, Field]:
    """The moment and the time as shown.

    Args:
        unit: The item.
        split: Its parts by label.
        sheet: The page.
        said: What the item says.
        sure: How sure the slot of the time is, 0 to 1.

    Returns:
        Both; the moment only where an attribute has a day, a clock and a zone, or counts seconds.
    """
    knowledge, slots = sheet.knowledge, sheet.slots
    told = split.of("time") or _beside(split, knowledge)
    parts = [part for part in told if not part.heard] or told
    # A clock of a player stands in few items, the time in most.
    parts.sort(key=lambda part: -slots[part.key].share)
    parts = [part for part in parts if _is_usual(part, slots)]
    shown = next((part for part in parts if not _is_faded(part, split)), None)
    fixed = NOTHING
    for node, part in _near(unit, parts):
        found = _moment(node, knowledge)
        if found:
            fixed = Field(found[0], f"{found[1]} of <{node.tag}>", sure if part else 0.9)
            break
    if shown is None:
        return fixed, NOTHING if parts else _heard(unit, said, knowledge)
    whole = _with_day(_whole(shown, split, knowledge), parts, unit, knowledge)
    return fixed, Field(_bare(_without_state(whole, knowledge)), "slot", sure)


def _beside(split: Split, knowledge: Knowledge) -> list[Part]:
    """The one time of day or age in a place that in most items holds something else, as counts.

    A day alone may be that on which somebody joined.
    """
    clock = knowledge.clock
    found = [
        each
        for part, label in split.parts
        if label in _OTHER_PLACES
        for each in part.walk()
        if not each.inner and clock.is_time(each.text) and clock.tells_hour(each.text)
    ]
    return found if len(found) == 1 else []


def _whole(part: Part, split: Split, knowledge: Knowledge) -> Part:
    """The outermost part that adds words to a time and is one: "08:51 Uhr" around "08:51".

    What only says that a time follows, "Date", is no part of it.
    """
    said = [each.first for each in split.body]
    whole = part
    for up in part.up():
        beside = up.text.replace(part.text, "", 1).strip()
        if (
            not beside.replace(" ", "").isalpha()
            or not knowledge.clock.is_time(up.text)
            or knowledge.says("head_date", beside)
            or any(up.first <= first < up.last for first in said)
        ):
            break
        whole = up
    return whole


def _with_day(shown: Part, parts: list[Part], unit: Unit, knowledge: Knowledge) -> str:
    """A day and the hour beside it, each in an element of its own, are one time."""
    hour = knowledge.clock.tells_hour
    for each in parts:
        beside = each.last == shown.first or shown.last == each.first
        if not beside or hour(each.text) == hour(shown.text):
            continue
        both = range(min(each.first, shown.first), max(each.last, shown.last))
        whole = unit.words.text(frozenset(range(len(unit.words.runs))).difference(both))
        if knowledge.clock.is_time(whole):
            return folded(whole)
    return shown.text


def _without_state(text: str, knowledge: Knowledge) -> str:
    """The time where what became of the message stands beside it: "3 d. Seen", "edited 18:03"."""
    spans = knowledge.clock.spans(text)
    if len(spans) != 1 or knowledge.clock.is_time(text):
        return text
    [(begin, end)] = spans
    around = (text[:begin], text[end:])
    before, after = (each.strip(" .,;·•|–—()") for each in around)
    if (before and after) or not _is_state(before or after, knowledge):
        return text
    return text[:end].rstrip(" .") if after else text[begin:]


def _is_state(text: str, knowledge: Knowledge) -> bool:
    return knowledge.is_receipt(text) or knowledge.says("edited", text)


def _bare(text: str) -> str:
    """A time without the signs around it; "Thu 5:42 PM (9 days ago)" keeps both its brackets."""
    bare = text.strip(" []()·•|,–—")
    for begin, end in ("()", "[]"):
        if bare.count(begin) > bare.count(end) and bare + end in text:
            bare += end
    return bare


def _is_faded(part: Part, split: Split) -> bool:
    """Whether it shows only when its item is pointed at: it is clear, and what is said is not."""
    said = [each.first for each in split.body]
    for each in (part, *part.up()):
        if each.parent is None or any(each.first <= first < each.last for first in said):
            return False
        if any(node.style.opacity == 0 for node in each.nodes):
            return True
    return False


def _heard(unit: Unit, said: list[str], knowledge: Knowledge) -> Field:
    """The time in a tip, or in a sentence that reads the item out: "At 14:03, Nora: hello"."""
    for each in unit.attributes:
        if each.name == "title" and knowledge.clock.is_time(each.value.strip()):
            return Field(each.value.strip(), f"title of <{each.node.tag}>", 0.9)
        if each.name not in ("aria-label", "data-pre-plain-text"):
            continue
        text = folded(each.value)
        read = next((one for one in said if len(one) > 1 and one in text), "")
        if not read and not any(hit.concept == "wrote" for hit in knowledge.lexicon.hits(text)):
            continue
        text = text.replace(read, " ", 1) if read else text
        spans = knowledge.clock.spans(text)
        if len(spans) == 1:
            begin, end = spans[0]
            return Field(text[begin:end].strip(), f"{each.name} of <{each.node.tag}>", 0.9)
    return NOTHING


def _is_usual(part: Part, slots: dict[int, Slot]) -> bool:
    if slots[part.key].share >= LIMITS.clock:
        return True
    around = part.nodes or (part.parent.nodes if part.parent else [])
    return any(node.tag == "time" or node.get("datetime") for node in around)


def _near(unit: Unit, parts: list[Part]) -> Iterator[tuple[Node, Part | None]]:
    """The elements that may tell the moment: those of the time first, then around it, then any."""
    seen: set[Node] = set()
    for part in parts:
        around = part.nodes[-1] if part.nodes else part.parent.nodes[-1] if part.parent else None
        if around is None:
            continue
        inner = list(around.walk()) if part.nodes else []
        for node in (*reversed(part.nodes), *inner):
            seen.add(node)
            yield node, part
        up = part.nodes[0].parent if part.nodes else around
        while up is not None:
            if up not in seen:
                seen.add(up)
                yield up, part
            up = up.parent
    for node in unit.root.walk():
        if node not in seen:
            yield node, None


def _moment(node: Node, knowledge: Knowledge) -> tuple[str, str] | None:
    marks = knowledge.marks.get("time", frozenset())
    for name, written in node.attributes.items():
        value = written.strip()
        if name in _PLAIN or not _DIGITS.search(value):
            continue
        called = tokens(name)
        if _LATER.intersection(called):
            continue
        counted = bool(called) and not marks.isdisjoint(called)
        found = moment(value, counted=counted)
        if found:
            return found, name
    return None


def ordered(moments: Iterable[str]) -> bool:
    """Whether moments go one way, as those of a thread do."""
    told = [each for each in moments if each]
    return told in (sorted(told), sorted(told, reverse=True))
