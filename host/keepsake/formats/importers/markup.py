"""Walks through HTML of an export: tags and text, in time that grows with the length and no more.

Nothing is shown of it as HTML and nothing in it runs.
"""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAG_CHARACTERS_MAX = 8_000
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]{0,40})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)')")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")
_SKIPPED = ("script", "style")
_VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3"})


class Token(NamedTuple):
    """A start tag (`open`), an end tag (`close`) or text (`text`)."""

    kind: str
    name: str = ""
    attributes: Mapping[str, str] = {}
    text: str = ""

    @property
    def classes(self) -> set[str]:
        """The classes of a start tag."""
        return set(self.attributes.get("class", "").split())


def tokens(page: str) -> Iterator[Token]:
    """Tags and text in order; comments, scripts and styles are left out."""
    at, end = 0, len(page)
    while at < end:
        start = page.find("<", at)
        if start < 0:
            yield Token("text", text=html.unescape(page[at:]))
            return
        if start > at:
            yield Token("text", text=html.unescape(page[at:start]))
        stop = page.find("-->" if page.startswith("<!--", start) else ">", start)
        if stop < 0:
            return
        tag = page[start + 1 : stop]
        at = stop + (3 if page.startswith("<!--", start) else 1)
        named = _NAME.match(tag)
        if not named or len(tag) > _TAG_CHARACTERS_MAX:
            continue
        name = named[1].lower()
        if tag.startswith("/"):
            yield Token("close", name)
            continue
        yield Token("open", name, _attributes(tag))
        if name in _SKIPPED:
            found = page.find(f"</{name}", at)
            at = found if found >= 0 else end


class Walk(ABC):
    """Takes tokens and knows what it is inside of."""

    def __init__(self) -> None:
        self._depth = 0
        # Names, each with how deep it lies, the innermost last.
        self._inside: list[tuple[int, str]] = []

    def take(self, token: Token) -> None:
        """The next tag or text."""
        if token.kind == "text":
            self._hear(token.text)
        elif token.kind == "open":
            self._enter(token)
            if token.name not in _VOID:
                self._depth += 1
        else:
            self._depth = max(0, self._depth - 1)
            while self._inside and self._inside[-1][0] >= self._depth:
                self._inside.pop()

    def _into(self, name: str) -> None:
        """From here to the end of the tag that is being entered, it is inside of `name`."""
        self._inside.append((self._depth, name))

    @property
    def _innermost(self) -> str:
        return self._inside[-1][1] if self._inside else ""

    @abstractmethod
    def _enter(self, token: Token) -> None:
        """A start tag."""

    @abstractmethod
    def _hear(self, text: str) -> None:
        """Text between tags."""


def plain_text(page: str) -> str:
    """The words of a page, lines where it breaks them."""
    out = []
    for token in tokens(page):
        if token.kind == "text":
            out.append(re.sub(r"\s+", " ", token.text))
        elif token.kind == "open" and token.name in _BREAKS:
            out.append("\n")
    lines = (line.strip() for line in "".join(out).splitlines())
    return "\n".join(line for line in lines if line)


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag)
    }
