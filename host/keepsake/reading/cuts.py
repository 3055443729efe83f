"""Lines in which pages write several things in one run: "Nora · 10:15", "[10:15] Nora: hello".

A line is cut only where nearly all in its place are written so: somebody may write "at 10:15".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from keepsake.reading.weights import LIMITS
from keepsake.reading.words import Cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.slots import Slot

# Marks of direction, which programs write into what they export.
_SPACE = r"\s\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BEFORE = re.compile(rf"^[{_SPACE}\[(<·•|*–—-]*$")
_MARK = re.compile(r"^\s*[:\uff1a>»·•|–—-]\s+(?=\S)")
_LABEL = re.compile(r"^\s*([^\d:\uff1a]{1,30}?\s?[:\uff1a])\s*(?=\S)")
_HEADS = ("head_sender", "head_date", "head_message")
_WHOLE = Cut(())
_AFTER = re.compile(rf"^[{_SPACE}\])>·•|,;:.–—-]*")
_LAST = re.compile(rf"[{_SPACE}\])>.·•|–—-]*$")
# Before a name in its signs may stand where it was said: "[Guild] <Nora>".
_NAME = re.compile(
    rf"^((?:\[[^\[\]]{{1,20}}\]\s*(?=<))?[{_SPACE}<*]*)([^:<>»|\t]{{1,40}}?)(\s?(?:[>:\uff1a]|\s[–—-]\s)+[{_SPACE}]*)(?=\S|$)"
)
_LEADS = re.compile(rf"[{_SPACE}()\[\]·•|,»–—@-]+$")
_NUMBERED = re.compile(rf"^[{_SPACE}\[({{<*·•–—-]*(?:#?\d+[.):]?\s)?[{_SPACE}\[({{<*]*")
_CLOSED = re.compile(rf"^(?:\s?[\])}}>:\uff1a|»·•,;–—-])+[{_SPACE}]*(?=\S)")
_WITHIN = re.compile(r"^(\s*[\[{(]\s?)([^\[\](){}]{1,40}?)(\s?[\]})]\s*:?\s*)(?=\S)")
_PARTED = re.compile(r"^(\s*)([^|»;·•\t]{1,40}?)(\s?[|»;·•\t]\s*)(?=\S)")
_SIGNED = re.compile(r"(\s[–—-]\s|\s?\(\s?)([^()–—]{1,40}?)$")
# Behind a name: a number in brackets, that of the person, or what the person is called elsewhere.
_MORE = re.compile(r"(?<=\S)\s?(?:\([^()]*\d[^()]*\)|#\d+|\s@[\w.-]+)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """How one line is written.

    Attributes:
        kinds: What stands in it, from `time`, `name`, `more` of who that is, and `rest`.
        cuts: Where it is to be cut.
        name: Who is named where signs alone do not tell it: others have to be named so too.
    """

    kinds: tuple[str, ...] = ()
    cuts: tuple[int, ...] = ()
    name: str = ""

    def then(self, *kinds: str, cuts: Sequence[int] = (), name: str = "") -> Shape:
        """The same with what comes after it."""
        return Shape(self.kinds + kinds, (*self.cuts, *cuts), self.name or name)


def shapes_of(text: str, knowledge: Knowledge) -> list[Shape]:
    """How one line may be written: with a time at its end, which somebody may say, and without.

    Args:
        text: Of a run.
        knowledge: What a time and a name is.

    Returns:
        None where it is one thing, or leads to the words of another message.
    """
    if knowledge.leads_to_quote(text):
        return []
    line = _Line(text, knowledge)
    begun, at = line.begin()
    ways = [line.with_time(begun, at), line.with_rest(begun, at, len(text))]
    return [way for way in ways if way and len(way.kinds) > 1]


class _Line:
    """A line that is taken apart from both ends."""

    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.text = text
        self.knowledge = knowledge
        self.spans = knowledge.clock.spans(text)

    def begin(self) -> tuple[Shape, int]:
        """When and who it begins with, and where that ends."""
        first, last = self.spans[0] if self.spans else (0, 0)
        before = self.text[:first]
        led = self.knowledge.clock.leads(before.strip())
        if last and (led or _BEFORE.match(before)):
            found, at = self._after_time(first, last)
            # "At 10:15, Nora wrote:" leads to words of somebody else, and "On Friday I" is said.
            if not led or ("name" in found.kinds and self.text[at:].strip()):
                return found, at
        return self._name(Shape(), 0, first or len(self.text))

    def _after_time(self, first: int, last: int) -> tuple[Shape, int]:
        after = _AFTER.match(self.text[last:])
        at = last + (after.end() if after else 0)
        end = self.spans[1][0] if self.spans[1:] else len(self.text)
        return self._name(Shape(("time",), (first, last, at)), at, end)

    def _name(self, before: Shape, at: int, end: int) -> tuple[Shape, int]:
        for take in (self._called, self._with_time, self._marked):
            found = take(before, at, end)
            if found:
                return found
        return before, at

    def _called(self, before: Shape, at: int, end: int) -> tuple[Shape, int] | None:
        """A name with the sign behind it that parts who from what, "Nora: …"."""
        name = _NAME.match(self.text[at:end])
        told = _told_in(name, self.knowledge) if name else 0
        if not name or not told:
            return None
        return self._cut_name(before, at + name.start(2), at + told, at + name.end(3))

    def _with_time(self, before: Shape, at: int, end: int) -> tuple[Shape, int] | None:
        """A name with a time behind it, "Nora (10:15): …", "[Nora, 10:15] …"."""
        if before.kinds or not self.spans:
            return None
        first, last = self.spans[0]
        head = self.text[at:end]
        begin = len(head) - len(_NUMBERED.sub("", head, count=1))
        name_end = _without_leads(head, self.knowledge)
        after = _CLOSED.match(self.text[last:])
        name = head[begin:name_end].strip()
        numbered = any(map(str.isdigit, self.text[first:last]))
        if not after or not name or not numbered or not self._may_be_name(name):
            return None
        named, _ = self._cut_name(before, begin, name_end, first)
        after_time = last + after.end()
        return named.then("time", cuts=(last, after_time), name=name), after_time

    def _marked(self, before: Shape, at: int, end: int) -> tuple[Shape, int] | None:
        """A name that other signs part from the rest, "[Nora] …", "10:15 | Nora | …"."""
        found = (form.match(self.text[at:end]) for form in (_WITHIN, _PARTED))
        name = next((each for each in found if each and self._may_be_name(each[2].strip())), None)
        if not name:
            return None
        named, after = self._cut_name(before, *(at + name.end(n) for n in (1, 2, 3)))
        return named.then(name=name[2].strip()), after

    def _cut_name(self, before: Shape, begin: int, end: int, after: int) -> tuple[Shape, int]:
        more = _MORE.search(self.text[begin:end])
        if more:
            named = before.then("name", "more", cuts=(begin, begin + more.start(), end, after))
            return named, after
        return before.then("name", cuts=(begin, end, after)), after

    def with_rest(self, before: Shape, at: int, end: int) -> Shape:
        """It with all that is left up to a place: a name with more of who that is, or one thing."""
        rest = self.text[at:end]
        more = None if "name" in before.kinds else _MORE.search(rest)
        name = rest[: more.start()].strip() if more else ""
        if more and self._may_be_name(name):
            return before.then("name", "more", cuts=(at + more.start(),), name=name)
        return before.then("rest") if rest.strip() else before

    def with_time(self, before: Shape, at: int) -> Shape | None:
        """It with a time at its end, "… 10:15", "… (Nora, 10:15)"; one line has one time."""
        first, last = self.spans[-1] if self.spans else (0, 0)
        if "time" in before.kinds or first <= at or not _LAST.fullmatch(self.text[last:]):
            return None
        led = at + _without_leads(self.text[at:first], self.knowledge)
        leads = self.text[led:first].strip() or any(map(str.isdigit, self.text[first:last]))
        if not at < led < first or not leads:
            return None
        signed = None if before.kinds else _SIGNED.search(self.text[:led])
        if signed and signed.start() and self._may_be_name(signed[2].strip()):
            cuts = (signed.start(), signed.start(2), led, first, last)
            return Shape(("rest", "name", "time"), cuts, signed[2].strip())
        return self.with_rest(before, at, led).then("time", cuts=(led, first, last))

    def _may_be_name(self, text: str) -> bool:
        return bool(self.knowledge.told_by(text)) or self.knowledge.may_be_name(text)


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
    return not (part.inner and part.inner[0].nodes)


def cuts_of(
    units: Sequence[Unit], slots: Mapping[int, Slot], knowledge: Knowledge
) -> dict[int, dict[int, Cut]]:
    """Where the runs of items are to be cut.

    Args:
        units: The items.
        slots: Of their parts.
        knowledge: What a time and a name is.

    Returns:
        By item and run.
    """
    out: dict[int, dict[int, Cut]] = {}
    for slot in slots.values():
        cuts = _cuts_at(units, slot.places, knowledge) or _cuts_beside_times(units, slot, knowledge)
        for (item, run), cut in cuts.items():
            out.setdefault(item, {})[run] = cut
    return out


Cuts = dict[tuple[int, int], Cut]
"""By item and run."""


def _cuts_at(
    units: Sequence[Unit], places: Sequence[tuple[int, Part]], knowledge: Knowledge
) -> Cuts:
    # Where a link stands in a line, its first run says who and when.
    single = [(item, part) for item, part in places if _begins_with_a_run(part)]
    if len(single) < LIMITS.again or len(single) < LIMITS.alike * len(places):
        return {}
    texts = [units[item].words.runs[part.first].text for item, part in single]
    begins = [_begin_of(units[item], part.first, knowledge) for item, part in single]
    cuts = zip(single, _cuts_in(texts, begins, knowledge), strict=True)
    return {(item, part.first): cut for (item, part), cut in cuts if cut.places}


def _cuts_beside_times(units: Sequence[Unit], slot: Slot, knowledge: Knowledge) -> Cuts:
    """Beside one's own messages stands the time alone, where others have a name before it."""
    if not any(knowledge.tells_time(part.text) for _, part in slot.sample):
        return {}
    timed: list[tuple[int, Part]] = []
    others: list[tuple[int, Part]] = []
    for each in slot.places:
        (timed if knowledge.tells_time(each[1].text) else others).append(each)
    if not timed or len(timed) > len(others):
        return {}
    cuts = _cuts_at(units, others, knowledge)
    pieces = (
        _time_piece(units[item].words.runs[run].text, cut, knowledge)
        for (item, run), cut in cuts.items()
    )
    first = next(filter(None, pieces), 0)
    if first < 2:
        return {}
    single = (each for each in timed if each[1].last == each[1].first + 1)
    alone = Cut((), first=first, nameless=True)
    return {**cuts, **{(item, part.first): alone for item, part in single}}


