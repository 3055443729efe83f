"""Amounts of money and coins in a text. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.leads.rows import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.leads.words import Searching


def amounts(text: str, searching: Searching) -> Iterator[Found]:
    """Numbers with a currency beside them; what a number alone means is not guessed."""
    lists = searching.lists
    for pattern in searching.money:
        for match in pattern.finditer(text):
            money = match["of"]
            of = lists.signs.get(money) or lists.money.get(money.lower(), "")
            if not of and money in lists.codes:
                of = money
            # What stands at one place only is one amount: "$500 USD" is found from its first sign.
            yield Found("amount", match.start(), match.end(), " ".join(match[0].split()), of)
