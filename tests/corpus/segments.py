"""Which of what a person reads on a page of the corpus stands in a unit of its own.

A unit is right when it holds exactly one of the expected texts, and no other unit holds that one.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.page import Said

ALONE = 0.5  # worth of a text that is all of its unit; one more text is worth 1
UNWORDED = 0.6  # worth of a picture or voice note alone, which any unit may be


@cache
def key(text: str) -> str:
    """A text without spaces, in one spelling."""
    return "".join(unicodedata.normalize("NFC", text).split())


def units_of(record: dict[str, Any]) -> list[str]:
    """The words of the items and dividers of a recorded page, in order."""
    lines = [json.loads(each) for each in record["views"]]
    words = {each["view"]: each["words"] for each in lines if "view" in each}
    return [words[each["views"][-1]] for each in record["items"] if each["views"]]


@dataclass(frozen=True, order=True)
class Laid:
    """How well texts lie on units, taken together.

    Attributes:
        worth: Of it all.
        right: Units with one text.
        dividers: Of these the units whose text nobody said.
    """

    worth: float = 0.0
    right: int = 0
    dividers: int = 0


def laid(said: Sequence[Said], units: Sequence[str]) -> Laid:
    """Lays the texts on the units in the order of the page, as well as can be."""
    texts = [key(each.text) for each in said]
    best = [Laid()] * (len(texts) + 1)
    for unit in map(key, units):
        after = best.copy()
        for start in [at for at, text in enumerate(texts) if text in unit]:
            for count, worth in enumerate(_runs(texts, start, unit), 1):
                was = best[start]
                alone = count == 1
                divides = alone and said[start].kind == "divider"
                now = Laid(was.worth + worth, was.right + alone, was.dividers + divides)
                after[start + count] = max(after[start + count], now)
        best = list(accumulate(after, max))
    return best[-1]


def _runs(texts: Sequence[str], start: int, unit: str) -> list[float]:
    """What it is worth to lay the next one, two … texts on a unit, as long as it holds them."""
    if not texts[start]:
        return [UNWORDED]
    out: list[float] = []
    at = size = 0
    for text in texts[start:]:
        found = unit.find(text, at) if text else -1
        if found < 0:
            break
        at = found + len(text)
        size += len(text)
        out.append(len(out) + 1 + ALONE * size / max(1, len(unit)))
    return out
