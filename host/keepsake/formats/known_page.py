"""A page whose messages are known, to test a capture with; invented, and nothing of anybody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from typing import NamedTuple

from keepsake.catalogue import table
from keepsake.formats import practice_page

NAMES = ("Robin Vale", "Alex Moor")
_FIRST = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
_APART = timedelta(minutes=7)
# Higher than a window, so that what a capture does is seen: each message takes much room.
_STYLE = """
body { font: 18px/1.5 sans-serif; margin: 2rem auto; max-width: 40rem }
article { margin: 2rem 0; padding: 1rem 1.5rem; border: 1px solid #b9b0a3; border-radius: 12px }
article:nth-of-type(even) { margin-left: 6rem; background: #eef5f5 }
time { color: #57504a; margin-left: 1rem }
"""


class Message(NamedTuple):
    """One message of the page.

    Attributes:
        author: Who is named beside it.
        time: When, as an instant (UTC).
        text: Its words.
    """

    author: str
    time: str
    text: str


def messages(language: str) -> list[Message]:
    """What stands on the page, in order."""
    return [
        Message(NAMES[number % 2], f"{_FIRST + number * _APART:%Y-%m-%dT%H:%M:%S.000Z}", line)
        for number, line in enumerate(practice_page.lines(language))
    ]


def page(language: str) -> str:
    """The page as HTML, which needs nothing else.

    Args:
        language: `en` or `fr`.
    """
    title = escape(table("practice", language)["talk"])
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<main role="log" aria-label="{title}">\n{"".join(map(_article, messages(language)))}'
        "</main>\n</body>\n</html>\n"
    )


def _article(message: Message) -> str:
    return (
        f"<article><strong>{escape(message.author)}</strong>"
        f'<time datetime="{message.time}">{message.time[11:16]} UTC</time>'
        f"<p>{escape(message.text)}</p></article>\n"
    )
