"""What of each item was said: the label of each of its parts, and the words that are left."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from keepsake.reading.apart import set_apart
from keepsake.reading.parts import is_one_name
from keepsake.reading.place import places_of
from keepsake.reading.signals.drawn import around
from keepsake.reading.split import Split
from keepsake.reading.weights import LIMITS, SURER
from keepsake.reading.words import folded, is_button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit

_MARK = re.compile(r"^[^\w+]+")
_OPENED = ("aside", "count", "control")
_LEADING_ON = ("offer", "expand", "rest", "earlier", "newer", "next", "reply")


def split_of(unit: Unit, sheet: Sheet, verdicts: dict[int, Verdict], who: str) -> Split:
    """Lays the parts of an item apart by what their slots are.

    Args:
        unit: The item.
        sheet: The page.
        verdicts: By slot.
        who: The writer as far as they are known.

    Returns:
        Its parts; what is in no other is what was said.
    """
    split = Split()
    _take_apart([unit.whole] if unit.whole else [], split, who, verdicts)
    _open_for_time(split, who, sheet, verdicts)
    _mend_lines(split)
    _set_buttons_apart(split, sheet)
    _told_by_words(split, sheet)
    _said_alone(split, lambda part, _: sheet.knowledge.is_file(part.text))
    _said_alone(split, lambda _, label: label == "quote")
    _said_between(split, sheet)
    return split


def _take_apart(waiting: list[Part], split: Split, who: str, verdicts: dict[int, Verdict]) -> None:
    """Goes from the outermost parts in, as far as they are not one thing."""
    while waiting:
        part = waiting.pop()
        verdict = verdicts.get(part.key)
        label = verdict.label if verdict else "body"
        about = label == "aside" and _is_about(part, who, verdicts)
        if label != "body" and (about or not _is_more(part, label, verdicts)):
            split.parts.append((part, label))
        elif part.inner and not _is_in_sentence(verdict):
            waiting.extend(reversed(part.inner))
        else:
            split.body.append(part)


def _open_for_time(split: Split, who: str, sheet: Sheet, verdicts: dict[int, Verdict]) -> None:
    """Where nothing else tells when, what tells it among others does: "3 days ago Reply 842"."""
    if split.of("time"):
        return
    for part, label in split.parts:
        about = label == "aside" and _is_about(part, who, verdicts)
        if label in _OPENED and any(
            _tells_when(each, sheet, verdicts) and (not about or _is_marked_time(each))
            for each in part.walk()
        ):
            split.parts.remove((part, label))
            _take_apart(list(reversed(part.inner)), split, who, verdicts)
            return


def _tells_when(part: Part, sheet: Sheet, verdicts: dict[int, Verdict]) -> bool:
    verdict, slot = verdicts.get(part.key), sheet.slots.get(part.key)
    if verdict is None or slot is None:
        return False
    return verdict.label == "time" and slot.share > LIMITS.half


def _is_marked_time(part: Part) -> bool:
    return any(node.tag == "time" or node.get("datetime") for node in part.nodes)


def _is_in_sentence(verdict: Verdict | None) -> bool:
    """Whether a part is a word of what is said, whatever stands in it: "@" and a name."""
    return verdict is not None and any(
        verdict.signals[name] > LIMITS.half for name in ("flowed", "mentioned")
    )


def _is_about(part: Part, who: str, verdicts: dict[int, Verdict]) -> bool:
    """Whether it says in several parts what the writer is, and not their name: "Posts: 12"."""
    return (
        len(part.inner) > 2
        and bool(who)
        and who not in part.text
        and verdicts[part.key].signals["of_author"] > LIMITS.alike
    )


def _mend_lines(split: Split) -> None:
    """A line is cut for who or when: a sign between two pieces that tell neither is said too."""
    ends = {part.last for part in split.body if part.piece}
    begins = {part.first for part in split.body if part.piece}
    signs = [
        part
        for part, _ in split.parts
        if part.piece and not _is_worded(part) and part.first in ends and part.last in begins
    ]
    split.parts = [each for each in split.parts if each[0] not in signs]
    split.body = sorted([*split.body, *signs], key=lambda part: part.first)


def _is_worded(part: Part) -> bool:
    return any(map(str.isalnum, part.text))


def _set_buttons_apart(split: Split, sheet: Sheet) -> None:
    """What leads on beside what is said, on too few items to be known by its place: "3 replies"."""
    leading = [part for part in split.body if _leads_on(part, sheet)]
    if len(leading) < len(split.body):
        split.body = [part for part in split.body if part not in leading]
        split.parts += [(part, "control") for part in leading]


def _leads_on(part: Part, sheet: Sheet) -> bool:
    if not any(map(is_button, part.nodes)):
        return False
    said = _MARK.sub("", part.text)
    return sheet.knowledge.is_count(said) or any(
        sheet.knowledge.says(concept, said) for concept in _LEADING_ON
    )


def _said_alone(split: Split, is_said: Callable[[Part, str], bool]) -> None:
    """Who sends nothing else has said what looks like something beside it: a file's name."""
    if split.body:
        return
    told = [each for each in split.parts if each[1] not in ("author", "time")]
    said = [each for each in told if is_said(*each)]
    split.parts = [each for each in split.parts if each not in said]
    split.body = [part for part, _ in said]


