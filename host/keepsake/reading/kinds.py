"""What of the items somebody said, what divides them, and what is no part of the thread."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.reading.groups import is_bare
from keepsake.reading.knowledge import ENDS, apart, is_dotted, is_particle, tokens
from keepsake.reading.sides import is_drawn
from keepsake.reading.signals.drawn import around
from keepsake.reading.weights import LIMITS, WEIGHTS
from keepsake.reading.words import folded, is_button

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keepsake.reading.fields import Field
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Unit
    from keepsake.reading.split import Split
    from keepsake.reading.tree import Node
    from keepsake.reading.views import Holder, Record

_ROLES = ("separator", "status", "note", "alert", "heading", "hr")
_HEADINGS = ("h1", "h2", "h3", "h4", "nav", "header", "footer", "aside", "form")
_PLAYING = {"day": 0.0, "pictured": 1.0, "shown": 1.0}
"""Of what plays something: how long that is is no day, and it shows as a picture does."""
_BEGINNING = 2  # characters: no name is shorter
_DIVIDING = ("unread", "joined")
_BESIDE = ("receipt", "typing", "loading", "retry", "failed", "earlier", "newer", "next", "offer")


def speaking_for(
    sheet: Sheet,
    records: Sequence[Record],
    holders: dict[int, Holder],
    splits: list[Split],
    told: list[tuple[Field, Field]],
    heads: frozenset[int],
) -> list[dict[str, float]]:
    """What speaks for each item being said by nobody, or being no part of the conversation.

    Args:
        sheet: The page.
        records: Of the items.
        holders: What they stand in.
        splits: Their parts by label.
        told: Author and time as shown of each.
        heads: Places of those that only tell who wrote the next ones.

    Returns:
        Of each item its signals, 0 to 1.
    """
    usual = _Usual.of(sheet, records, holders, splits, told)
    out = []
    for item, record in enumerate(records):
        signals = usual.signals(sheet, item, record, *told[item])
        if splits[item].plays:
            signals |= _PLAYING
        signals["leads"] = float(item in heads)
        bare = item not in heads and is_bare(sheet, item, splits[item])
        tells = any(field.value for field in told[item])
        signals["event"] = float(bare and tells)
        signals["bare"] = float(bare and not tells)
        out.append(signals)
    return out


def kinds_of(signals: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Weighs what speaks for each item being no message.

    Args:
        signals: Of each item, as `speaking_for` finds them.

    Returns:
        Logits by kind, `divider` and `rest`; above 0 it is that and no message.
    """
    out = []
    for each in signals:
        scores = {}
        for kind in ("divider", "rest"):
            weights = WEIGHTS[kind]
            found = (weights.get(name, 0.0) * value for name, value in each.items() if value)
            scores[kind] = math.fsum((weights["bias"], *found))
        out.append(scores)
    return out


