"""Lines in which pages write several things in one run: "Nora · 10:15", "[10:15] Nora: hello".

A line is cut only where nearly all in its place are written so: somebody may write "at 10:15".
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.slots import Slot

_BEFORE = re.compile(r"^[\s\[(<·•|*–—-]*$")
_MARK = re.compile(r"^\s*[:\uff1a>»·•|–—-]\s+(?=\S)")
_AFTER = re.compile(r"^[\s\])>·•|,:–—-]*")
_LAST = re.compile(r"[\s\])>.·•|–—-]*$")
_NAME = re.compile(r"^([\s<*]*)([^:<>]{1,40}?)(\s?(?:[>:\uff1a]|\s[–—-]\s)+\s*)(?=\S|$)")
_LEADS = re.compile(r"[\s(\[·•|,»–—-]+$")


def shape_of(text: str, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """How one line is written.

    Args:
        text: Of a run.
        knowledge: What a time and a name is.

    Returns:
        What stands in it, from `time`, `name` and `rest`, and where it is to be cut; both empty
        where it is one thing.
    """
    kinds: list[str] = []
    cuts: list[int] = []
    at, end = 0, len(text)
    spans = knowledge.clock.spans(text)
    if spans and _BEFORE.match(text[: spans[0][0]]):
        first, last = spans.pop(0)
        after = _AFTER.match(text[last:])
        at = last + (after.end() if after else 0)
        kinds.append("time")
        cuts += [first, last, at]
    name = _NAME.match(text[at : spans[0][0] if spans else end])
    if name and (told := _told_in(name, knowledge)):
        kinds.append("name")
        cuts += [at + name.start(2), at + told, at + name.end(3)]
        at += name.end(3)
    if spans and spans[-1][0] > at and _LAST.fullmatch(text[spans[-1][1] :]):
        first, last = spans[-1]
        led = _without_leads(text[at:first], knowledge)
        leads = text[at + led : first].strip() or any(map(str.isdigit, text[first:last]))
        if 0 < led < first - at and leads:
            end = at + led
            cuts += [end, first, last]
            kinds += ["rest", "time"]
    elif text[at:].strip():
        kinds.append("rest")
    inner = tuple(sorted({cut for cut in cuts if 0 < cut < len(text)}))
    return (tuple(kinds), inner) if len(kinds) > 1 else ((), ())


def _told_in(found: re.Match[str], knowledge: Knowledge) -> int:
    """Where a name ends with which a line begins, or what says who wrote the rest; 0 for none."""
    end = found.end(2) + len(found[3].rstrip())
    if knowledge.told_by(found.string[found.start(2) : end].strip()):
        return end
    return found.end(2) if knowledge.may_be_name(found[2].strip()) else 0


def _without_leads(text: str, knowledge: Knowledge) -> int:
    """Where in what stands before a time that begins which leads to it: " · ", " at "."""
    leads = _LEADS.search(text)
    end = leads.start() if leads else len(text)
    head, _, word = text[:end].rpartition(" ")
    return len(head.rstrip()) if leads and knowledge.clock.leads(word) else end


def _begins_with_a_run(part: Part) -> bool:
    if part.last == part.first + 1:
        return True
    return bool(part.inner) and not part.inner[0].nodes and part.inner[0].last == part.first + 1


def cuts_of(
    units: Sequence[Unit], slots: Mapping[int, Slot], knowledge: Knowledge
) -> dict[int, dict[int, tuple[int, ...]]]:
    """Where the runs of items are to be cut.

    Args:
        units: The items.
        slots: Of their parts.
        knowledge: What a time and a name is.

    Returns:
        By item and run, the places in its text.
    """
    out: dict[int, dict[int, tuple[int, ...]]] = {}
    for slot in slots.values():
        # Where a link stands in a line, its first run says who and when.
        single = [(item, part) for item, part in slot.places if _begins_with_a_run(part)]
        if len(single) < LIMITS.again or len(single) < LIMITS.alike * len(slot.places):
            continue
        texts = [units[item].words.runs[part.first].text for item, part in single]
        marks = [_mark_in(units[item], part.first) for item, part in single]
        cut = _places_in(texts, marks, knowledge)
        for (item, part), places in zip(single, cut, strict=True):
            if places:
                out.setdefault(item, {})[part.first] = places
    return out


def _mark_in(unit: Unit, order: int) -> int:
    """Where in a run the sign ends that parts it from what stands before it in the line."""
    runs = unit.words.runs
    mark = _MARK.match(runs[order].text)
    return mark.end() if mark and order and runs[order - 1].line == runs[order].line else 0


def _places_in(
    texts: Sequence[str], marks: list[int], knowledge: Knowledge
) -> list[tuple[int, ...]]:
    """Where texts of one place are to be cut: after such signs, and as most are written."""
    begins = marks if sum(map(bool, marks)) >= LIMITS.alike * len(texts) else [0] * len(texts)
    rests = [text[begin:] for text, begin in zip(texts, begins, strict=True)]
    some = rests[:: 1 + len(rests) // LIMITS.sample]
    count = Counter(shape_of(rest, knowledge)[0] for rest in some)
    kinds, often = count.most_common(1)[0]
    are_alike = kinds and often >= LIMITS.alike * len(some)
    out = []
    for rest, begin in zip(rests, begins, strict=True):
        found, places = shape_of(rest, knowledge) if are_alike else ((), ())
        inner = tuple(begin + place for place in places) if found == kinds else ()
        out.append((begin, *inner) if begin else inner)
    return out
