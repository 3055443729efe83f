"""Where in its items a slot stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.knowledge import ENDS, is_dotted, is_sentence, is_signs, is_wordless
from keepsake.reading.place import kind_of
from keepsake.reading.signals.drawn import around
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Part, Unit
    from keepsake.reading.place import Kind
    from keepsake.reading.slots import Slot


_TAGS = ("#", "@")
_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")


def _ratio(slot: Slot, holds: Callable[[int, Part], bool]) -> float:
    some = slot.sample
    return sum(holds(item, part) for item, part in some) / max(1, len(some))


def shared(slot: Slot, _sheet: Sheet) -> float:
    """Most items have it."""
    return min(1.0, slot.share)


def alone(slot: Slot, sheet: Sheet) -> float:
    """It is all that its items say."""
    return _ratio(slot, lambda item, part: _is_all(item, part, sheet))


def _is_all(item: int, part: Part, sheet: Sheet) -> bool:
    runs = sheet.units[item].words.runs
    return all(run.heard or part.first <= run.order < part.last for run in runs)


def heading(slot: Slot, sheet: Sheet) -> float:
    """It is all that several items say, and what follows each says something else."""
    if slot.items < LIMITS.again:
        return 0.0
    items = {item for item, _ in slot.places}
    last = len(sheet.units) - 1

    def leads(item: int, part: Part) -> bool:
        return item < last and item + 1 not in items and _is_all(item, part, sheet)

    return _ratio(slot, leads)


def first(slot: Slot, _sheet: Sheet) -> float:
    """Its items begin with it."""
    return _ratio(slot, lambda _item, part: part.first == 0)


def leading(slot: Slot, sheet: Sheet) -> float:
    """It stands before what is said."""
    return _ratio(slot, lambda item, part: part.last <= sheet.body_at.get(item, (0, 0))[0])


def trailing(slot: Slot, sheet: Sheet) -> float:
    """It stands after what is said."""

    def after(item: int, part: Part) -> bool:
        body = sheet.body_at.get(item)
        return body is not None and part.first >= body[1]

    return _ratio(slot, after)


def within(slot: Slot, sheet: Sheet) -> float:
    """What is said goes on beside it in the same element."""

    def holds(item: int, part: Part) -> bool:
        body = sheet.body_at.get(item)
        up = part.parent
        return (
            body is not None
            and up is not None
            and up.parent is not None
            and up.first <= body[0] < up.last
        )

    return _ratio(slot, holds)


def marked(slot: Slot, sheet: Sheet) -> float:
    """It stands with who wrote or when, in a block or line without what is said, as a badge does.

    A title stands so too, and is larger or longer.
    """
    return _ratio(slot, lambda item, part: _is_marked(item, part, sheet))


def _is_marked(item: int, part: Part, sheet: Sheet) -> bool:
    body, spans = sheet.body_at.get(item), sheet.told_at.get(item, ())
    # What it was taken for itself, a round ago, says nothing of what it is.
    told = [(first, last) for first, last in spans if last <= part.first or part.last <= first]
    if body is None or not told or len(part.text) > LIMITS.mark or _is_title(part, sheet):
        return False
    if part.first < body[1] and body[0] < part.last:
        return False
    if sheet.knowledge.tells_time(part.text):
        return False
    runs = sheet.units[item].words.runs
    for up in part.up():
        if up.first < body[1] and body[0] < up.last:
            break
        if any(up.first <= first and last <= up.last for first, last in told):
            return True
    line = runs[part.first].line
    said = {runs[at].line for at in range(*body)}
    return line not in said and any(
        line in (runs[first].line, runs[last - 1].line) for first, last in told
    )


def outlying(slot: Slot, sheet: Sheet) -> float:
    """Few items have it, outside of the place of what they say, and it tells not who or when.

    It ends as no sentence does, and is one of its kind: a poll has choices beside its question.
    """
    if slot.share >= LIMITS.half:
        return 0.0
    return _ratio(slot, lambda item, part: _is_outlying(item, part, sheet))


def _is_outlying(item: int, part: Part, sheet: Sheet) -> bool:
    spans = sheet.places.spans(item)
    if not spans or any(part.first < last and first < part.last for first, last in spans):
        return False
    runs = sheet.units[item].words.runs
    said = sum(len(run.text) for first, last in spans for run in runs[first:last])
    told = sheet.told_at.get(item, ())
    if (
        len(part.text) > max(said, LIMITS.mark)
        or part.text.endswith(ENDS)
        or _is_title(part, sheet)
        or any(part.first < last and at < part.last for at, last in told)
    ):
        return False
    # Who it is may stand there in few items, before what they say.
    leads = part.last <= min(first for first, _ in spans)
    if leads and (not part.inner and sheet.knowledge.may_be_name(part.text)):
        return False
    return _is_called_apart(part, spans)


def _is_called_apart(part: Part, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether its makers call something that it stands in and the place of what is said not.

    Of several made alike, in one place, none does: they are the choices of a poll, or a list.
    """
    own: Part | None = part
    called = False
    several = any(_are_alike(each.inner) for each in part.walk())
    while own is not None and not any(own.first <= first < own.last for first, _ in spans):
        called = called or any(kind_of(node) for node in own.nodes)
        beside = own.parent.inner if own.parent else []
        several = several or _is_one_of(own, beside)
        own = own.parent
    return called and not several


