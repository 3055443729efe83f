"""Names that stand once for several items: carried over where nothing stands between."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from keepsake.reading.fields import AFTER, BEFORE, NOTHING, Field
from keepsake.reading.knowledge import is_initials, is_sentence, is_wordless
from keepsake.reading.signals.drawn import is_picture_of_face
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Unit
    from keepsake.reading.sides import Lie
    from keepsake.reading.split import Split


def like_named(sheet: Sheet, splits: Sequence[Split], said: Sequence[int]) -> list[bool]:
    """Which items are made as those are that have a name: nothing else is of a group.

    Args:
        sheet: The page.
        splits: Its items part by part.
        said: The items that somebody said.

    Returns:
        True also for pictures without words.
    """
    keys = [_key(sheet, item, split) for item, split in enumerate(splits)]
    named = {keys[item] for item in said if sheet.authors[item]}
    count = Counter(keys[item] for item in said)
    often = {key for key, n in count.items() if key and n >= LIMITS.unlike * len(keys) and n > 2}
    known = set(said)
    return [
        item in known and (key in named | often or (not key and bool(sheet.units[item].pictures)))
        for item, key in enumerate(keys)
    ]


@dataclass(frozen=True, slots=True)
class Leads:
    """Items that only tell who wrote others: a page may lay both out as rows.

    Attributes:
        items: Their places.
        step: From one to the first that it tells of: 1 where it stands above, -1 below.
        named: Whether they tell who; else only when.
        names: Whom some of those name that tell when, by place: in a talk of two always the same.
    """

    items: frozenset[int] = frozenset()
    step: int = 1
    named: bool = True
    names: Mapping[int, str] = field(default_factory=dict)


def leads_of(
    sheet: Sheet, splits: Sequence[Split], bare: Sequence[bool], sides: Sequence[str]
) -> Leads:
    """The items that only tell who wrote those after them, or else before them, or when.

    Args:
        sheet: The page.
        splits: Its items part by part.
        bare: Of each whether it says and shows nothing itself.
        sides: On which side each lies, `""` where that cannot be told.

    Returns:
        None where too few stand beside words without a name.
    """
    named = _named_leads(sheet, splits, bare)
    return named or _timed_leads(sheet, splits, bare, sides) or Leads()


def _timed_leads(
    sheet: Sheet, splits: Sequence[Split], bare: Sequence[bool], sides: Sequence[str]
) -> Leads | None:
    """Rows with a time alone, where all that one parts from the next lies on one side.

    Of what both sides say together, such a row tells no time: it divides the talk.
    """
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for item, split in enumerate(splits):
        times = split.of("time")
        if bare[item] and times:
            # Classes tell the sides apart, and one's own have a receipt beside the time; days of a
            # talk stand in elements of other kinds.
            spans = sheet.units[item].words.spans.items()
            time = times[0]
            around = (node for node, (first, last) in spans if first <= time.first < last)
            rows[tuple(node.tag for node in around)].append(item)
    some = max(rows.values(), key=len, default=[])
    if len(some) < LIMITS.again:
        return None
    ends = [-1, *some, len(splits)]
    between = [
        [item for item in range(one + 1, other) if not bare[item]] for one, other in pairwise(ends)
    ]
    told = [{sides[item] for item in each} - {""} for each in between if each]
    alone = [next(iter(each)) for each in told if len(each) == 1]
    if len(alone) < LIMITS.alike * len(told) or len(set(alone)) < 2:
        return None
    above, below = bool(between[-1]), bool(between[0])
    if above == below:
        return None
    of = between[1:] if above else between[:-1]
    names = _names_beside(sheet, dict(zip(some, of, strict=True)), sides)
    return Leads(frozenset(some), 1 if above else -1, named=False, names=names)


def one_by_one(said: Sequence[bool], when: Sequence[str], sheet: Sheet) -> Leads:
    """Rows that nobody said with a time of day, one right beside each item, which tells none.

    Args:
        said: Whether somebody said it.
        when: The time that each shows.
        sheet: The page, whose words tell a time of day from a day, which divides.

    Returns:
        None of them where some items have such a row and others not, or where each has two.
    """
    hour = sheet.knowledge.clock.tells_hour
    rows = [at for at, time in enumerate(when) if time and not said[at] and hour(time)]
    found = []
    for step in (1, -1):
        beside = [at + step for at in rows if 0 <= at + step < len(said)]
        led = [at for at in beside if said[at] and not when[at]]
        if len(led) == len(rows) >= LIMITS.again and len(led) >= LIMITS.alike * sum(said):
            found.append(Leads(frozenset(rows), step, named=False))
    return found[0] if len(found) == 1 else Leads()


def _names_beside(
    sheet: Sheet, led: Mapping[int, Sequence[int]], sides: Sequence[str]
) -> dict[int, str]:
    """Whom rows name beside a time, where those of the other side do and one's own never."""
    names = {row: name for row in led if (name := named_in(sheet, row))}
    others = [row for row, items in led.items() if any(sides[item] == "other" for item in items)]
    told = [row for row in others if row in names]
    usual = len(told) == len(names) and len(told) >= LIMITS.alike * len(others)
    return names if usual else {}


