"""A number of a phone and an amount of money that stand side by side, told apart. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keepsake.core.leads.amounts import amounts, candidates
from keepsake.core.leads.numbers import phones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.leads.rows import Found
    from keepsake.core.leads.words import Searching

_DIGITS_BEFORE = re.compile(r"\d[ ]+\Z")
_GAP = re.compile(r"(?<=\d)[ ]+(?=\d)")
_REACH = 48  # characters: the longest number of a phone, and what may say before it that it is none


def side_by_side(text: str, region: str, searching: Searching) -> Iterator[Found]:
    """Numbers of phones that go over into an amount, and what of that remains.

    Of "06 12 34 56 78 250 €" the last two groups alone look like an amount. Nothing is found where
    what stands before it is the number of no phone: then the amount may as well be longer.
    """
    for amount in candidates(text, searching):
        if not _DIGITS_BEFORE.search(text, max(0, amount.start - _REACH), amount.start):
            continue
        gaps = _GAP.finditer(text, amount.start, amount.end)
        for start in (amount.start, *(gap.end() for gap in gaps)):
            phone = _ending_at(text, start, region, searching)
            rest = next(amounts(text[start : amount.end], searching), None)
            if phone and rest and rest.start == 0 and start + rest.end == amount.end:
                yield phone
                yield rest._replace(start=start, end=amount.end)
                break


def _ending_at(text: str, end: int, region: str, searching: Searching) -> Found | None:
    begin = max(0, end - _REACH)
    for found in phones(text[begin:end], region, searching):
        if not text[begin + found.end : end].strip():
            return found._replace(start=begin + found.start, end=begin + found.end)
    return None
