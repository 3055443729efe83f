"""What the words of a slot look like by themselves."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from keepsake.reading.knowledge import (
    is_bare_number,
    is_handle,
    is_money,
    is_phone,
    is_reactions,
    is_sentence,
    is_signs,
    is_wordless,
    unwrapped,
)
from keepsake.reading.parts import is_one_name
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.reading.page import Sheet
    from keepsake.reading.slots import Slot

_TERMS = (
    *("receipt", "control", "by", "from", "deleted", "edited", "badge"),
    *("head_sender", "head_person", "head_date", "head_message"),
)
_DIGITS = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[^\W\d_]")
# Letters of scripts without spaces: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)


def _ratio(slot: Slot, holds: Callable[[str], bool]) -> float:
    return sum(n for text, n in slot.some.items() if holds(text)) / max(1, len(slot.sample))


def clocked(slot: Slot, sheet: Sheet) -> float:
    """Its words are times."""
    return _ratio(slot, sheet.knowledge.tells_time)


def named(slot: Slot, sheet: Sheet) -> float:
    """Its words could be names, or name somebody and say that they wrote."""
    name_in = _name_in(slot, sheet)
    return _ratio(slot, lambda text: sheet.knowledge.may_be_name(name_in(text)))


def _name_in(slot: Slot, sheet: Sheet) -> Callable[[str], str]:
    """Gives of a text the name in "Nora wrote:", "Nora:", "by Nora", or all of it."""
    told_by = sheet.knowledge.told_by
    if sheet.knowledge.are_led(slot.some.keys()):
        return lambda text: sheet.knowledge.led(text).rstrip(" ,")
    # What is always the same before a colon is what something is called.
    sign = " :\uff1a" if len(slot.some) > 1 else ""
    return lambda text: told_by(text) or unwrapped(text.rstrip(sign)) or text


def announcing(slot: Slot, sheet: Sheet) -> float:
    """Its words say that somebody wrote what follows."""
    return _ratio(slot, lambda text: bool(sheet.knowledge.told_by(text)))


def capital(slot: Slot, sheet: Sheet) -> float:
    """Its words begin with capitals, all of several, as names of people do."""
    name_in = _name_in(slot, sheet)
    found = (n * _capital(name_in(text)) for text, n in slot.some.items())
    return sum(found) / max(1, len(slot.sample))


def _capital(text: str) -> float:
    """Half where there is one word, or a writing without capitals."""
    words = [word for word in text.split() if word[:1].isalpha()]
    small = sum(word[0].islower() for word in words)
    large = sum(word[0].isupper() for word in words)
    return 1.0 if large > 1 and not small else 0.0 if small or not words else 0.5


def phrased(slot: Slot, sheet: Sheet) -> float:
    """It begins with a capital and goes on in small letters, as titles do."""
    name_in = _name_in(slot, sheet)
    return _ratio(slot, lambda text: _is_phrase(name_in(text)))


def _is_phrase(text: str) -> bool:
    first, *rest = text.split() or [""]
    small = (len(word) > LIMITS.particle and word[0].islower() for word in rest)
    return first[:1].isupper() and any(small)


def joined(slot: Slot, _sheet: Sheet) -> float:
    """Several things stand in it; first and last name are one."""
    several = (len(part.inner) > 1 and not is_one_name(part) for _, part in slot.sample)
    return sum(several) / max(1, len(slot.sample))


def lined(slot: Slot, sheet: Sheet) -> float:
    """It goes over several lines."""
    several = 0
    for item, part in slot.sample:
        runs = sheet.units[item].words.runs
        several += runs[part.first].line != runs[part.last - 1].line
    return several / max(1, len(slot.sample))


def counted(slot: Slot, sheet: Sheet) -> float:
    """Its words count something."""
    return _ratio(slot, sheet.knowledge.is_count)


def numbered(slot: Slot, _sheet: Sheet) -> float:
    """Its words are numbers alone."""
    return _ratio(slot, is_bare_number)


def priced(slot: Slot, _sheet: Sheet) -> float:
    """Its words are amounts of money."""
    return _ratio(slot, is_money)


def signed(slot: Slot, _sheet: Sheet) -> float:
    """Its words are nothing but signs, as reactions are."""
    return _ratio(slot, is_signs)


def reacted(slot: Slot, _sheet: Sheet) -> float:
    """Its words are signs with how many set each: "🎉 1 👍 2"."""
    return _ratio(slot, is_reactions)


def received(slot: Slot, sheet: Sheet) -> float:
    """Its words tell what became of a message."""
    return _ratio(slot, sheet.knowledge.is_receipt)


def directed(slot: Slot, sheet: Sheet) -> float:
    """Its words tell which way messages went, and some went the one, some the other."""
    says = sheet.knowledge.says
    told = [
        sum(n for text, n in slot.some.items() if any(says(each, text) for each in ways))
        for ways in (("outgoing",), ("incoming", "from"))
    ]
    return sum(told) / max(1, len(slot.sample)) if all(told) else 0.0


def handled(slot: Slot, _sheet: Sheet) -> float:
    """Its words are names of accounts as they are typed."""
    return _ratio(slot, is_handle)


def spoken(slot: Slot, sheet: Sheet) -> float:
    """Its words are sentences."""
    name_in = _name_in(slot, sheet)
    return _ratio(slot, lambda text: is_sentence(name_in(text)))


def termed(slot: Slot, sheet: Sheet) -> float:
    """Its words are what pages say of messages: "sent", "from", "reply"."""
    said = sheet.knowledge.says
    return _ratio(slot, lambda text: any(said(each, text) for each in _TERMS))


def mended(slot: Slot, sheet: Sheet) -> float:
    """Its words say that something was changed later."""
    return _ratio(slot, lambda text: sheet.knowledge.says("edited", text.strip("() ·•")))


def commanded(slot: Slot, sheet: Sheet) -> float:
    """Its words are what stands on buttons."""
    return _ratio(slot, lambda text: sheet.knowledge.says("control", text))


def constant(slot: Slot, _sheet: Sheet) -> float:
    """It says the same again and again."""
    most = max(slot.texts.values(), default=0)
    return most / max(1, len(slot.places)) if most > 2 else 0.0


def single(slot: Slot, _sheet: Sheet) -> float:
    """It never says anything else."""
    return float(len(slot.texts) == 1 and len(slot.places) > 2)


def various(slot: Slot, _sheet: Sheet) -> float:
    """It hardly says the same twice, whatever its numbers."""
    if len(slot.places) <= 2:
        return 0.5
    if any(part.piece for _, part in slot.sample):
        return slot.variety  # a line that is cut begins with what it counts, and goes on
    masks = {_DIGITS.sub("0", text) if _WORD.search(text) else text for text in slot.some}
    return len(masks) / len(slot.sample)


def repeated(slot: Slot, _sheet: Sheet) -> float:
    """It says several things, each again and again, as names are said."""
    if len(slot.places) < 3 or len(slot.texts) < 2:
        return 0.0
    return min(1.0, 2 * (1 - slot.variety))


def long(slot: Slot, _sheet: Sheet) -> float:
    """It says much: a hundred characters and more."""
    return min(1.0, slot.length / 100)


def wordless(slot: Slot, _sheet: Sheet) -> float:
    """It has neither letters nor numbers nor emoji: points and lines between others."""
    return _ratio(slot, is_wordless)


def numbering(slot: Slot, _sheet: Sheet) -> float:
    """Nearly all items have it, and it says the same but for its numbers: "56 points"."""
    masks: Counter[str] = Counter()
    for text, n in slot.some.items():
        if _may_count(text) and not is_phone(text):
            masks[_DIGITS.sub("0", text)] += n
    mask, most = max(masks.items(), key=lambda each: each[1], default=("", 0))
    if "0" not in mask or len(slot.texts) < 2 or most < 3:
        return 0.0
    again = sum(n for each, n in masks.items() if "0" in each and n > 1)
    return again / len(slot.sample) * min(1.0, 2 * slot.share)


def _may_count(text: str) -> bool:
    spaced = sum(1 for each in text.split() if _WORD.search(each))
    unspaced = len(_UNSPACED.findall(text)) / LIMITS.unspaced_word
    return len(text) <= LIMITS.count and max(spaced, unspaced) <= LIMITS.count_words


def rising(slot: Slot, _sheet: Sheet) -> float:
    """Its numbers go on by one step from item to item, as the numbers of items themselves do."""
    numbers = [_first_number(part.text) for _, part in slot.places]
    steps = Counter(
        after - before
        for before, after in pairwise(numbers)
        if before is not None and after is not None and before != after
    )
    if len(numbers) < LIMITS.again:
        return 0.0
    most = max(steps.values(), default=0) / (len(numbers) - 1)
    return max(0.0, 5 * most - 4)  # counts go so by chance where there are few of them


def _first_number(text: str) -> int | None:
    found = _DIGITS.search(text)
    digits = re.sub(r"\D", "", found[0])[:18] if found else ""
    return int(digits) if digits else None
