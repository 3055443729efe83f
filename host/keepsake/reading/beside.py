"""What a page shows beside the words of an item: what became of it, and what is counted of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from keepsake.reading.fields import NOTHING, Field
from keepsake.reading.knowledge import is_signs
from keepsake.reading.label import likelihood, weighed
from keepsake.reading.weights import LIMITS
from keepsake.reading.words import folded, is_button

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from keepsake.reading.label import Verdict
    from keepsake.reading.page import Sheet
    from keepsake.reading.parts import Attribute, Part
    from keepsake.reading.split import Split

    Told = tuple[Part, float]

_OTHERS = ("author", "quote")
"""What these hold is not of this item. Any other part may tell it, whatever else it is: a time as
"Seen 14:02" is, a row of buttons as "Like 55 Reply", an aside as what is always said the same."""
_READ_OUT = ("aria-label", "title", "alt")


def told_beside(
    label: str, split: Split, sheet: Sheet, verdicts: Mapping[int, Verdict]
) -> list[Told]:
    """The parts of an item that tell one thing and nothing else.

    Args:
        label: `receipt` or `count`.
        split: The item.
        sheet: The page.
        verdicts: By slot.

    Returns:
        In order, each with how sure it is, in logits; those alone that are sure enough.
    """
    found: list[Told] = []
    for part, of in split.parts:
        if of not in _OTHERS:
            found += _within(part, label, sheet, verdicts)
    return sorted(found, key=lambda each: each[0].first)


def _within(part: Part, label: str, sheet: Sheet, verdicts: Mapping[int, Verdict]) -> list[Told]:
    """A part that tells it, or else what of it does: each by itself where all of it does."""
    inner = [_within(each, label, sheet, verdicts) for each in part.inner]
    several = [each for told in inner for each in told]
    own = _sureness(part, label, sheet, verdicts)
    if own <= LIMITS.sure or (len(inner) > 1 and all(inner)):
        return several
    return [(part, own)]


def _sureness(part: Part, label: str, sheet: Sheet, verdicts: Mapping[int, Verdict]) -> float:
    verdict = verdicts.get(part.key)
    if verdict is None or not _tells(label, part.text, sheet):
        return LIMITS.sure
    return weighed(f"sure_{label}", verdict.signals)


def _tells(label: str, text: str, sheet: Sheet) -> bool:
    """Whether these words can be it, whatever else stands in their place in other items."""
    if label == "receipt":
        return sheet.knowledge.is_receipt(text)
    return is_signs(text) or any(map(str.isdigit, text))


def counts_of(split: Split, sheet: Sheet, verdicts: Mapping[int, Verdict]) -> Field:
    """What is counted of an item, each in a line, as the page shows it."""
    return _field(told_beside("count", split, sheet, verdicts))


def _field(told: Sequence[Told]) -> Field:
    if not told:
        return NOTHING
    sure = min(score for _, score in told)
    return Field("\n".join(part.text for part, _ in told), "words", likelihood(sure))


def receipts_of(
    splits: Sequence[Split], sheet: Sheet, verdicts: Mapping[int, Verdict]
) -> list[Field]:
    """What became of each item: in words, or else by what a sign is called.

    Args:
        splits: The items part by part.
        sheet: The page.
        verdicts: By slot.
    """
    called = dict(_called(sheet))
    told = [_field(told_beside("receipt", split, sheet, verdicts)) for split in splits]
    return [
        called.get(item, NOTHING) if words is NOTHING else words for item, words in enumerate(told)
    ]


def _called(sheet: Sheet) -> Iterator[tuple[int, Field]]:
    """The items with a sign that is called a receipt, such as two ticks that are drawn."""
    places: dict[tuple[str, ...], list[tuple[int, Attribute]]] = defaultdict(list)
    for item, unit in enumerate(sheet.units):
        for each in unit.attributes:
            if each.name in _READ_OUT and each.node not in unit.words.spans:
                places[each.name, each.node.tag, each.node.get("class")].append((item, each))
    for some in places.values():
        said = [sheet.knowledge.is_receipt(folded(each.value)) for _, each in some]
        signals = {
            "received": sum(said) / len(some),
            "pressed": sum(is_button(each.node) for _, each in some) / len(some),
        }
        score = weighed("called_receipt", signals)
        if score > LIMITS.sure:
            for (item, each), holds in zip(some, said, strict=True):
                if holds:
                    by = f"{each.name} of <{each.node.tag}>"
                    yield item, Field(folded(each.value), by, likelihood(score))
