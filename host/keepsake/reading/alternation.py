"""One expression for any of some words, in scripts with spaces between words and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTER = r"[^\W\d_]"


def alternation(words: Iterable[str]) -> str:
    """An expression for any of some words, the longest first, apart from other letters.

    Languages that are written without spaces need no space around a word, and what ends with an
    apostrophe none behind it.

    Args:
        words: As written in the language.

    Returns:
        Source of an expression, which never matches where there are no words.
    """
    spaced: list[str] = []
    joined: list[str] = []
    run_on: list[str] = []
    for word in sorted(set(words), key=lambda each: (-len(each), each)):
        some = run_on if _runs_on(word) else joined if word.endswith("'") else spaced
        some.append(re.escape(word).replace(r"\ ", r"\s"))
    out = []
    if joined:
        out.append(rf"(?<!{_LETTER})(?:{'|'.join(joined)})")
    if spaced:
        out.append(rf"(?<!{_LETTER})(?:{'|'.join(spaced)})(?!{_LETTER})")
    if run_on:
        out.append("(?:" + "|".join(run_on) + ")")
    return "|".join(out) or "(?!)"


def _runs_on(word: str) -> bool:
    return any(
        first <= sign <= last
        for sign in word
        for first, last in (("\u0e00", "\u0e4f"), ("\u3040", "\u9fff"), ("\uac00", "\ud7af"))
    )
