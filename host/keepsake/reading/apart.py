"""What stands among the words of an item and was not said in it: badges, quotes, subjects."""

from __future__ import annotations

import re
from collections import defaultdict
from math import inf
from typing import TYPE_CHECKING
from unicodedata import digit

from keepsake.reading.knowledge import ENDS, apart, is_signs, is_wordless
from keepsake.reading.signals.drawn import around
from keepsake.reading.weights import LIMITS
from keepsake.reading.words import folded, is_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.split import Labelled, Split
    from keepsake.reading.words import Run

_BADGES = {"badge": "aside", "edited": "aside", "receipt": "receipt"}
_STRESSED = frozenset(("a", "b", "em", "i", "mark", "s", "strong", "u"))
_COLONS = (":", "\uff1a")
_HEADS = 4  # lines of the head of a mail in which both who and when stand
_RULE = re.compile(r"\s*[-_=*]{3,}")
"""How a line begins that leads to a mail that is answered or sent on."""
_HEAD = re.compile(r"^\s*([^:\uff1a]{1,30})[:\uff1a]")
_RULED = re.compile(r"\s*_{8,}\s*$")
_LENGTH = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?$")
_PLAYERS = frozenset(("audio", "video", "canvas", "progress", "meter"))


def set_apart(split: Split, item: int, sheet: Sheet, verdicts: dict[int, Verdict]) -> None:
    """Takes all of it out of the body of an item, unless nothing else was said.

    Args:
        split: The item by its labels; is changed.
        item: Its place.
        sheet: The page.
        verdicts: By slot.
    """
    unit = sheet.units[item]
    _set_leads_apart(split, unit, sheet)
    _set_badges_apart(split, item, sheet, verdicts)
    _set_subject_apart(split, sheet)
    _set_length_apart(split, sheet)
    _set_answered_apart(split, sheet.answered.get(item, 0))
    _set_signature_apart(split, unit, sheet)


def _set_leads_apart(split: Split, unit: Unit, sheet: Sheet) -> None:
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


def _set_badges_apart(split: Split, item: int, sheet: Sheet, verdicts: dict[int, Verdict]) -> None:
    """Takes out what the page sets on a message in an element of its own: "Pinned", "Read".

    It may be a part of what was said, in a line of its own, and what was said of several parts.
    """
    unit = sheet.units[item]
    said = _said_in(split)
    whole = {id(part) for part in split.body}
    found: Labelled = []
    out: set[int] = set()
    for part in unit.parts:
        if part.first not in said or len(part.text) > LIMITS.mark:
            continue
        if verdicts[part.key].signals["held"] > LIMITS.half:
            continue  # a line of what is said
        label = _badge_of(part, item, sheet)
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
    return ends and bool(part.nodes) and not any(node.tag in _STRESSED for node in part.nodes)


def _badge_of(part: Part, item: int, sheet: Sheet) -> str:
    # A paragraph may be one word long, and so may what is said where others say something.
    if not part.nodes or (part.nodes[0].tag == "p" and not _is_outside(part, item, sheet)):
        return ""
    label = _badge(part.text, sheet)
    if not label:
        return ""
    texts = sheet.slots[part.key].some
    usual = sum(n for text, n in texts.items() if _badge(text, sheet))
    return label if usual > LIMITS.half * texts.total() else ""


def _is_outside(part: Part, item: int, sheet: Sheet) -> bool:
    """Whether it stands elsewhere than where the page has what people say."""
    spans = sheet.places.spans(item)
    return bool(spans) and all(part.last <= first or last <= part.first for first, last in spans)


def _badge(text: str, sheet: Sheet) -> str:
    says = {hit.concept for hit in sheet.knowledge.hits(apart(text)[1])}
    return next((label for concept, label in _BADGES.items() if concept in says), "")


def _set_answered_apart(split: Split, begin: int) -> None:
    """Takes out of the body the mail that is answered, from its head on: "From: …", "Sent: …"."""
    _take_out(split, [(part, "quote") for part in split.body if part.first >= begin > 0])


