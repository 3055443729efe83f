"""Items that stand in another one which only tells who wrote them, or when: groups of bubbles."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.reading.fields import BEFORE, Field
from keepsake.reading.groups import named_in
from keepsake.reading.tree import tags_before_unit
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part
    from keepsake.reading.split import Split
    from keepsake.reading.views import Record, Views

Told = tuple[Field, Field]


@dataclass(frozen=True, slots=True)
class Groups:
    """Items that lead those which stand in them, and say nothing else.

    Attributes:
        led: The items in each, in order.
        below: Those whose time stands below what is said.
    """

    led: Mapping[int, Sequence[int]] = field(default_factory=dict)
    below: frozenset[int] = frozenset()


def groups_of(
    sheet: Sheet,
    records: Sequence[Record],
    views: Views,
    splits: Sequence[Split],
    bare: Sequence[bool],
) -> Groups:
    """The groups of a page.

    Args:
        sheet: The page.
        records: Of its items.
        views: What they stand in.
        splits: Its items part by part.
        bare: Of each whether it says and shows nothing itself.

    Returns:
        None where most of what is said stands in none.
    """
    led: dict[int, list[int]] = defaultdict(list)
    for item, outer in enumerate(_outer(records, views)):
        if outer is not None and bare[outer] and not bare[item]:
            led[outer].append(item)
    inside = sum(map(len, led.values()))
    if len(led) < LIMITS.again or inside < LIMITS.half * bare.count(False):
        return Groups()
    timed = {item: part for item in led if (part := _time_of(sheet, splits[item]))}
    below = [item for item, part in timed.items() if _stands_below(part, records[item])]
    return Groups(led, frozenset(below))


def _outer(records: Sequence[Record], views: Views) -> list[int | None]:
    """The place of the item that each stands in."""
    places = {record.node: place for place, record in enumerate(records)}
    found = []
    for record in records:
        inside = record.inside
        while inside in views.holders and inside not in places:
            inside = views.holders[inside].inside
        found.append(places.get(inside))
    return found


def _time_of(sheet: Sheet, split: Split) -> Part | None:
    clock = sheet.knowledge.clock
    times = split.of("time")
    return next((part for part in times if clock.is_time(part.text)), times[0] if times else None)


def _stands_below(part: Part, record: Record) -> bool:
    """Whether it stands after the first of the items in its group."""
    around = next((each for each in (part, *part.up()) if each.nodes), None)
    return around is not None and around.nodes[-1].index >= tags_before_unit(record.html)


def names_within(
    told: Sequence[Field], sheet: Sheet, groups: Groups, said: Iterable[int]
) -> list[Field]:
    """Names what is said in a group by what leads it, where it names nobody itself.

    Args:
        told: Of all items, who wrote it as each tells it.
        sheet: The page.
        groups: Its groups.
        said: The items that somebody said.
    """
    out = list(told)
    known = set(said)
    for head, items in groups.led.items():
        name = told[head] if told[head].value else Field(named_in(sheet, head), "words")
        for item in items:
            if item in known and not told[item].value:
                out[item] = _taken(name)
    return out


def times_within(told: Sequence[Told], groups: Groups, said: Iterable[int]) -> list[Told]:
    """Tells when something was said that stands in a group: what stands beside the time in it.

    Args:
        told: Of all items, the moment and the time as shown.
        groups: The groups of the page.
        said: The items that somebody said.
    """
    out = list(told)
    known = set(said)
    for head, items in groups.led.items():
        of = [item for item in items if item in known]
        item = of[-1 if head in groups.below else 0] if of else None
        if item is not None and not told[item][1].value:
            moment, shown = told[head]
            out[item] = (_taken(moment), _taken(shown))
    return out


def _taken(told: Field) -> Field:
    """What stands in a group beside what is said in it is of that, and of nothing else."""
    if not told.value:
        return told
    return Field(told.value, BEFORE, max(told.confidence, LIMITS.lead) * LIMITS.carried)
