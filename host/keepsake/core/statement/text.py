"""The statement: its parts, exhibits it names, changes between versions, hints. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PARTS = ("who", "what", "when", "where", "how", "why", "intent", "effect", "did", "missing")

_REFERENCE = re.compile(
    r"\[(?:exhibit|pièce|piece)\s+(\d{1,6})(?:\s*,\s*message\s+(\d{1,6}))?\]", re.IGNORECASE
)
_PIECE = re.compile(r"\s+|[^\s]+")
_MOST_COMPARED = 20_000


class Named(NamedTuple):
    """An exhibit that a text names.

    Attributes:
        exhibit: Its number in the case.
        item: Number of the message, 0 for the whole exhibit.
        start: Where the name begins in the text, and `end` where it ends.
    """

    exhibit: int
    item: int
    start: int
    end: int


class Change(NamedTuple):
    """A piece of text that stayed (`same`), came (`added`) or went (`removed`)."""

    kind: str
    text: str


class Hint(msgspec.Struct, frozen=True):
    """Words that conclude, and a question that leads to the facts, by language.

    Attributes:
        words: Whole words or beginnings that end with `*`.
        ask: The question.
    """

    words: dict[str, tuple[str, ...]]
    ask: dict[str, str]


def named(text: str) -> Iterator[Named]:
    """Exhibits that a text names, as `[Exhibit 3]` or `[Pièce 3, message 41]`."""
    for found in _REFERENCE.finditer(text):
        yield Named(int(found[1]), int(found[2] or 0), found.start(), found.end())


def pieces(text: str) -> Iterator[tuple[str, Named | None]]:
    """The text cut at the exhibits that it names."""
    at = 0
    for found in named(text):
        if found.start > at:
            yield text[at : found.start], None
        yield text[found.start : found.end], found
        at = found.end
    if at < len(text):
        yield text[at:], None


def differences(before: str, after: str) -> list[Change]:
    """What changed between two texts, word by word.

    Texts of more than 20,000 words are compared as wholes, which is quick and still true.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > _MOST_COMPARED:
        whole = [Change("removed", before), Change("added", after)]
        return [Change("same", after)] if before == after else whole
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(old[a:b])))
            continue
        if b > a:
            changes.append(Change("removed", "".join(old[a:b])))
        if d > c:
            changes.append(Change("added", "".join(new[c:d])))
    return changes


def hints(text: str, known: Sequence[Hint], language: str) -> list[tuple[str, str]]:
    """Words of a text that conclude, each with a question; every question at most once.

    Args:
        text: What was written.
        known: From `hints.json`.
        language: `en` or `fr`.

    Returns:
        The word as written, and the question.
    """
    found = []
    for hint in known:
        pattern = "|".join(_pattern(word) for word in hint.words[language])
        match = re.search(rf"(?<!\w)(?:{pattern})", text, re.IGNORECASE)
        if match:
            found.append((match[0], hint.ask[language]))
    return found


def words(parts: Mapping[str, str]) -> int:
    """How many words a statement has."""
    return sum(len(text.split()) for text in parts.values())


def _pattern(word: str) -> str:
    stem, star, _rest = word.partition("*")
    return re.escape(stem) + (r"\w*" if star else r"(?!\w)")
