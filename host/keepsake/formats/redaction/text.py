"""A working copy of the text of a capture in which words or whole messages are gone.

It has of each message its number, author, times and text, and nothing else: titles, addresses,
links, earlier versions and pictures could name what was taken out. Source: FORMAT.md §10.7.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from keepsake.formats.redaction.values import RedactionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from keepsake.core.manifest import Item
    from keepsake.formats.paper.words import Words

FIELDS = ("author", "text", "time_shown")
MOST = 20_000
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class Span(NamedTuple):
    """A part of one message, in code points of one of its fields.

    Attributes:
        item: Number of the message, from 1.
        field: Which of `FIELDS`.
        start: Where it begins.
        end: Behind its last sign.
    """

    item: int
    field: int
    start: int
    end: int


class Line(NamedTuple):
    """A message as the copy shows it.

    Attributes:
        taken_over: The name is that of the message above; never told of a name that is gone.
    """

    number: int
    author: str
    time: str
    time_shown: str
    text: str
    taken_over: bool


def spans(items: Sequence[Item], whole: Collection[int], words: Collection[str]) -> list[Span]:
    """What is to be gone: whole messages, and words wherever they stand.

    Capitals and small letters are the same, and so are the two ways to write a letter with its
    accent. Other spellings are other words.

    Args:
        items: Messages in their order.
        whole: Numbers of messages that go whole, author and text, from 1.
        words: Words or groups of words.

    Raises:
        RedactionError: Nothing is found, or too much.
    """
    sought = _pattern(words)
    found = []
    for number, item in enumerate(items, 1):
        for field, name in enumerate(FIELDS):
            value = getattr(item, name)
            if number in whole and name != "time_shown":
                found += [Span(number, field, 0, len(value))] if value else []
            elif sought:
                places = (place.span() for place in sought.finditer(value))
                found += [Span(number, field, start, end) for start, end in places]
    if not 0 < len(found) <= MOST:
        raise RedactionError("nothing of that is in the text, or too much")
    return found


def holds_word(items: Sequence[Item], word: str) -> bool:
    """Whether a word stands anywhere in the messages, as `spans` looks for it."""
    sought = _pattern((word,))
    values = (getattr(item, name) for item in items for name in FIELDS)
    return sought is not None and any(sought.search(value) for value in values)


def lines(items: Sequence[Item], gone: Collection[Span], mark: str) -> list[Line]:
    """The messages as the copy shows them.

    Args:
        items: Messages in their order.
        gone: What is taken out.
        mark: What stands in its place, the same for every length.

    Raises:
        RedactionError: A span does not lie within a message.
    """
    places = {
        key: list(group)
        for key, group in groupby(sorted(gone), key=lambda span: (span.item, span.field))
    }
    for (number, field), group in places.items():
        value = ""
        if 0 < number <= len(items) and 0 <= field < len(FIELDS):
            value = getattr(items[number - 1], FIELDS[field])
        if any(not 0 <= span.start < span.end <= len(value) for span in group):
            raise RedactionError("a span is not in the text")

    def shown(number: int, item: Item, name: str) -> str:
        value = getattr(item, name)
        return "".join(_cut(value, places.get((number, FIELDS.index(name)), []), mark))

    def line(number: int, item: Item) -> Line:
        author = shown(number, item, "author")
        return Line(
            number,
            author,
            item.time,
            shown(number, item, "time_shown"),
            shown(number, item, "text"),
            item.author_source == "before" and author == item.author,
        )

    return [line(number, item) for number, item in enumerate(items, 1)]


def as_text(rows: Sequence[Line], label: str, words: Words) -> bytes:
    """The copy as plain text in UTF-8: the label, then each message, its words set in by four.

    Args:
        rows: From `lines`.
        label: What the copy says of itself.
        words: Of its language.
    """
    told = [_plain(label), ""]
    for row in rows:
        told.append(_plain(_head(row, words)).replace("\n", " "))
        told += [f"    {line}" for line in _plain(row.text).split("\n")]
        told.append("")
    return "\n".join(told).encode()


def as_pdf(rows: Sequence[Line], label: str, words: Words) -> bytes:
    """The same as a PDF, PDF/UA-1, with the label in a frame at its top and on every page."""
    # Imported here: what typesets takes long to load.
    from keepsake.formats.paper.sheet import Section, sheet
    from keepsake.formats.paper.typesetter import typeset

    sections = [Section(_head(row, words), paragraphs=tuple(row.text.split("\n"))) for row in rows]
    title = words("redacted.title")
    return typeset(sheet(title, label, sections, label, words.language))


def _head(row: Line, words: Words) -> str:
    number = words("redacted.message", number=row.number)
    author = f"{row.author} ({words('author_before')})" if row.taken_over else row.author
    return " · ".join(filter(None, (number, author, row.time, row.time_shown)))


def _cut(value: str, gone: Sequence[Span], mark: str) -> Iterator[str]:
    """The value with a mark for each part that is gone; parts that touch are one."""
    at = 0
    for index, span in enumerate(gone):
        if span.start > at or index == 0:
            yield value[at : span.start]
            yield mark
        at = max(at, span.end)
    yield value[at:]


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    forms = {
        unicodedata.normalize(form, word.strip())
        for word in words
        for form in ("NFC", "NFD")
        if word.strip()
    }
    longest = sorted(forms, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None


def _plain(text: str) -> str:
    """Text in which nothing is hidden or turns other text round."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
