"""Sets a paper, its texts made printable."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import typst

from keepsake.env import parse_utc
from keepsake.formats.paper.compiler import FAMILIES, asked, compiled
from keepsake.formats.paper.printable import made_printable
from keepsake.formats.paper.sources import LONGEST, PAGES

if TYPE_CHECKING:
    from keepsake.formats.paper.sources import Sources


class _Way(NamedTuple):
    """How texts are set: signs that are not usual by their names, and how many of them at most."""

    names: bool = False
    longest: int = LONGEST


# Texts that can be set one by one and not in their places; then texts of which a line, a word or a
# group is longer than a PDF may have one. Whatever else was wrong, the last of these tells it.
_SHORT = 4_000
_WAYS = (_Way(), _Way(names=True), _Way(longest=_SHORT), _Way(names=True, longest=_SHORT))


def typeset(sources: Sources) -> bytes:
    """Sets a paper, a tagged PDF: PDF/UA-1, and PDF/A-3a where it says when it was made.

    Raises:
        typst.TypstError: The document is wrong, or cannot be made accessible.
    """
    return _tried(sources)[0]


def typeset_with_pages(sources: Sources) -> tuple[bytes, dict[str, int]]:
    """Sets one paper, and tells on which pages its places are, by their labels.

    Raises:
        typst.TypstError: The document is wrong, or cannot be made accessible.
    """
    paper, files = _tried(sources)
    return paper, asked(files, PAGES)


def _tried(sources: Sources) -> tuple[bytes, dict[str, bytes]]:
    """Sets it as it is if that can be, else in the first way in which it can."""
    *ways, last = _WAYS
    for way in ways:
        with suppress(typst.TypstError):
            return _set(sources, way)
    return _set(sources, last)


def _set(sources: Sources, way: _Way) -> tuple[bytes, dict[str, bytes]]:
    files, moment = prepared(sources, way)
    return compiled(files, moment), files


def prepared(sources: Sources, way: _Way = _WAYS[0]) -> tuple[dict[str, bytes], int | None]:
    """What the compiler takes: all files of a paper, and when it is made."""
    moment = int(parse_utc(sources.made).timestamp()) if sources.made else None
    texts = made_printable(sources.data, names=way.names, longest=way.longest)
    data = msgspec.json.encode({**texts, "dated": moment is not None, "fonts": FAMILIES})
    return {**_common(), **sources.files, "data.json": data}, moment


@lru_cache
def _common() -> dict[str, bytes]:
    """What each paper may import: where long words break."""
    return {"breaking.typ": Path(__file__).with_name("breaking.typ").read_bytes()}