@dataclass(slots=True)
class _Usual:
    """What most items of a page are like.

    Attributes:
        like: Of each item whether several are made as it is.
        centred: Of each whether it stands in the middle.
        homes: Numbers of what directly holds the thread.
        level: Of those the one that directly holds most items, -1 where nothing does.
        again: What several rows between items say.
        beside: Of each item whether it, and most that are made as it is, tell what pages say of
            themselves: "Read it again" is said by people where people speak.
        grounds: The colours that the words of what most are made like lie on.
        called: Of each item whether it is called a notice, where most are not.
        runs_on: Of each item whether a line goes on after who it names, as in most it does not.
        first: The first that is made as others are; `last` the last.
        people: Who wrote one, by how their names begin.
        talk: Whether most items are no posts: one that is stands above what answers it.
        timed: How many tell when, 0 to 1; `named` who; `middle` how many stand in the middle.
        lacking: Of each whether it has no name, and most at its side have one.
    """

    like: list[bool]
    centred: list[bool]
    homes: set[int]
    level: int
    again: frozenset[str]
    beside: list[bool]
    grounds: set[str]
    called: list[bool]
    runs_on: list[bool]
    first: int
    last: int
    people: dict[str, list[str]]
    talk: bool
    timed: float
    named: float
    middle: float
    lacking: list[bool]

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        records: Sequence[Record],
        holders: dict[int, Holder],
        splits: list[Split],
        told: list[tuple[Field, Field]],
    ) -> _Usual:
        main = [_main_key(sheet, item, split) for item, split in enumerate(splits)]
        count = Counter(key for key in main if key)
        few = max(2, LIMITS.unlike * len(splits))
        like = [count[key] >= few for key in main]
        boxes = [unit.root.box for unit in sheet.units if is_drawn(unit.root)]
        left = min((box[0] for box in boxes), default=0)
        right = max((box[0] + box[2] for box in boxes), default=0)
        centred = [_is_centred(sheet, item, left, right) for item in range(len(splits))]
        alike = [at for at, holds in enumerate(like) if holds]
        many = max(1, len(told))
        return cls(
            like,
            centred,
            _homes(records, holders, like),
            _level(records, like),
            _said_again(sheet),
            _beside(sheet, main),
            _grounds(sheet, main, count),
            _called_notices(sheet),
            _running_on(sheet, splits),
            alike[0] if alike else 0,
            alike[-1] if alike else len(like),
            _by_beginning(sheet.people),
            sheet.taken.count("post") * 2 < len(splits),
            sum(bool(time.value) for _, time in told) / many,
            sum(bool(author.value) for author, _ in told) / many,
            sum(centred) / many,
            _lacking_names(sheet.edges, [bool(author.value) for author, _ in told]),
        )

    def _is_mute(self, text: str, sheet: Sheet) -> bool:
        """Whether words tell neither a day nor of anybody."""
        return not sheet.knowledge.clock.is_time(text.strip(" -–—·•")) and not any(
            text.startswith(who, at)
            for at in range(min(len(text), LIMITS.told))
            for who in self.people.get(text[at : at + _BEGINNING], ())
        )

    def _standing(self, item: int, record: Record) -> dict[str, float]:
        return {
            "centred": float(self.centred[item] and self.middle < LIMITS.side * 2),
            "elsewhere": float(record.inside not in self.homes),
            "level": float(record.inside == self.level),
            "outside": float(not self.first <= item <= self.last),
        }

    def signals(
        self, sheet: Sheet, item: int, record: Record, author: Field, time: Field
    ) -> dict[str, float]:
        unit = sheet.units[item]
        text = folded(unit.words.text())
        lines = {text, sheet.bodies.get(item, [text])[-1]}  # a log tells when beside what happened
        says = {hit.concept for line in lines for hit in sheet.knowledge.hits(line)}
        # What stands beside who wrote it or when was said, be it a number or a day.
        tells = bool(author.value or time.value)
        dated = self.like[item] and item in sheet.body_at and tells
        return {
            "day": float(sheet.knowledge.clock.is_time(text.strip(" -–—·•")) and not dated),
            "mute": self.named * self.timed * (not tells and self._is_mute(text, sheet)),
            "counted": float(sheet.knowledge.is_count(text)),
            "told_by_page": float(not says.isdisjoint(_DIVIDING)),
            "of_page": float(self.beside[item]),
            "posted": float(self.talk and sheet.taken[item] == "post"),
            "role": float(not unit.roles.isdisjoint(_ROLES)),
            "called": float(self.called[item]),
            "runs_on": float(self.runs_on[item]),
            "tells_of": float(tells_of(author.value, sheet)),
            "of_somebody": self.named
            * (self.lacking[item] and _are_of_somebody(lines, says, sheet)),
            "heading": float(unit.root.tag in _HEADINGS),
            "spoken": min(1.0, len(text) / LIMITS.line) * text.endswith(ENDS),
            "linked": _linked(unit) * (item in sheet.body_at and not author.value),
            "apart": float("divider" in (record.role, sheet.taken[item])),
            "nameless": self.named * (not author.value),
            "timeless": self.timed * (not time.value),
            "unlike": float(not self.like[item]),
            **_pictures(unit, worded=item in sheet.body_at),
            "named": float(bool(author.value)),
            "timed": float(bool(time.value)),
            **self._standing(item, record),
            "again": float(sheet.taken[item] == "divider" and text in self.again),
            "unseen": float(unit.root.box[2] > 0 and not is_drawn(unit.root)),
            "empty": float(not text and not unit.pictures),
            "grounded": float(sheet.grounds[item] in self.grounds),
        }


def _lacking_names(edges: Sequence[int], named: Sequence[bool]) -> list[bool]:
    """Which have no name where others have one: one's own may never do."""
    at_side: dict[int, list[bool]] = defaultdict(list)
    for edge, has in zip(edges, named, strict=True):
        at_side[edge].append(has)
    usual = {edge for edge, all_ in at_side.items() if sum(all_) >= LIMITS.named * len(all_)}
    return [not has and (not edge or edge in usual) for edge, has in zip(edges, named, strict=True)]


def _are_of_somebody(lines: set[str], says: set[str], sheet: Sheet) -> bool:
    """Whether a line, or what a sign leads to, tells of somebody, and not that they wrote it."""
    return "wrote" not in says and any(tells_of(apart(each)[1] or each, sheet) for each in lines)


def _pictures(unit: Unit, *, worded: bool) -> dict[str, float]:
    pictured = any(node.box[2] > LIMITS.face for node in unit.pictures)
    return {"pictured": float(pictured), "shown": float(pictured and not worded)}


