"""What of each item was said: the label of each of its parts, and the words that are left."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from keepsake.reading.knowledge import apart
from keepsake.reading.parts import is_one_name
from keepsake.reading.signals.drawn import around
from keepsake.reading.weights import LIMITS, SURER
from keepsake.reading.words import folded, is_button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.words import Run

_MARK = re.compile(r"^[^\w+]+")
_BADGES = {"badge": "aside", "edited": "aside", "receipt": "receipt"}
_STRESSED = frozenset(("a", "b", "em", "i", "mark", "s", "strong", "u"))
_COLONS = (":", "\uff1a")
_HEADS = 4  # lines of the head of a mail in which both who and when stand
_RULE = re.compile(r"\s*[-_=*]{3,}")
"""How a line begins that leads to a mail that is answered or sent on."""
_HEAD = re.compile(r"^\s*([^:\uff1a]{1,30})[:\uff1a]")
_LENGTH = re.compile(r"^\d{1,2}:[0-5]\d(?::[0-5]\d)?$")
_PLAYERS = frozenset(("audio", "video", "canvas", "progress", "meter"))
_LEADING_ON = ("offer", "expand", "rest", "earlier", "newer", "next", "reply")
Labelled = list[tuple["Part", str]]


@dataclass(slots=True)
class Split:
    """One item, part by part.

    Attributes:
        parts: The parts that are something else than what was said, by label, none in another.
        body: Parts of what was said.
    """

    parts: Labelled = field(default_factory=list)
    body: list[Part] = field(default_factory=list)

    def of(self, label: str) -> list[Part]:
        """The parts of a label, in order."""
        return [part for part, each in self.parts if each == label]

    def orders(self) -> frozenset[int]:
        """The runs of all parts that nobody said."""
        return frozenset(order for part, _ in self.parts for order in range(part.first, part.last))


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
    waiting = [unit.whole] if unit.whole else []
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
    _mend_lines(split)
    _set_buttons_apart(split, sheet)
    _told_by_words(split, sheet)
    _said_alone(split, lambda part, _: sheet.knowledge.is_file(part.text))
    return split


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
    sheet.body_at, sheet.bodies, sheet.told_at, sheet.parts_at = {}, {}, {}, {}
    for item, split in enumerate(splits):
        _set_apart(split, sheet.units[item], sheet)
        _set_badges_apart(split, sheet.units[item], sheet, verdicts)
        _set_subject_apart(split, sheet)
        _set_length_apart(split)
        _set_answered_apart(split, sheet.answered.get(item, 0))
        told = [*split.of("author"), *split.of("time")]
        sheet.told_at[item] = [(part.first, part.last) for part in told]
        if not split.body:
            continue
        best = max(split.body, key=lambda part: _mass(part, verdicts))
        sheet.body_at[item] = (best.first, best.last)
        sheet.parts_at[item] = [(part.first, part.last) for part in split.body]
        text = sheet.units[item].words.text(split.orders())
        sheet.bodies[item] = [*text.split("\n"), folded(text)]
        for each in sheet.bodies[item]:
            said[each[:24]].append((item, each))
        sizes[next(around(best)).style.font_size] += len(best.text)
    sheet.said = dict(said)
    if sizes:
        sheet.size = sizes.most_common(1)[0][0]
    return splits


def _set_apart(split: Split, unit: Unit, sheet: Sheet) -> None:
    """Takes out of the body the lines that lead to the words of another one."""
    said = _said_in(split)
    beside = (part for part, label in split.parts if label in ("aside", "quote"))
    leading = [
        part.first
        for part in (*split.body, *beside)
        if sheet.knowledge.leads_to_quote(part.text) and _is_apart(part, said, unit, whole=False)
    ]
    leading += _led_lines(split, unit, sheet)
    if not leading:
        return
    # In plain text a sign stands before each line that is quoted.
    quoted = [
        part
        for part in split.body
        if part.first in leading or (part.first > min(leading) and part.text.startswith(">"))
    ]
    _take_out(split, [(part, "quote") for part in quoted])


def _led_lines(split: Split, unit: Unit, sheet: Sheet) -> list[int]:
    """Where parts of the body begin that together are a line which leads to a quote."""
    lines: dict[int, list[Run]] = defaultdict(list)
    for run in unit.words.runs:
        if not run.heard:
            lines[run.line].append(run)
    led = {
        line
        for line, runs in lines.items()
        # Most lines end otherwise, and what they say is long in being looked up.
        if len(runs) > 1
        and runs[-1].text.rstrip().endswith(_COLONS)
        and _leads(folded(_line_of(runs)), sheet)
    }
    return [part.first for part in split.body if led and _stands_in(part, unit, led)]


def _leads(line: str, sheet: Sheet) -> bool:
    return sheet.knowledge.leads_to_quote(line) and not _badge(line, sheet)


def _line_of(runs: list[Run]) -> str:
    return "".join(f" {run.text}" if run.apart else run.text for run in runs)


def _stands_in(part: Part, unit: Unit, lines: set[int]) -> bool:
    return all(unit.words.runs[at].line in lines for at in range(part.first, part.last))


def _take_out(split: Split, found: Labelled) -> None:
    """Takes parts out of the body, unless nothing else was said."""
    if len(found) < len(split.body):
        out = {id(part) for part, _ in found}
        split.body = [part for part in split.body if id(part) not in out]
        split.parts += found


def _set_badges_apart(split: Split, unit: Unit, sheet: Sheet, verdicts: dict[int, Verdict]) -> None:
    """Takes out what the page sets on a message in an element of its own: "Pinned", "Read".

    It may be a part of what was said, in a line of its own, and what was said of several parts.
    """
    said = _said_in(split)
    whole = {id(part) for part in split.body}
    found: Labelled = []
    out: set[int] = set()
    for part in unit.parts:
        if part.first not in said or len(part.text) > LIMITS.mark:
            continue
        if verdicts[part.key].signals["held"] > LIMITS.half:
            continue  # a line of what is said
        label = _badge_of(part, sheet)
        own = frozenset(_orders(part))
        if not label or not own <= said or not own.isdisjoint(out):
            continue
        if _is_apart(part, said, unit, whole=id(part) in whole):
            found.append((part, label))
            out |= own
    if said != out:
        split.body = [part for part in split.body if not out.issuperset(_orders(part))]
        split.parts += found


def _said_in(split: Split) -> set[int]:
    return {order for part in split.body for order in _orders(part)}


def _orders(part: Part) -> range:
    return range(part.first, part.last)


def _is_apart(part: Part, said: set[int], unit: Unit, *, whole: bool) -> bool:
    """Whether it has lines of its own, or is set at one end of one: no word of a sentence."""
    runs, own = unit.words.runs, _orders(part)
    lines = {runs[at].line for at in own}
    beside = [at for at in said if at not in own and runs[at].line in lines]
    if not beside or not whole:
        return not beside
    ends = min(beside) >= part.last or max(beside) < part.first
    return ends and not any(node.tag in _STRESSED for node in part.nodes)


def _badge_of(part: Part, sheet: Sheet) -> str:
    # A paragraph may be one word long, and so may what is said where others say something.
    if not part.nodes or part.nodes[0].tag == "p":
        return ""
    label = _badge(part.text, sheet)
    if not label:
        return ""
    texts = sheet.slots[part.key].some
    usual = sum(n for text, n in texts.items() if _badge(text, sheet))
    return label if usual > LIMITS.half * texts.total() else ""


def _badge(text: str, sheet: Sheet) -> str:
    says = {hit.concept for hit in sheet.knowledge.hits(apart(text)[1])}
    return next((label for concept, label in _BADGES.items() if concept in says), "")


def _set_answered_apart(split: Split, begin: int) -> None:
    """Takes out of the body the mail that is answered, from its head on: "From: …", "Sent: …"."""
    _take_out(split, [(part, "quote") for part in split.body if part.first >= begin > 0])


def answered_in(unit: Unit, knowledge: Knowledge) -> int:
    """The run with which the head of a mail begins that is answered, 0 where there is none."""
    found = [(run.order, _HEAD.match(run.text)) for run in unit.words.runs if not run.heard]
    heads = [(order, label[1].strip()) for order, label in found if label]
    dated = [knowledge.says("head_date", label) for _, label in heads]
    for at, (order, label) in enumerate(heads):
        if knowledge.says("head_sender", label) and any(dated[at + 1 : at + _HEADS]):
            before = unit.words.runs[order - 1] if order else None
            return order - 1 if before and _RULE.match(before.text) else order
    return 0


def _set_subject_apart(split: Split, sheet: Sheet) -> None:
    """Takes out the subject of an answer, which another item or the page has: "Re: The ladder"."""
    said = [(part, sheet.knowledge.answered(part.text)) for part in split.body]
    found: Labelled = [
        (part, "aside") for part, subject in said if subject and _is_known(part, subject, sheet)
    ]
    _take_out(split, found)


def _is_known(part: Part, subject: str, sheet: Sheet) -> bool:
    others = sheet.slots[part.key].texts
    answered = sheet.knowledge.answered
    known = sum(n for text, n in others.items() if subject in (text, answered(text)))
    return known > 1 or subject in sheet.around


def _set_length_apart(split: Split) -> None:
    """Takes out how long something is that plays, where an item says no more."""
    if len(split.body) == 1 and not split.of("time") and _is_length(split.body[0]):
        split.parts.append((split.body.pop(), "aside"))


def _is_length(part: Part) -> bool:
    holder = next(around(part)).parent
    if holder is None or not _LENGTH.match(part.text):
        return False
    beside = {node.tag for node in holder.walk()}
    # A button may be there for anything, and "7:30" is written for a time.
    drawn = part.text.startswith("0") and not beside.isdisjoint(("button", "svg"))
    return drawn or not beside.isdisjoint(_PLAYERS)


def _mass(part: Part, verdicts: dict[int, Verdict]) -> float:
    return verdicts[part.key].scores["body"] + min(len(part.text), 200) / 100