def named_in(sheet: Sheet, row: int) -> str:
    """Whom a row names beside a time, where it says nothing else."""
    knows = sheet.knowledge
    texts = (run.text.strip() for run in sheet.units[row].words.runs if not run.heard)
    said = [each for each in texts if not (is_wordless(each) or knows.clock.is_time(each))]
    name = said[0] if len(said) == 1 else ""
    may_be = bool(name) and knows.may_be_name(name) and not is_sentence(name)
    return name if may_be and not knows.hits(name) else ""


def _named_leads(sheet: Sheet, splits: Sequence[Split], bare: Sequence[bool]) -> Leads | None:
    named = [bool(name) for name in sheet.authors]
    found: list[tuple[int, Leads]] = []
    for step in (1, -1):
        beside = range(max(0, -step), len(splits) - max(0, step))
        heads = [item for item in beside if bare[item] and named[item]]
        led = [item for item in heads if not bare[item + step] and not named[item + step]]
        if len(led) >= LIMITS.again and len(led) >= LIMITS.alike * len(heads):
            leads = Leads(frozenset((*heads, *_timed_like(heads, bare, sheet, splits))), step)
            # Those before the first that stands above have nobody, and those after the last below.
            without = heads[0] if step > 0 else len(splits) - 1 - heads[-1]
            found.append((without, leads))
    return min(found, key=lambda each: each[0], default=(0, None))[1]


def _timed_like(
    heads: Sequence[int], bare: Sequence[bool], sheet: Sheet, splits: Sequence[Split]
) -> list[int]:
    """What is made as those with names are and only tells when, as beside one's own."""
    made = {_made(sheet.units[item]) for item in heads}
    return [
        item
        for item, split in enumerate(splits)
        if bare[item]
        and not sheet.authors[item]
        and split.of("time")
        and _made(sheet.units[item]) in made
    ]


def _made(unit: Unit) -> tuple[str, str]:
    return unit.root.tag, unit.root.get("class")


def is_bare(sheet: Sheet, item: int, split: Split) -> bool:
    """Whether it says and shows nothing but what the page says of it."""
    unit = sheet.units[item]
    if split.plays or unit.words.text(split.orders()):
        return False
    return not any(node.box[2] > LIMITS.face for node in unit.pictures)


def _key(sheet: Sheet, item: int, split: Split) -> int:
    at = sheet.body_at.get(item)
    return next((part.key for part in split.body if at and part.first == at[0]), 0)


def led_by(told: Sequence[Field], leads: Leads, said: Sequence[bool]) -> list[Field]:
    """Tells each item what the one that leads to it tells of who or when.

    Args:
        told: Of all items, who or when, as each tells it.
        leads: The items that only tell that.
        said: Whether somebody said it; what nobody said ends a group.

    Returns:
        The same with what those tell.
    """
    out = list(told)
    by = BEFORE if leads.step > 0 else AFTER
    head: int | None = None
    for at in range(len(told))[:: leads.step]:
        if at in leads.items:
            head = at
        elif not said[at] or told[at].value:
            head = None
        elif head is not None:
            field = told[head]
            out[at] = Field(field.value, by, field.confidence * LIMITS.carried)
    return out