def _by_beginning(people: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for who in people:
        found[who[:_BEGINNING]].append(who)
    return dict(found)


def _beside(sheet: Sheet, main: list[int]) -> list[bool]:
    says = [_says_of_itself(sheet, item) for item in range(len(sheet.units))]
    made = list(zip(main, _called(sheet), strict=True))
    count = Counter(made)
    of_page = Counter(each for each, holds in zip(made, says, strict=True) if holds)
    return [
        holds and (not each[0] or of_page[each] * 2 >= count[each])
        for each, holds in zip(made, says, strict=True)
    ]


def _says_of_itself(sheet: Sheet, item: int) -> bool:
    """Whether its words are what pages say; where they are several lines, each of them is."""
    *lines, _ = sheet.bodies.get(item, [""])
    texts = [folded(sheet.units[item].words.text()), *(lines if len(lines) > 1 else ())]
    return all(any(hit.concept in _BESIDE for hit in sheet.knowledge.hits(text)) for text in texts)


def _called(sheet: Sheet) -> list[frozenset[str]]:
    """What the makers call each item, by the classes that several have."""
    names = [frozenset(unit.root.get("class").split()) for unit in sheet.units]
    often = Counter(name for each in names for name in each)
    return [frozenset(name for name in each if often[name] >= LIMITS.again) for each in names]


def _called_notices(sheet: Sheet) -> list[bool]:
    marks = sheet.knowledge.marks["notice"]
    called = []
    for unit in sheet.units:
        around = unit.whole.nodes if unit.whole else [unit.root]
        called.append(any(not marks.isdisjoint(tokens(node.get("class"))) for node in around))
    return called if sum(called) < LIMITS.half * len(called) else [False] * len(called)


def _running_on(sheet: Sheet, splits: Sequence[Split]) -> list[bool]:
    """What a site says of somebody begins with a name and goes on: "Nora joined the group"."""
    lines: list[bool | None] = []
    for item, split in enumerate(splits):
        runs, at = sheet.units[item].words.runs, sheet.body_at.get(item)
        names = [part for part in split.of("author") if at and part.last == at[0]]
        lines.append(runs[at[0]].line == runs[at[0] - 1].line if at and names else None)
    often = lines.count(True) * 2 > len(lines) - lines.count(None)
    return [each is True and not often for each in lines]


def tells_of(text: str, sheet: Sheet) -> bool:
    """Whether words are a sentence that begins with the name of somebody of the page."""
    words = text.split(" ", LIMITS.name_words + 2)
    return any(
        words[at][:1].islower()
        and not is_particle(words[at])
        and " ".join(words[:at]) in sheet.people
        for at in range(1, min(len(words), LIMITS.name_words + 2))
    )


def _grounds(sheet: Sheet, main: list[int], count: Counter[int]) -> set[str]:
    usual = max((key for key in count if key), key=lambda key: count[key], default=0)
    some = zip(main, sheet.grounds, strict=True)
    return {ground for key, ground in some if key == usual and ground}


def _homes(records: Sequence[Record], holders: dict[int, Holder], like: list[bool]) -> set[int]:
    """What directly holds items of the thread; where each has its own holder, what holds those."""
    inside = [record.inside for record, holds in zip(records, like, strict=True) if holds]
    homes = set(inside)
    while len(homes) > max(1, len(inside) / 2):
        up = {holders[each].inside for each in homes if each in holders}
        if not up or up <= homes:
            break
        inside = [holders[each].inside for each in inside if each in holders]
        homes |= up
        if len(up) <= max(1, len(inside) / 2):
            break
    return homes


def _level(records: Sequence[Record], like: list[bool]) -> int:
    """What directly holds most of the items that are made as others are."""
    inside = Counter(each.inside for each, holds in zip(records, like, strict=True) if holds)
    return max(inside, key=lambda each: inside[each], default=-1)


def _said_again(sheet: Sheet) -> frozenset[str]:
    """What several rows between items say: "Show replies", the initials of who wrote."""
    units = zip(sheet.units, sheet.taken, strict=True)
    said = Counter(folded(unit.words.text()) for unit, taken in units if taken == "divider")
    return frozenset(text for text, n in said.items() if text and n > 1)


def _linked(unit: Unit) -> float:
    """How surely it is a row of links or a button: all of its words are, and no address.

    Half for one link.
    """
    leads: set[Node] = set()
    for run in unit.words.runs:
        if run.heard or not any(map(str.isalnum, run.text)):
            continue
        link = next((each for each in _up(run.node) if _is_link(each)), None)
        if link is None or "://" in run.text or is_dotted(run.text.strip()):
            return 0.0
        leads.add(link)
    return min(1.0, len(leads) / 2 + any(map(is_button, leads)))


def _is_link(node: Node) -> bool:
    return (node.tag == "a" and bool(node.get("href"))) or is_button(node)


def _up(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _main_key(sheet: Sheet, item: int, split: Split) -> int:
    at = sheet.body_at.get(item)
    return next((part.key for part in split.body if at and part.first == at[0]), 0)


def _is_centred(sheet: Sheet, item: int, left: float, right: float) -> bool:
    whole = sheet.units[item].whole
    if whole is None:
        return False
    part = whole
    while len(part.inner) == 1 and part.inner[0].nodes:
        part = part.inner[0]
    node = next(around(part))
    x, width = node.box[0], node.box[2]
    if node.style.align == "center":
        return True
    return (
        width < (right - left) * LIMITS.wide and abs((x - left) - (right - x - width)) < LIMITS.room
    )
