"""Passphrases made of plain words, to be read out by telephone and typed without mistakes."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS = 6
SEPARATOR = "-"


def generate_passphrase(
    words: Sequence[str], random: Callable[[int], bytes], count: int = WORDS
) -> str:
    """Picks words at random, each with the same chance.

    Args:
        words: The list to pick from.
        random: That many bytes from a secure generator.
        count: How many words.

    Returns:
        The words with hyphens, for instance `marble-otter-lantern-plum-violin-harvest`.

    Raises:
        ValueError: The list is empty.
    """
    if not words:
        raise ValueError("no words to pick from")
    return SEPARATOR.join(words[_below(len(words), random)] for _ in range(count))


def strength_bits(words: Sequence[str], count: int = WORDS) -> float:
    """How many bits such a passphrase holds for someone who knows the list."""
    return count * math.log2(len(words))


def _below(limit: int, random: Callable[[int], bytes]) -> int:
    # Numbers past the last whole multiple are drawn again: a remainder would favour some words.
    whole = (1 << 32) - (1 << 32) % limit
    while True:
        number = int.from_bytes(random(4), "big")
        if number < whole:
            return number % limit


def spellings(typed: str) -> tuple[str, ...]:
    """What may have been meant: words read out by telephone arrive with spaces and capitals.

    Returns:
        As typed without what surrounds it, then as this program would have made it.
    """
    trimmed = typed.strip()
    words = re.split(r"[\s\-_.,;]+", trimmed.lower())
    return tuple(dict.fromkeys((trimmed, SEPARATOR.join(filter(None, words)))))
