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
_AFTER = re.compile(r"^[\s\])>·•|,:–—-]*")
_LAST = re.compile(r"[\s\])>.·•|–—-]*$")
_NAME = re.compile(r"^([\s<*]*)([^:<>]{1,40}?)(\s?(?:[>:\uff1a]|\s-\s)+\s*)(?=\S|$)")
_LEADS = re.compile(r"[\s(\[·•|,–—-]+$")


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
    if name and knowledge.may_be_name(name[2].strip()):
        kinds.append("name")
        cuts += [at + name.start(2), at + name.end(2), at + name.end(3)]
        at += name.end(3)
    if spans and spans[-1][0] > at and _LAST.fullmatch(text[spans[-1][1] :]):
        first, last = spans[-1]
        leads = _LEADS.search(text[at:first])
        if leads and at + leads.start() > at:
            end = at + leads.start()
            cuts += [end, first, last]
            kinds += ["rest", "time"]
    elif text[at:].strip():
        kinds.append("rest")
    inner = tuple(sorted({cut for cut in cuts if 0 < cut < len(text)}))
    return (tuple(kinds), inner) if len(kinds) > 1 else ((), ())


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
        runs = [units[item].words.runs[part.first] for item, part in single]
        some = runs[:: 1 + len(runs) // LIMITS.sample]
        count = Counter(shape_of(run.text, knowledge)[0] for run in some)
        kinds, often = count.most_common(1)[0]
        if not kinds or often < LIMITS.alike * len(some):
            continue
        shapes = [shape_of(run.text, knowledge) for run in runs]
        for (item, part), (found, places) in zip(single, shapes, strict=True):
            if found == kinds:
                out.setdefault(item, {})[part.first] = places
    return out
