"""Makes any captured text fit for a PDF/UA document without hiding what was there.

A PDF for everyone must say aloud what it shows, so a sign that no font at hand can draw is an error
there. Such a sign, a control character or a change of writing direction is written as its name in
square brackets instead. Whether a text can be set is tried, because signs that can be drawn one by
one cannot always be together, and because what sets them fails on some. A text that no message has
is cut, with how much of it is left out. The exact text stays in the exhibit's own files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import typst

from keepsake.catalogue import filled, table
from keepsake.formats.paper.compiler import FAMILIES, compiled
from keepsake.formats.paper.sources import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

# As narrow as a text is anywhere, so that it has line breaks here where it has some there.
_PROBE = b"""#set document(title: "probe")
#set page(width: 8cm)
#let d = json("data.json")
#set text(font: d.fonts)
#for s in d.texts { par(text(s)) }
"""
_PROBES_MAX = 300
_DROPPED = {"\u00ad", "\u200b", "\ufeff", "\r"}
_JOINING = {"\ufe0e", "\ufe0f", "\u200d"}  # of several signs one: of use where a font knows them
# Marks that only say in which direction a letter runs; they can make a text read as another one.
_DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
# What the papers' own letters draw, which is not tried. Many texts are looked through.
_UNUSUAL = re.compile(
    "[^\\n\\t\\x20-\\x7e\\xa0-\\xac\\xae-\\u024f\\u0391-\\u03a9\\u03b1-\\u03c9\\u0400-\\u045f\\u2013-\\u201e]"
)
_FAITHFUL, _APART, _WITHOUT_SYMBOLS, _NAMES = range(4)
_NAMED = {_APART: ("Me", "Cf"), _WITHOUT_SYMBOLS: ("Me", "Cf", "So", "Sk")}


class Printable:
    """Texts of one paper, made printable with few looks at the fonts for all of them.

    Attributes:
        levels: How much of a text is given by name: of most nothing, of those that cannot be set so
            what makes one of several signs, then their symbols, then all that is not usual.
        longest: Signs that are printed of a text, names of signs among them.
    """

    def __init__(
        self, texts: Iterable[str], lowest: int = _FAITHFUL, longest: int = LONGEST
    ) -> None:
        self.longest = longest
        texts = (text[:longest] for text in texts)
        unusual = [text for text in dict.fromkeys(texts) if _UNUSUAL.search(text)]
        signs = {char for text in unusual for char in _UNUSUAL.findall(text)}
        missing = _failing({c for c in signs if not _is_named(c) and c not in _DROPPED | _JOINING})
        self._tables = [
            {ord(char): _sign(char, missing, level) for char in signs}
            for level in range(_NAMES + 1)
        ]
        self.levels = dict.fromkeys(unusual, lowest)
        for level in range(lowest, _NAMES):
            still = {text.translate(self._tables[level]): text for text in self._at(level)}
            for printed in _failing(still):
                self.levels[still[printed]] = level + 1

    def _at(self, level: int) -> Iterator[str]:
        return (text for text, its in self.levels.items() if its == level)

    def text(self, text: str) -> str:
        """One of the texts, printable, as far as it is printed."""
        return self.counted(text)[0]

    def counted(self, text: str) -> tuple[str, int]:
        """The same, and how many signs of the text are not printed."""
        head = text[: self.longest]
        level = self.levels.get(head)
        if level is None:
            return head, len(text) - len(head)
        table = self._tables[level]
        printed = head.translate(table)
        if len(printed) > self.longest:
            sizes = accumulate(len(table.get(ord(char), char)) for char in head)
            head = head[: bisect_right(list(sizes), self.longest)]
            printed = head.translate(table)
        return printed, len(text) - len(head)


def made_printable(data: Any, *, names: bool = False, longest: int = LONGEST) -> Any:
    """The same data with every text in it printable.

    Args:
        data: Texts in dicts, lists and tuples, as they go to typst; what is no text stays. Its
            `language` is that of the words about what is left out.
        names: Give all that is not usual by name, as the document could not be set otherwise.
        longest: Signs of a text that are printed.
    """
    left_out = table("report", data.get("language", "en"))["signs_left_out"]
    printable = Printable(_texts(data), _NAMES if names else _FAITHFUL, longest)

    def printed(text: str) -> str:
        shown, more = printable.counted(text)
        return f"{shown} {filled(left_out, {'count': str(more)})}" if more else shown

    return _each(data, printed)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _each(value: Any, put: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return put(value)
    if isinstance(value, dict):
        return {key: _each(member, put) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_each(member, put) for member in value]
    return value


def _sign(char: str, missing: Collection[str], level: int) -> str:
    if char in _DROPPED or (char in _JOINING and level > _FAITHFUL):
        return ""
    named = level == _NAMES or unicodedata.category(char) in _NAMED.get(level, ())
    return f"[{_name(char)}]" if named or char in missing or _is_named(char) else char


def _is_named(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") or char in _DIRECTION


def _name(char: str) -> str:
    return unicodedata.name(char, "").lower() or f"U+{ord(char):04X}"


def _failing(texts: Iterable[str]) -> frozenset[str]:
    """Those that cannot be set; halves them until only such are left, and gives up on the rest."""
    waiting, failing, probes = [sorted(texts)], set[str](), 0
    while waiting:
        group = waiting.pop()
        if not group or _can_set(group):
            continue
        probes += 1
        if len(group) == 1 or probes > _PROBES_MAX:
            failing.update(group)
            continue
        middle = len(group) // 2
        waiting += [group[:middle], group[middle:]]
    return frozenset(failing)


def _can_set(group: list[str]) -> bool:
    data = {"fonts": FAMILIES, "texts": group}
    files = {"main.typ": _PROBE, "data.json": json.dumps(data).encode()}
    try:
        compiled(files)
    except typst.TypstError:
        return False
    return True