def _said_between(split: Split, sheet: Sheet) -> None:
    """What tells a time among what is said, where few items do and another part tells when."""
    times = split.of("time")
    usual = [part for part in times if sheet.slots[part.key].share >= LIMITS.clock]
    if not usual or not split.body:
        return
    first, last = split.body[0].first, split.body[-1].last
    said = [part for part in times if part not in usual and first < part.first < last]
    split.parts = [each for each in split.parts if each[0] not in said]
    split.body = sorted([*split.body, *said], key=lambda part: part.first)


def _said_by_numbers(splits: Sequence[Split], sheet: Sheet) -> None:
    """Where most items say nothing, what differs by its numbers alone is said: "Pay 100"."""
    silent = [
        split
        for split, unit in zip(splits, sheet.units, strict=True)
        if not (split.body or any(node.box[2] > LIMITS.face for node in unit.pictures))
    ]
    if len(silent) <= LIMITS.half * len(splits):
        return
    counted = sheet.knowledge.is_count
    for split in silent:
        _said_alone(
            split,
            lambda part, label: (
                label == "count" and not (counted(part.text) or any(map(is_button, around(part))))
            ),
        )


def _told_by_words(split: Split, sheet: Sheet) -> None:
    """What a slot is not by its words: a time names nobody, and is when where nothing else is."""
    timed = bool(split.of("time"))
    for at, (part, label) in enumerate(split.parts):
        if label == "author" and sheet.knowledge.tells_time(part.text):
            split.parts[at] = (part, "aside" if timed else "time")


def _told_by_others(splits: Sequence[Split], verdicts: dict[int, Verdict]) -> None:
    """What says the same as what stands in most other items, as their buttons do, names nobody."""
    always = {
        part.text
        for split in splits
        for part, label in split.parts
        if label in ("aside", "control")
        and verdicts[part.key].signals["constant"] > LIMITS.alike
        and all(part.text != name.text for name in split.of("author"))
    }
    for split in splits:
        split.parts = [
            (part, "aside" if label == "author" and part.text in always else label)
            for part, label in split.parts
        ]


def _is_more(part: Part, label: str, verdicts: dict[int, Verdict]) -> bool:
    """Whether a part is better taken by what is in it."""
    if label == "author":
        return _is_better_within(part, label, verdicts) or _names_twice(part, verdicts)
    return _holds_more(part, label, verdicts)


def _holds_more(part: Part, label: str, verdicts: dict[int, Verdict]) -> bool:
    """Whether who, when or what stands in it more surely than it is one thing.

    A quote has its own, and so has "Seen 14:02".
    """
    if label in ("quote", "receipt"):
        return False
    own = verdicts[part.key].scores[label]
    for each in part.inner:
        verdict = verdicts.get(each.key)
        if verdict and verdict.scores[verdict.label] > own + SURER.get(verdict.label, inf):
            return True
        if each.inner and _holds_more(each, label, verdicts):
            return True
    return False


def _is_better_within(part: Part, label: str, verdicts: dict[int, Verdict]) -> bool:
    """Whether one part in it is the same more surely: the name in a name with a handle."""
    if not part.inner:
        return False
    own = verdicts[part.key].scores[label]
    inner = [
        verdicts[each.key].scores[label]
        for each in part.inner
        if each.key in verdicts and verdicts[each.key].label == label
    ]
    others = len(inner) < len(part.inner) and not is_one_name(part)
    return len(inner) == 1 and others and inner[0] > own - LIMITS.inner


def _names_twice(part: Part, verdicts: dict[int, Verdict]) -> bool:
    """Whether names stand in it that nothing parts but their place: "Nora Lind", "nora.l"."""
    named = [
        each for each in part.inner if each.key in verdicts and verdicts[each.key].label == "author"
    ]
    return len(named) > 1 and any(
        one.last == other.first and not other.apart for one, other in pairwise(named)
    )


def find_bodies(sheet: Sheet, verdicts: dict[int, Verdict]) -> list[Split]:
    """Tells the sheet where in each item is what was said, how large its letters are, and what.

    Args:
        sheet: Its `body_at`, `said` and `size` are filled in.
        verdicts: By slot.

    Returns:
        The items, part by part.
    """
    known = sheet.authors or [""] * len(sheet.units)
    splits = [
        split_of(unit, sheet, verdicts, who) for unit, who in zip(sheet.units, known, strict=True)
    ]
    _told_by_others(splits, verdicts)
    _said_by_numbers(splits, sheet)
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    sizes: Counter[float] = Counter()
    bests: list[Part | None] = [None] * len(splits)
    sheet.body_at, sheet.bodies, sheet.told_at, sheet.parts_at = {}, {}, {}, {}
    for item, split in enumerate(splits):
        set_apart(split, item, sheet, verdicts)
        told = [*split.of("author"), *split.of("time")]
        sheet.told_at[item] = [(part.first, part.last) for part in told]
        if not split.body:
            continue
        best = max(split.body, key=lambda part: _mass(part, verdicts))
        bests[item] = best
        sheet.body_at[item] = (best.first, best.last)
        sheet.parts_at[item] = [(part.first, part.last) for part in split.body]
        text = sheet.units[item].words.text(split.orders())
        sheet.bodies[item] = [*text.split("\n"), folded(text)]
        for each in sheet.bodies[item]:
            said[each[:24]].append((item, each))
        sizes[next(around(best)).style.font_size] += len(best.text)
    sheet.said = dict(said)
    sheet.places = places_of(sheet.units, bests)
    if sizes:
        sheet.size = sizes.most_common(1)[0][0]
    return splits


def _mass(part: Part, verdicts: dict[int, Verdict]) -> float:
    return verdicts[part.key].scores["body"] + min(len(part.text), 200) / 100
