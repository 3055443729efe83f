"""On which side of a conversation each item lies: that of the one who reads it, or the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.knowledge import tokens
from keepsake.reading.label import likelihood
from keepsake.reading.signals.drawn import around
from keepsake.reading.tree import NOWHERE
from keepsake.reading.weights import LIMITS, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Unit
    from keepsake.reading.split import Split
    from keepsake.reading.tree import Box, Node

Value = int | str
_CLEAR = ("transparent", ", 0)")
_PICTURES = ("img", "video", "audio", "canvas", "svg")


@dataclass(slots=True)
class Lie:
    """How an item lies.

    Attributes:
        edge: -1 at the left, 1 at the right, 0 where neither can be told.
        place: Where its element at that side begins or ends, in CSS pixels.
        room: Of the width, how much nothing of the item stands in before its words begin.
        full: Its element leaves room at neither side.
        aligned: Of such an element, the words end where those of the page do, as one's own may.
        turned: Its words run the other way than those of the page: by that they lie elsewhere.
        box: Of all of it, as it lay in the window at `stop`.
        ground: The colour that its words lie on, `""` where there is none.
        own: What its elements are called says that it is the reader's own (1) or another's (-1).
        name: Who wrote it, `""` where nothing with it says so.
        state: Whether it tells what became of it, as only one's own do.
        told: In words, that it is the reader's own (1) or another's (-1): "Sent", "You".
    """

    edge: int = 0
    place: float = 0
    room: float = 0
    full: bool = False
    aligned: bool = False
    turned: bool = False
    box: Box = NOWHERE
    stop: int = 0
    ground: str = ""
    own: int = 0
    name: str = ""
    state: bool = False
    told: int = 0


def lies_of(sheet: Sheet, splits: list[Split], stops: list[int], *, rtl: bool) -> list[Lie]:
    """How each item of a page lies.

    Args:
        sheet: The page.
        splits: Its items part by part.
        stops: At which look each was seen.
        rtl: The page runs from right to left.
    """
    bubbles = [_bubble(sheet, item, split) for item, split in enumerate(splits)]
    boxes = [node.box for node in bubbles if node is not None and is_drawn(node)]
    roots = [unit.root.box for unit in sheet.units if is_drawn(unit.root)]
    if not boxes:
        return [Lie() for _ in splits]
    left, right = _width_of([*boxes, *roots])
    out = []
    for item, (split, bubble) in enumerate(zip(splits, bubbles, strict=True)):
        lie = Lie(name=sheet.authors[item], state=_has_state(sheet, split))
        lie.box, lie.stop = sheet.units[item].root.box, stops[item]
        if bubble is not None:
            lie.edge, lie.place = _edge(bubble, left, right)
            lie.turned = (bubble.style.direction == "rtl") != rtl
            aligned = 0 if lie.edge else _alignment(bubble)
            lie.aligned = aligned == (-1 if rtl else 1) and not lie.turned
            lie.edge = lie.edge or aligned
            lie.full = not lie.edge and "center" not in bubble.style.align
            lie.room = _room(sheet.units[item], left, right, rtl=rtl)
            lie.ground = _ground(bubble, sheet.units[item].root)
            lie.own = _called(bubble, sheet)
        out.append(lie)
    said = [item for item in sheet.body_at if sheet.taken[item] != "divider"]
    _without_columns(out, said, bubbles, (left, right))
    _face_full(out, left, right, rtl=rtl)
    return out


def _without_columns(
    lies: list[Lie], said: Sequence[int], bubbles: Sequence[Node | None], reach: tuple[float, float]
) -> None:
    """Where what is said lies at one side, it may lie at two of what is left beside columns."""
    if _are_two([lies[at].edge for at in said]):
        return
    some = [
        replace(lie, edge=edge, place=place, full=False)
        for lie, bubble in zip(lies, bubbles, strict=True)
        for edge, place in (_edge(bubble, *reach, columns=True) if bubble else (0, 0.0),)
    ]
    found = [some[at] for at in said]
    if _are_two([lie.edge for lie in found]) and _is_anchored(found):
        lies[:] = some


def _width_of(boxes: Sequence[Box]) -> tuple[float, float]:
    """From where to where items lie, without what few have far beyond all others: a whole page."""
    lefts = sorted(box[0] for box in boxes)
    rights = sorted(box[0] + box[2] for box in boxes)
    few = max(LIMITS.beyond, int(LIMITS.unlike * len(boxes)))
    if len(boxes) > few * 2 + LIMITS.again:
        left, right = lefts[few], rights[-1 - few]
        if right - left < LIMITS.wide * (rights[-1] - lefts[0]):
            return left, right
    return lefts[0], rights[-1]


def _room(unit: Unit, left: float, right: float, *, rtl: bool) -> float:
    """Of the width, how much stands empty before anything of an item begins."""
    shown = [*(run.node for run in unit.words.runs if not run.heard), *unit.pictures]
    boxes = [node.box for node in shown if is_drawn(node)]
    if not boxes or right <= left:
        return 0.0
    free = right - max(x + width for x, _, width, _ in boxes) if rtl else min(boxes)[0] - left
    return free / (right - left)


def _face_full(lies: list[Lie], left: float, right: float, *, rtl: bool) -> None:
    """Where some items are set in as own ones are, those of full width are at the other side.

    Answers are set in as well, but by less. The words of own ones may be aligned instead.
    """
    own = -1 if rtl else 1
    rooms = sorted(lie.room for lie in lies if lie.edge == own)
    full = [lie for lie in lies if lie.full]
    if len(rooms) < 2 or rooms[len(rooms) // 2] < LIMITS.set_in:
        full = [lie for lie in full if not lie.turned]
        if sum(lie.aligned for lie in lies) < 2:
            return
    if len(full) <= sum(lie.edge == -own for lie in lies):
        return
    for lie in full:
        lie.edge, lie.place = -own, right if rtl else left


def _has_state(sheet: Sheet, split: Split) -> bool:
    """Whether it tells what became of it, alone or beside the time."""
    clock = sheet.knowledge.clock
    told = (part for part, label in split.parts if label in ("receipt", "aside"))
    return any(sheet.knowledge.is_receipt(part.text) for part in told) or any(
        not clock.is_time(part.text) or any(sign in "✓✔☑" for sign in part.text)
        for part in split.of("time")
    )


def _bubble(sheet: Sheet, item: int, split: Split) -> Node | None:
    """What holds what is said, or what is shown where nothing is said."""
    at = sheet.body_at.get(item)
    for part in split.body:
        if at and part.first == at[0]:
            return next((node for node in around(part) if node.style.display != "inline"), None)
    shown = [node for node in sheet.units[item].pictures if node.box[2] > LIMITS.face]
    return shown[0] if shown else None


def is_drawn(node: Node) -> bool:
    """Whether it has a box that is not put far beside the page, where nobody sees it."""
    return node.box[2] > 0 and node.box[0] + node.box[2] > -LIMITS.away


def _edge(bubble: Node, left: float, right: float, *, columns: bool = False) -> tuple[int, float]:
    """By the outermost element around it that leaves room at one side.

    With `columns` that room may be one of them, of faces: where an element in it leaves many times
    as much at the other side.
    """
    wide = right - left
    node: Node | None = bubble
    best, place, most = 0, 0.0, 0.0
    while node is not None:
        x, width = node.box[0], node.box[2]
        if not is_drawn(node) or width > wide * LIMITS.wide:
            break
        before, after = x - left, right - x - width
        lean = abs(before - after)
        side = 1 if after < before else -1
        inner = columns and side != best and lean * LIMITS.column <= most
        if lean > wide * LIMITS.lean and not inner:
            best, most = side, max(most, lean)
            place = x + width if best > 0 else x
        node = node.parent
    return best, place


def _alignment(bubble: Node) -> int:
    """The side at which its words stand, where that is not the one at which lines begin."""
    side = -1 if bubble.style.direction == "rtl" else 1
    return side if bubble.style.align in ("end", "right" if side > 0 else "left") else 0


def _ground(bubble: Node, root: Node) -> str:
    for node in _out(bubble):
        if not node.style.background.endswith(_CLEAR):
            return node.style.background
        if node is root:
            break
    return ""


def _out(node: Node) -> list[Node]:
    out = [node]
    while node.parent is not None:
        node = node.parent
        out.append(node)
    return out


def _called(bubble: Node, sheet: Sheet) -> int:
    """What the makers call it, or what stands around it."""
    own, other = sheet.knowledge.marks["own"], sheet.knowledge.marks["other"]
    found = 0
    for node in _out(bubble):
        for name, value in node.attributes.items():
            if name == "class" or name.startswith("data-"):
                words = set(tokens(value)) if len(value) < LIMITS.told else set()
                if name != "class" and not words and value in ("true", "1"):
                    words = set(tokens(name))
                if name != "class" and value == "true":
                    words = set(tokens(name))
                found += bool(words & own) - bool(words & other)
    return (found > 0) - (found < 0)


def sides_of(lies: list[Lie], *, rtl: bool) -> list[Field]:
    """Own or other, for pages that have two sides.

    Args:
        lies: Of the items that somebody said.
        rtl: The page runs from right to left: its reader's own lie at the left.

    Returns:
        For each its side; nothing where the page has none.
    """
    if sides := _told_in_words(lies):
        return sides
    told: tuple[tuple[str, list[Value]], ...] = (
        ("edge", [lie.edge for lie in lies]),
        ("ground", [lie.ground for lie in lies]),
        ("called", [lie.own for lie in lies]),
    )
    for by, values in told:
        if not _are_two(values) or (by == "edge" and not _is_anchored(lies)):
            continue
        if _are_beside(lies, values):
            continue
        own = _own(lies, values, by, rtl=rtl)
        others = [each for name, each in told if name != by]
        backing = [each for each in others if _are_two(each) and _agree(values, each)]
        if own is not None and (backing or _are_of_people(lies, values, own[0])):
            sure = likelihood(own[1])
            return [
                Field("own" if value == own[0] else "other", by, sure) if value else NOTHING
                for value in _filled(values, backing)
            ]
    return [NOTHING for _ in lies]


def _told_in_words(lies: list[Lie]) -> list[Field]:
    """The sides where nearly all items say on which they are; none where they do not."""
    told: list[Value] = [lie.told for lie in lies]
    count = Counter(value for value in told if value)
    if len(count) != 2 or count.total() < LIMITS.sided * len(lies):
        return []
    ways: tuple[list[Value], ...] = (
        [lie.edge for lie in lies],
        [lie.ground for lie in lies],
        [lie.own for lie in lies],
    )
    backing = [each for each in ways if _are_two(each) and _agree(told, each)]
    sure = likelihood(WEIGHTS["side"]["told"])
    own: dict[Value, str] = {1: "own", -1: "other"}
    return [
        Field(own[value], "words", sure) if value else NOTHING for value in _filled(told, backing)
    ]


def contradicted(lies: list[Lie], told: Sequence[int]) -> bool:
    """Whether items lie on two sides as bubbles do, and on others than they are told to be."""
    edges: list[Value] = [lie.edge for lie in lies]
    values: list[Value] = list(told)
    return _are_two(edges) and _is_anchored(lies) and not _agree(values, edges)


def _are_two(values: list[Value]) -> bool:
    """Whether nearly all items are at one of two sides, and enough at each."""
    count = Counter(value for value in values if value)
    if len(count) != 2 or count.total() < LIMITS.sided * len(values):
        return False
    return min(count.values()) >= max(2, LIMITS.side * len(values))


def _agree(some: list[Value], others: list[Value]) -> bool:
    """Whether two ways to tell sides tell the same ones."""
    both = Counter((one, other) for one, other in zip(some, others, strict=True) if one and other)
    kept = sum(
        max(n for (each, _), n in both.items() if each == one) for one in {one for one, _ in both}
    )
    return len({other for _, other in both}) == 2 and kept >= (1 - LIMITS.astray) * both.total()


def _filled(values: list[Value], backing: list[list[Value]]) -> list[Value]:
    """The values with what ways that tell the same sides tell of those that have none."""
    out = list(values)
    for others in backing:
        both = Counter((one, other) for one, other in zip(values, others, strict=True) if one)
        side = {other: one for (one, other), _ in reversed(both.most_common()) if other}
        out = [one or side.get(other, one) for one, other in zip(out, others, strict=True)]
    return out


def _are_of_people(lies: list[Lie], values: list[Value], own: Value) -> bool:
    """Whether nobody is at both sides, and one person alone at that of the one who reads.

    Where few are named, a name may be none.
    """
    people: dict[str, Counter[Value]] = defaultdict(Counter)
    for lie, value in zip(lies, values, strict=True):
        if value and lie.name:
            people[lie.name][value] += 1
    astray = sum(count.total() - max(count.values()) for count in people.values())
    if astray > LIMITS.astray * len(lies):
        return False
    reader = [count[own] for count in people.values()]
    few = sum(reader) < LIMITS.named * sum(value == own for value in values)
    return few or max(reader) >= LIMITS.alike * sum(reader)


def _is_anchored(lies: list[Lie]) -> bool:
    """Whether those at one side stand at one line there, as bubbles do."""
    for edge in (-1, 1):
        places = Counter(round(lie.place / LIMITS.room) for lie in lies if lie.edge == edge)
        near = max(n + places[place + 1] for place, n in places.items())
        if near < LIMITS.sided * places.total():
            return False
    return True


def _are_beside(lies: list[Lie], values: list[Value]) -> bool:
    """Whether those of two values lie beside each other at one height, as columns of a page do."""
    drawn = [(lie, value) for lie, value in zip(lies, values, strict=True) if value]
    # What was seen at two stops may have lain in one place of the window.
    drawn.sort(key=lambda each: (each[0].stop, each[0].box[1]))
    pairs = [
        (one.box, other.box)
        for (one, value), (other, another) in pairwise(drawn)
        if one.stop == other.stop and value != another
    ]
    return sum(_beside(one, other) for one, other in pairs) > LIMITS.astray * len(pairs)


def _beside(one: Box, other: Box) -> bool:
    x, y, width, height = one
    to_x, to_y, to_width, to_height = other
    if x < to_x + to_width and to_x < x + width:
        return False
    shared = min(y + height, to_y + to_height) - max(y, to_y)
    return shared > min(height, to_height) / 2


def _own(lies: list[Lie], values: list[Value], by: str, *, rtl: bool) -> tuple[Value, float] | None:
    """Which of two values is the reader's own, and how sure that is."""
    groups: dict[Value, list[Lie]] = defaultdict(list)
    for lie, value in zip(lies, values, strict=True):
        if value:
            groups[value].append(lie)
    one, other = groups
    weights = WEIGHTS["side"]

    def speaks(value: Value) -> float:
        some = groups[value]
        score = 0.0
        if by == "edge":
            score += weights["edge"] * (1 if (value == 1) != rtl else -1)
        else:
            leaning = sum(lie.edge for lie in some) / len(some)
            score += weights["leaning"] * (-leaning if rtl else leaning)
        score += weights["called"] * sum(lie.own for lie in some) / len(some)
        score += weights["state"] * sum(lie.state for lie in some) / len(some)
        score -= weights["name"] * sum(bool(lie.name) for lie in some) / len(some)
        return score

    margin = speaks(one) - speaks(other)
    if abs(margin) < LIMITS.margin:
        return None
    return (one, margin) if margin > 0 else (other, -margin)