def _are_alike(parts: Sequence[Part]) -> bool:
    return any(_is_one_of(each, parts) for each in parts)


def _is_one_of(part: Part, parts: Sequence[Part]) -> bool:
    """Whether another of some parts is made as it is."""
    return bool(part.nodes) and any(
        each is not part and bool(each.nodes) and _made(each) == _made(part) for each in parts
    )


def _made(part: Part) -> tuple[str, Kind | None]:
    return part.nodes[0].tag, kind_of(part.nodes[0])


def _is_title(part: Part, sheet: Sheet) -> bool:
    node = next(around(part))
    return node.tag in _TITLES or node.style.font_size > sheet.size + 0.5


def dated(slot: Slot, sheet: Sheet) -> float:
    """A time stands right beside it."""

    def beside(item: int, part: Part) -> bool:
        runs = [run for run in sheet.units[item].words.runs if any(map(str.isalnum, run.text))]
        near = [run.order for run in runs if not part.first <= run.order < part.last]
        after = next((order for order in near if order >= part.last), -1)
        before = next((order for order in reversed(near) if order < part.first), -1)
        words = sheet.units[item].words.runs
        clock = sheet.knowledge.clock
        return any(at >= 0 and clock.is_time(words[at].text.strip()) for at in (after, before))

    return _ratio(slot, beside)


def flowing(slot: Slot, sheet: Sheet) -> float:
    """The same line goes on with what is said, with nothing but a space between."""

    def goes_on(item: int, part: Part) -> bool:
        runs = sheet.units[item].words.runs
        if part.last >= len(runs) or runs[part.last].line != runs[part.last - 1].line:
            return False
        text = runs[part.last].text.lstrip()
        holder = runs[part.last].node
        return text[:1].isalpha() and any(holder in each.nodes for each in part.up())

    return _ratio(slot, goes_on)


def flowed(slot: Slot, sheet: Sheet) -> float:
    """It stands in a sentence, beside words of the same element: stress, a link, a name, a tag.

    What tells who or when is in most items, or in an element beside others, and begins with no
    sign of a tag after words.
    """
    few = slot.items < LIMITS.again and slot.share < LIMITS.half

    def goes_on(item: int, part: Part) -> bool:
        begin, _ = sheet.body_at.get(item, (part.first, 0))
        tag = part.text[:1] in _TAGS and begin < part.first
        return (few or tag) and _is_flowed(item, part, sheet)

    return _ratio(slot, goes_on)


def _is_flowed(item: int, part: Part, sheet: Sheet) -> bool:
    runs, up = sheet.units[item].words.runs, part.parent
    if up is None or not any(
        up.first <= first < up.last for first, _ in sheet.said_beside(item, part)
    ):
        return False
    fixed = any(node.tag == "time" or node.get("datetime") for node in part.nodes)
    if fixed or is_wordless(part.text):
        return False
    lines = {runs[at].line for at in range(part.first, part.last)}
    others = (*range(up.first, part.first), *range(part.last, up.last))
    beside = [at for at in others if runs[at].line in lines]
    around = not part.nodes and bool(beside) and beside[0] < part.first < beside[-1]
    own = (runs[at].text for at in beside if runs[at].node in up.nodes)
    return around or any(any(map(str.isalnum, text)) for text in own)


def amid(slot: Slot, sheet: Sheet) -> float:
    """What is said goes on before it and after it in one line, as few items do there.

    "See 6:02, there it is" has a link to a place in a film, and is not of that time.
    """
    usual = slot.share >= LIMITS.half
    return 0.0 if usual else _ratio(slot, lambda item, part: _is_amid(item, part, sheet))


