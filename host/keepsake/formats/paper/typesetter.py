"""Sets a paper, its texts made printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typst

from keepsake.env import parse_utc
from keepsake.formats.paper.compiler import FAMILIES, asked, compiled
from keepsake.formats.paper.printable import made_printable
from keepsake.formats.paper.sources import PAGES

if TYPE_CHECKING:
    from keepsake.formats.paper.sources import Sources


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
    moment = int(parse_utc(sources.made).timestamp()) if sources.made else None
    try:
        return _set(sources, moment, names=False)
    except typst.TypstError:
        # Texts that can be set one by one and not in their places. Whatever else was wrong, setting
        # it again tells it.
        return _set(sources, moment, names=True)


def _set(sources: Sources, moment: int | None, *, names: bool) -> tuple[bytes, dict[str, bytes]]:
    texts = made_printable(sources.data, names=names)
    data = msgspec.json.encode({**texts, "dated": moment is not None, "fonts": FAMILIES})
    files = {**sources.files, "data.json": data}
    return compiled(files, moment), files
