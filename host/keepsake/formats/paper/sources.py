"""What a paper is made of. Apart from what sets it, which takes long to load and much memory."""

from __future__ import annotations

from typing import Any, NamedTuple

PAGES = "pages"
"""Where the text of one paper finds on which pages of another its places are, by their labels; and
the label under which that other one says it."""

LONGEST = 20_000
"""Signs of one text; a page may send millions, of which thousands of pages would be printed."""


class Sources(NamedTuple):
    """One paper, ready for `typesetter.typeset`.

    Attributes:
        files: Contents by name; `main.typ` among them.
        data: Texts in dicts, lists and tuples, which the document reads from `data.json`. As they
            were captured: they are made printable when they are set.
        made: When, in UTC, for a paper that is archived, which is PDF/A-3a too; "" for another one.
    """

    files: dict[str, bytes]
    data: dict[str, Any]
    made: str = ""
