"""Amounts of money and coins in a text. Pure."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from keepsake.core.leads.rows import Found

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from keepsake.core.leads.words import Searching


def amounts(text: str, searching: Searching) -> Iterator[Found]:
    """Numbers with a currency beside them; what a number alone means is not guessed.

    No number and no currency is in two of them. Where a currency has numbers on both sides, it goes
    with the one that it touches, else with the one before it: "250 € 06 12" is 250 €.
    """
    end = 0
    for _, same in groupby(_matches(text, searching), key=lambda match: match.start("of")):
        free = [match for match in same if match.start() >= end]
        if free:
            match = min(free, key=_stands_apart)
            end = match.end()
            yield _found(match, searching)


def candidates(text: str, searching: Searching) -> Iterator[Found]:
    """The same with each currency once for every number beside it, so that some overlap."""
    for match in _matches(text, searching):
        yield _found(match, searching)


def _matches(text: str, searching: Searching) -> Iterable[re.Match[str]]:
    """What looks like one, by the place of its currency; the number before that comes first."""
    found = [match for pattern in searching.money for match in pattern.finditer(text)]
    return sorted(found, key=lambda match: (match.start("of"), match.start()))


def _stands_apart(match: re.Match[str]) -> bool:
    """Whether there is a space between number and currency."""
    behind = match.start() < match.start("of")
    beside = match.start("of") - 1 if behind else match.end("of")
    return match.string[beside] == " "


def _found(match: re.Match[str], searching: Searching) -> Found:
    lists, money = searching.lists, match["of"]
    of = lists.signs.get(money) or lists.money.get(money.lower(), "")
    if not of and money in lists.codes:
        of = money
    return Found("amount", match.start(), match.end(), " ".join(match[0].split()), of)