def are_signed(units: Sequence[Unit]) -> bool:
    """Whether the page rules a line over signatures, as forums do: several items have one."""
    ruled = sum(any(_RULED.match(run.text) for run in unit.words.runs) for unit in units)
    return ruled >= LIMITS.again


def _set_signature_apart(split: Split, unit: Unit, sheet: Sheet) -> None:
    """Takes out what follows a line of two hyphens alone, and that line (RFC 3676, 4.3).

    People draw lines in what they say as well: a sentence below it is said, but for a line that
    the page rules.
    """
    lines: dict[int, str] = defaultdict(str)
    for run in unit.words.runs:
        lines[run.line] += run.text
    ruled = [line for line, text in lines.items() if sheet.signed and _RULED.match(text)]
    at = next((line for line, text in lines.items() if text.strip() == "--"), inf)
    at = min([at, *ruled[-1:]])
    below = [text.strip() for line, text in lines.items() if line > at]
    if not below or (not ruled and any(text.endswith(ENDS) for text in below)):
        return
    said = _said_in(split)
    out = {order for order in said if unit.words.runs[order].line >= at}
    if out == said:
        return
    leaves = [part for part in unit.parts if not part.inner and out.issuperset(_orders(part))]
    split.body = [part for part in split.body if not out.issuperset(_orders(part))]
    split.parts += [(part, "aside") for part in leaves]


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


def _set_length_apart(split: Split, sheet: Sheet) -> None:
    """Takes out how long something is that plays, where an item says no more."""
    alone = split.body or [
        part for part in split.of("time") if sheet.slots[part.key].share < LIMITS.clock
    ]
    if len(alone) == 1 and _is_length(alone[0]):
        split.parts = [each for each in split.parts if each[0] is not alone[0]]
        split.parts.append((alone[0], "aside"))
        split.body = []
        split.plays = True


def _is_length(part: Part) -> bool:
    holder = next(around(part)).parent
    if holder is None or not _LENGTH.match(part.text):
        return False
    beside = {node.tag for node in holder.walk()}
    # A button may be there for anything, and "7:30" is written for a time.
    drawn = digit(part.text[0]) == 0 and not beside.isdisjoint(("button", "svg"))
    return drawn or not beside.isdisjoint(_PLAYERS)


def words_of_event(sheet: Sheet, item: int, split: Split) -> str:
    """The words of what nobody said, without what they are set out by: when, a flag, a line."""
    words = sheet.units[item].words
    whole = words.text()
    if sheet.knowledge.clock.is_time(whole.strip()):
        return whole
    signs = [part for part in split.of("aside") if is_signs(part.text) or is_wordless(part.text)]
    times, names = split.of("time"), split.of("author")
    # A name begins the sentence, and is a head where a time follows it.
    heads = [name for name in names if any(name.last == time.first for time in times)]
    begin, end = 0, len(words.runs)
    runs = words.runs
    for part in sorted((*signs, *times, *heads), key=lambda each: each.first):
        begin = part.last if part.first == begin else begin
    # At the end of it when may be what it says, but for a clock or a line of its own.
    stamps = [
        part
        for part in times
        if part.nodes
        and (_is_clock(part.text) or runs[part.first].line != runs[max(0, part.first - 1)].line)
    ]
    buttons = [part for part in sheet.units[item].parts if _is_pressed(part, sheet)]
    for part in sorted((*signs, *stamps, *buttons), key=lambda each: -each.last):
        end = part.first if part.last == end and not _is_joined(part, runs) else end
    outer = frozenset((*range(begin), *range(end, len(words.runs))))
    return words.text(outer) or whole


def _is_joined(part: Part, runs: Sequence[Run]) -> bool:
    """Whether nothing parts it from what stands before it, as the full stop of a sentence."""
    if part.nodes or part.piece or not part.first:
        return False
    run = runs[part.first]
    return not run.apart and run.line == runs[part.first - 1].line


def _is_pressed(part: Part, sheet: Sheet) -> bool:
    """Whether it is a button, and none that is called as somebody of the page is."""
    return any(map(is_button, part.nodes)) and part.text not in sheet.people


def _is_clock(text: str) -> bool:
    return ":" in text and sum(map(str.isdigit, text)) <= LIMITS.digits