def faces_of(sheet: Sheet, splits: Sequence[Split], verdicts: Mapping[int, Verdict]) -> list[str]:
    """Whose face each item shows: its initials, or the address of a small picture; `""` for none.

    Args:
        sheet: The page.
        splits: Its items part by part.
        verdicts: By slot.
    """
    initials = {key for key, each in verdicts.items() if each.signals["initialed"] > 0}
    return [_face(unit, split, initials) for unit, split in zip(sheet.units, splits, strict=True)]


def _face(unit: Unit, split: Split, initials: set[int]) -> str:
    for part in split.of("aside"):
        if part.key in initials and 0 < len(part.text) <= LIMITS.initials:
            return part.text
    shown = (node.get("src") for node in unit.pictures if is_picture_of_face(node))
    return next(filter(None, shown), "")


def strangers(authors: Sequence[Field], faces: Sequence[str]) -> Callable[[int, int], bool]:
    """Tells whether an item shows another face than that of who wrote another one.

    Args:
        authors: Of all items, as each tells it.
        faces: Of each, as `faces_of` has them.

    Returns:
        A question about the item without a name and the one with it.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for author, face in zip(authors, faces, strict=True):
        if author.value and face:
            known[face].add(author.value)

    def is_stranger(item: int, head: int) -> bool:
        face, name = faces[item], authors[head].value
        if not face:
            return False
        if face in known:
            return name not in known[face]
        return len(face) <= LIMITS.initials and not is_initials(face, name)

    return is_stranger


def carried(
    authors: Sequence[Field],
    lies: Sequence[Lie],
    said: Sequence[bool],
    *,
    below: bool | None,
    faces: Sequence[str] = (),
) -> list[Field]:
    """Names the items of a group whose first item, or last, alone has a name.

    Args:
        authors: Of all items, as each tells it.
        lies: How each lies.
        said: Whether somebody said it; what nobody said ends a group.
        below: Names stand with the last of several; `None` where that cannot be told, as of faces:
            then they stand where more items are named by it.
        faces: Of all items; none where they are not known.

    Returns:
        The same with names taken over, each surely less than where it is from.
    """
    other = strangers(authors, faces or [""] * len(authors))

    def fits(item: int, head: int) -> bool:
        return _alike(lies[head], lies[item]) and not other(item, head)

    if below is not None:
        return _carried(authors, fits, said, below=below)
    both = [_carried(authors, fits, said, below=each) for each in (False, True)]
    return max(both, key=lambda some: sum(bool(each.value) for each in some))


def _carried(
    authors: Sequence[Field], fits: Callable[[int, int], bool], said: Sequence[bool], *, below: bool
) -> list[Field]:
    order = list(range(len(authors)))
    if below:
        order.reverse()
    out = list(authors)
    if not _is_grouped([authors[at] if said[at] else NOTHING for at in order]):
        return out
    head: int | None = None
    heads: dict[int, int] = {}
    for at in order:
        if not said[at]:
            head = None
        elif authors[at].value:
            head = at
        elif head is None or not fits(at, head):
            head = None
        else:
            heads[at] = head
    many = len(heads) > LIMITS.grouped * len(set(heads.values()))
    sure = LIMITS.carried * (LIMITS.doubted if many else 1)
    by = AFTER if below else BEFORE
    for at, head in heads.items():
        out[at] = Field(authors[head].value, by, authors[head].confidence * sure)
    return out


def doubted(authors: Sequence[Field], named: Sequence[bool]) -> list[Field]:
    """Makes names less sure where most of what is said has none of its own.

    Then the items may be parts of messages, or what stands there is no name of who wrote them.

    Args:
        authors: Of all items.
        named: Of those that somebody said, whether they tell it themselves.
    """
    if sum(named) >= LIMITS.self_told * len(named):
        return list(authors)
    return [Field(one.value, one.by, one.confidence * LIMITS.doubted) for one in authors]


def _is_grouped(authors: Sequence[Field]) -> bool:
    """Whether a name is not told again by the next item of the same person."""
    pairs = [
        (one.value, other.value) for one, other in pairwise(authors) if one.value and other.value
    ]
    same = sum(one == other for one, other in pairs)
    named = sum(bool(each.value) for each in authors)
    return named >= 2 and same <= LIMITS.again_named * len(pairs)


def _alike(one: Lie, other: Lie) -> bool:
    if one.edge and other.edge and one.edge != other.edge:
        return False
    return not (one.ground and other.ground and one.ground != other.ground)
