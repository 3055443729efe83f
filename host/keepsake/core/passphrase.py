"""Passphrases made of plain words, to be read out by telephone and typed without mistakes."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS = 6
SEPARATOR = "-"
ENOUGH_BITS = 45
STRONG_BITS = 55
_WORD_BITS = 10.0
_LETTER_BITS = 3.4
_OTHER_BITS = 4.0
# Spaces, the hyphens and dashes of keyboards and of programs that set text, quotation marks, marks
# that have no width, and small signs.
_BETWEEN = re.compile(
    "[\\s\\-_.,;:/|+'\"()\u00ab\u00ad\u00b7\u00bb\u200b-\u200f\u2010-\u2015\u2018-\u201f\u2022\u2039\u203a"
    "\u2043\u2060\u2212\ufe58\ufe63\ufeff\uff0d]+"
)
# What programs make of the marks that were typed.
_STRAIGHT = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"), **dict.fromkeys("\u201c\u201d\u201f", '"'),
     **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")}
)  # fmt: skip


class Strength(NamedTuple):
    """How hard a passphrase is to guess.

    Attributes:
        bits: An estimate that errs low for what people make up; it knows no leaked passwords.
        level: `weak` (refused where a person can choose again), `fair` or `strong`.
    """

    bits: int
    level: str


def strength(passphrase: str) -> Strength:
    """Estimates a passphrase; the viewer's `passphrase.js` computes the same while a person types.

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


def _below(limit: int, random: Callable[[int], bytes]) -> int:
    # Numbers past the last whole multiple are drawn again: a remainder would favour some words.
    whole = (1 << 32) - (1 << 32) % limit
    while True:
        number = int.from_bytes(random(4), "big")
        if number < whole:
            return number % limit


def spellings(typed: str) -> tuple[str, ...]:
    """What may have been meant: words on paper or from the telephone come with spaces and capitals.

    Returns:
        As typed without what surrounds it; then with one space for several, and quotation marks and
        dashes as keyboards have them; then as this program would have made it: small letters
        with hyphens between, whatever kind of hyphen, space or sign was typed; then that without
        accents, which drawn words never have. Each once, the last is what was drawn.
    """
    trimmed = typed.strip()
    straight = " ".join(trimmed.translate(_STRAIGHT).split())
    folded = unicodedata.normalize("NFKC", trimmed).lower()
    made = SEPARATOR.join(filter(None, _BETWEEN.split(folded)))
    plain = unicodedata.normalize("NFD", made)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(dict.fromkeys((trimmed, straight, made, bare)))
