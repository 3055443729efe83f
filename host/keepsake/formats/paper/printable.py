"""Makes any captured text fit for a PDF/UA document without hiding what was there.

A PDF for everyone must say aloud what it shows, so a sign that no font at hand can draw is an error
there. Such a sign, an emoji, a control character or a change of writing direction is written as its
name in square brackets instead. The exact text stays in the exhibit's own files.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import typst

from keepsake.formats.paper.compiler import compiled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_PROBE = b"""#set document(title: "probe")
#set text(font: "Libertinus Serif")
#for s in json("data.json") [#text(s) ]
"""
_PROBES_MAX = 300
_DROPPED = {"\ufe0e", "\ufe0f", "\u200d", "\u00ad", "\u200b", "\ufeff", "\r"}
_KEPT_CONTROLS = {"\n", "\t"}
# Marks that only say in which direction a letter runs; they can make a text read as another one.
_DIRECTION = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_PICTOGRAMS_FROM = 0x1F000


class Printable:
    """Texts of one report, made printable with one look at the fonts for all of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        signs = set[str]().union(*texts)
        unusual = {char for char in signs if ord(char) > 0x17F}
        missing = _missing({char for char in unusual if not _is_named(char)})
        self._signs = {ord(char): _sign(char, missing) for char in signs}

    def text(self, text: str) -> str:
        """One text, printable."""
        return text.translate(self._signs)


def _sign(char: str, missing: Collection[str]) -> str:
    if char in _DROPPED:
        return ""
    return f"[{_name(char)}]" if _is_named(char) or char in missing else char


def made_printable(data: Any) -> Any:
    """The same data with every text in it printable.

    Args:
        data: Texts in dicts, lists and tuples, as they go to typst; what is no text stays.
    """
    return _put_through(data, Printable(_texts(data)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


def _put_through(value: Any, printable: Printable) -> Any:
    if isinstance(value, str):
        return printable.text(value)
    if isinstance(value, dict):
        return {key: _put_through(member, printable) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_put_through(member, printable) for member in value]
    return value


def _is_named(char: str) -> bool:
    if char in _KEPT_CONTROLS or char in _DROPPED:
        return False
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Co", "Cn") or char in _DIRECTION:
        return True
    return category in ("So", "Sk") and ord(char) >= _PICTOGRAMS_FROM


def _name(char: str) -> str:
    return unicodedata.name(char, "").lower() or f"U+{ord(char):04X}"


def _missing(chars: set[str]) -> frozenset[str]:
    """Those that no font at hand can draw; halves the set until only they are left."""
    waiting, missing, probes = [sorted(chars)], set[str](), 0
    while waiting:
        group = waiting.pop()
        if not group or _can_draw(group):
            continue
        probes += 1
        if len(group) == 1 or probes > _PROBES_MAX:
            missing.update(group)
            continue
        middle = len(group) // 2
        waiting += [group[:middle], group[middle:]]
    return frozenset(missing)


def _can_draw(group: list[str]) -> bool:
    files = {"main.typ": _PROBE, "data.json": json.dumps(group).encode()}
    try:
        compiled(files)
    except typst.TypstError:
        return False
    return True
