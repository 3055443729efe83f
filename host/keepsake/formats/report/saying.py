"""A message, a moment and a long text, as the papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.paper.words import to_the_minute

if TYPE_CHECKING:
    from keepsake.core.briefing.gather import Said
    from keepsake.formats.paper.words import Words

_WORDS_CHARACTERS = 400

Zone = tuple[str, int]
"""IANA name and minutes ahead of UTC."""


def said_row(said: Said, words: Words, zone: Zone) -> dict[str, str]:
    """One message: who wrote it, when, what it says, and where it is."""
    return {
        "who": who(said, words),
        "when": sent(said, words, zone),
        "text": shortened(said.text, _WORDS_CHARACTERS) or words("no_words"),
        "place": words("brief.place", exhibit=said.exhibit, item=said.item),
    }


def who(said: Said, words: Words) -> str:
    """Who wrote a message, and where that name comes from when it did not stand there."""
    if said.author and said.author_source == "before":
        return f"{said.author} ({words('author_before')})"
    return said.author or words("no_author")


def sent(said: Said, words: Words, zone: Zone) -> str:
    """When a message was sent, as far as its page tells."""
    if not said.time:
        return said.time_shown
    time = moment(said.time, zone)
    return words("brief.zone_assumed", time=time) if said.zone_assumed else time


def moment(utc: str, zone: Zone) -> str:
    """A moment to the minute in a zone; what is none is given as it stands there."""
    return to_the_minute(utc, zone[1])


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, with a sign where something is left out."""
    return text if len(text) <= most else f"{text[:most].rstrip()} […]"