def _time_piece(text: str, cut: Cut, knowledge: Knowledge) -> int:
    """Which piece of a text tells when, counted from 1; 0 for none."""
    pieces = enumerate(pairwise((0, *cut.places, len(text))), 1)
    times = (n for n, (begin, end) in pieces if knowledge.clock.is_time(text[begin:end].strip()))
    return next(times, 0)


def _begin_of(unit: Unit, order: int, knowledge: Knowledge) -> Cut:
    """What parts a run from what stands before it in the line, or says what it is: "Name: "."""
    runs = unit.words.runs
    text = runs[order].text
    if order and runs[order - 1].line == runs[order].line:
        mark = _MARK.match(text)
        return Cut((mark.end(),)) if mark else _WHOLE
    label = _LABEL.match(text)
    heads = (each for each in _HEADS if label and knowledge.says(each, label[1]))
    head = next(heads, "")
    return Cut((label.end(),), head) if label and head else _WHOLE


def _cuts_in(texts: Sequence[str], begins: list[Cut], knowledge: Knowledge) -> list[Cut]:
    """Where texts of one place are to be cut: after what parts them, and as most are written."""
    if sum(bool(each.places) for each in begins) < LIMITS.alike * len(texts):
        begins = [_WHOLE] * len(texts)
    at = [sum(each.places) for each in begins]
    rests = [text[begin:] for text, begin in zip(texts, at, strict=True)]
    kinds = _way_of(rests[:: 1 + len(rests) // LIMITS.sample], knowledge)
    out = []
    for rest, begin in zip(rests, begins, strict=True):
        shapes = shapes_of(rest, knowledge) if kinds else ()
        # A line of a log without a name tells what happened then.
        ways = (kinds, ("time", "rest")) if kinds[:2] == ("time", "name") else (kinds,)
        told = (each for way in ways for each in shapes if each.kinds == way)
        shape = next(told, Shape())
        inner = sorted({cut for cut in shape.cuts if 0 < cut < len(rest)})
        places = (sum(begin.places) + place for place in inner)
        nameless = kinds[:2] == ("time", "name") and shape.kinds == ("time", "rest")
        out.append(Cut((*begin.places, *places), begin.head, nameless=nameless))
    return out


def _way_of(texts: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    """In which way nearly all of some texts are written, of several the one that tells most."""
    shapes = [shapes_of(text, knowledge) for text in texts]
    count = Counter(kinds for some in shapes for kinds in {each.kinds for each in some})
    # A log begins all its lines with a time; those between go on with what is said.
    begun = sum(any(each.kinds[0] == "time" for each in some) for some in shapes)
    log = begun if begun > LIMITS.half * len(texts) else len(texts)
    ways = [
        way
        for way, n in count.items()
        if way and n >= LIMITS.alike * (log if way[:2] == ("time", "name") else len(texts))
    ]
    kinds = max(ways, key=lambda way: (len(way), count[way], way), default=())
    names = [each.name for some in shapes for each in some if each.kinds == kinds]
    return kinds if _are_people(names) else ()


def _are_people(names: Sequence[str]) -> bool:
    """Whether names that only their place tells are those of people: they are said again."""
    told = Counter(filter(None, names))
    return not told or sum(n for n in told.values() if n > 1) >= LIMITS.half * told.total()
