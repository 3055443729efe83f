"""What the answers are put together from: places, quotations, and as many of a list as fit."""

from __future__ import annotations

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


def exact(said: Said, words: Words, zone: Zone, most: int = WORDS) -> str:
    """A message in its exact words, so many characters of them, with who, when and where."""
    row = said_row(said, words, zone)
    of = ", ".join(filter(None, (row["who"], row["when"])))
    text = shortened(" ".join(said.text.split()), most) or words("no_words")
    return f"{words('brief.quoted', text=text)} {of}. {row['place']}"


def place(said: Said, words: Words) -> str:
    """Where a message is, by its numbers."""
    return words("brief.place", exhibit=said.exhibit, item=said.item)


def within(exhibits: Sequence[int], words: Words) -> str:
    """Numbers of exhibits with their noun."""
    return words.counted("brief.in", len(exhibits), list=", ".join(map(str, exhibits)))


def some(told: Sequence[str], words: Words) -> str:
    """The first of them, as many as fit into about two lines, and how many more there are."""
    shown = fitting([len(one) for one in told])
    rest = len(told) - shown
    more = [words.counted("brief.more", rest)] if rest else []
    return every([*told[:shown], *more], words)


def every(told: Sequence[str], words: Words) -> str:
    """All of them: what stands nowhere else is not cut short."""
    return words("semicolon").join(told)


def fitting(lengths: Sequence[int]) -> int:
    """How many of a list are shown, by how long each is."""
    shown, whole = 0, 0
    for length in lengths:
        whole += length
        if shown >= _AT_LEAST and whole > _ABOUT:
            break
        shown += 1
    return shown
