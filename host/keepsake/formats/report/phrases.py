"""What the answers are put together from: places, quotations, and as many of a list as fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keepsake.formats.report.saying import said_row, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.briefing.gather import Said
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.saying import Zone

WORDS = 180  # characters of a text
_AT_LEAST = 2  # of what there may be many of; the rest stands below
_ABOUT = 300  # characters of all that is shown of them
# Letters and digits of scripts that run from right to left. Source: Unicode, Bidi_Class R, AL, AN.
_TURNED = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def exact(said: Said, words: Words, zone: Zone, most: int = WORDS) -> str:
    """A message in its exact words, so many characters of them, with who, when and where."""
    row = said_row(said, words, zone)
    of = ", ".join(filter(None, (isolated(row["who"]), row["when"])))
    text = isolated(shortened(" ".join(said.text.split()), most)) or words("no_words")
    return f"{words('brief.quoted', text=text)} {of}. {row['place']}"


def isolated(text: str) -> str:
    """A text of a script that runs the other way, so that what stands behind it keeps its order.

    Else the date behind an Arabic name would be read from its day to its year. On paper a mark says
    it, as every turn of direction that a captured text brings along is printed by its name.
    """
    return f"{text}\u200e" if _TURNED.search(text) else text


def briefly(text: str) -> str:
    """The beginning of a text that the person wrote."""
    return isolated(shortened(text, WORDS))


def place(said: Said, words: Words) -> str:
    """Where a message is, by its numbers."""
    return words("brief.place", exhibit=said.exhibit, item=said.item)


def within(exhibits: Sequence[int], words: Words) -> str:
    """Numbers of exhibits with their noun."""
    return words.counted("brief.in", len(exhibits), list=", ".join(map(str, exhibits)))


def some(told: Sequence[str], words: Words, about: int = _ABOUT) -> str:
    """The first of them, as many as fit into about two lines, and how many more there are."""
    shown = fitting([len(one) for one in told], about)
    rest = len(told) - shown
    more = [words.counted("brief.more", rest)] if rest else []
    return every([*told[:shown], *more], words)


def every(told: Sequence[str], words: Words) -> str:
    """All of them: what stands nowhere else is not cut short."""
    return words("semicolon").join(told)


def sentence(text: str) -> str:
    """A text with a full stop, unless it ends by itself: another one comes after it."""
    return text if text.endswith((".", "!", "?", "\u2026", "\u201d", "\u00bb")) else f"{text}."


def fitting(lengths: Sequence[int], about: int = _ABOUT) -> int:
    """How many of a list are shown, by how long each is."""
    shown, whole = 0, 0
    for length in lengths:
        whole += length
        if shown >= _AT_LEAST and whole > about:
            break
        shown += 1
    return shown
