"""Suggests passphrases of plain words and estimates how strong a chosen one is."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.passphrase import generate_passphrase
from keepsake.flows.passphrase import new_passphrase
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable

FRENCH_WORDS = 7
ENOUGH_BITS = 45
STRONG_BITS = 55

_WORD_BITS = 10.0
_LETTER_BITS = 3.4
_OTHER_BITS = 4.0


class Strength(NamedTuple):
    """How hard a passphrase is to guess.

    Attributes:
        bits: An estimate that errs low for what people make up; it knows no leaked passwords.
        level: `weak` (refused), `fair` or `strong`.
    """

    bits: int
    level: str


def strength(passphrase: str) -> Strength:
    """Estimates a passphrase; `static/passphrase.js` computes the same while a person types.

    Each different word, and each run of letters within one, counts as one of a thousand at most;
    a digit or sign counts a little more than a letter; a character that repeats or continues the
    one before it (`aaaa`, `1234`) counts nothing.
    """
    bits = 0.0
    seen = set()
    for token in re.split(r"[\s\-_.,]+", passphrase.lower()):
        if token and token not in seen:
            seen.add(token)
            bits += _token_bits(token)
    whole = math.floor(bits)
    if whole < ENOUGH_BITS:
        return Strength(whole, "weak")
    return Strength(whole, "strong" if whole >= STRONG_BITS else "fair")


def _token_bits(token: str) -> float:
    bits = run = 0.0
    before = -9
    for character in token:
        code = ord(character)
        worth = abs(code - before) > 1
        before = code
        if character.isalpha():
            run = min(_WORD_BITS, run + _LETTER_BITS * worth)
        else:
            bits += run + _OTHER_BITS * worth
            run = 0.0
    return bits + run


def suggest(language: str, random: Callable[[int], bytes]) -> str:
    """Draws a passphrase of plain words in the language given, over 60 bits in either.

    Args:
        language: `en` (six words of a long list) or `fr` (seven of a shorter one, without accents).
        random: The system's secure generator.
    """
    if language == "fr":
        return generate_passphrase(french_words(), random, FRENCH_WORDS)
    return new_passphrase(random)


@lru_cache
def french_words() -> tuple[str, ...]:
    """The French words that passphrases are made of."""
    return tuple(shared_path("data", "wordlist_fr.txt").read_text(encoding="ascii").split())
