"""A text as it is searched, and where in the text as it stands each of its characters is. Pure.

What nobody sees is left out: marks without width, turns of direction. Digits of every script and
the wide forms of letters are the plain ones, so that a number hidden from searches is found.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text to search.

    Attributes:
        text: What is searched.
        stands: The text as it stands.
        at: For each character of `text` its place in `stands`.
    """

    text: str
    stands: str
    at: Sequence[int]

    def written(self, start: int, end: int) -> str:
        """How a part of `text` is written where it stands."""
        return self.stands[self.at[start] : self.at[end - 1] + 1]


def plain(stands: str) -> Plain:
    """The text as it is searched; takes as long as the text is."""
    if stands.isascii():
        return Plain(stands, stands, range(len(stands)))
    kept = [(form, at) for at, sign in enumerate(stands) if (form := _form(sign))]
    return Plain("".join(form for form, _ in kept), stands, [at for _, at in kept])


@lru_cache(4096)
def _form(sign: str) -> str:
    """What a character is searched as: one character, or none."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign) == "Cf":
        return ""
    if sign.isspace():
        return " "
    if sign in _HYPHENS:
        return "-"
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    simple = unicodedata.normalize("NFKC", sign)
    return simple if len(simple) == 1 else sign