def _is_amid(item: int, part: Part, sheet: Sheet) -> bool:
    runs, said_at = sheet.units[item].words.runs, sheet.said_beside(item, part)
    if not said_at or not part.first or part.last >= len(runs):
        return False
    before, after = runs[part.first - 1], runs[part.last]
    if before.line != runs[part.first].line or after.line != runs[part.last - 1].line:
        return False
    holder = next((each for each in part.up() if before.node in each.nodes), None)
    said = holder and any(holder.first <= first < holder.last for first, _ in said_at)
    return bool(said) and before.node is after.node


def emblem(slot: Slot, sheet: Sheet) -> float:
    """It is emoji and signs apart from what is said: a pin beside the time, a heart below."""

    def is_set(item: int, part: Part) -> bool:
        body, up = sheet.body_at.get(item), part.parent
        if (
            body is None
            or not is_signs(part.text)
            or (part.first < body[1] and body[0] < part.last)
        ):
            return False
        return up is not None and (up.parent is None or not up.first <= body[0] < up.last)

    return _ratio(slot, is_set)


def cut(slot: Slot, _sheet: Sheet) -> float:
    """It is a part of one line of words, which is cut where it seems to tell who or when."""
    some = slot.sample
    return sum(part.piece > 0 for _, part in some) / max(1, len(some))


def piece(slot: Slot, sheet: Sheet) -> float:
    """It is words of a flow: what they stand in has no parts in most items that have it."""

    def flows(_item: int, part: Part) -> bool:
        up = part.parent
        if part.nodes or up is None or up.parent is None:
            return False
        return sheet.slots[up.key].whole > LIMITS.half

    return _ratio(slot, flows)


def running(slot: Slot, sheet: Sheet) -> float:
    """It is one of several paragraphs or lines that nothing tells apart, as what is said goes on.

    Who ends each message with the same threat has said that each time.
    """

    def runs_on(item: int, part: Part) -> bool:
        beside = [each for each in part.parent.inner if each is not part] if part.parent else []
        if part.piece or not beside:
            return False
        if part.nodes:
            return any(_is_like(each, part) for each in beside)
        runs = sheet.units[item].words.runs
        ends = (runs[at].line for each in beside for at in (each.first, each.last - 1))
        return runs[part.first].line not in ends and any(not each.nodes for each in beside)

    return _ratio(slot, runs_on)


def _is_like(one: Part, other: Part) -> bool:
    """Whether both are paragraphs that are called the same, or nothing."""
    nodes = [each.nodes[0] for each in (one, other) if each.nodes]
    called = {node.get("class") for node in nodes}
    return len(nodes) == 2 and len(called) == 1 and all(node.tag == "p" for node in nodes)


def filed(slot: Slot, sheet: Sheet) -> float:
    """Its words are names of files, and something else is said beside them.

    Who sends a file and says no more has said that, and so it is with a card and with few letters.
    """
    return _beside_words(slot, sheet, lambda part: sheet.knowledge.is_file(part.text))


def carded(slot: Slot, sheet: Sheet) -> float:
    """It is a link of several lines, one of them the host it leads to, beside what is said."""
    return _beside_words(slot, sheet, _is_card)


def _is_card(part: Part) -> bool:
    links = any(node.tag == "a" and node.get("href") for node in part.nodes)
    leaves = [each.text for each in part.walk() if not each.inner]
    return links and len(leaves) > 1 and any(is_dotted(each) for each in leaves)


def lettered(slot: Slot, sheet: Sheet) -> float:
    """Its words are one to three capitals, as initials are, beside what is said."""
    return _beside_words(slot, sheet, lambda part: _is_lettered(part.text))


def _is_lettered(text: str) -> bool:
    return len(text) <= LIMITS.initials and text.isalpha() and text == text.upper() != text.lower()


def _beside_words(slot: Slot, sheet: Sheet, holds: Callable[[Part], bool]) -> float:
    return _ratio(slot, lambda item, part: holds(part) and _says_more(sheet.units[item], part))


def _says_more(unit: Unit, part: Part) -> bool:
    """Whether a sentence stands in an item outside of one of its parts."""
    around = (run for run in unit.words.runs if not part.first <= run.order < part.last)
    return any(not run.heard and is_sentence(run.text.strip()) for run in around)
