"""What is asked of the index beside lists and search: captures of one page, notes, what is absent.

Source: FORMAT.md §4.9 and §9.6.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from keepsake.vault.index_rows import SELECT_SUMMARIES, Summary, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.vault.index import Index


class Observed(NamedTuple):
    """What a capture saw its page to be instead of what it is kept for.

    Attributes:
        kind: `gone`, `sign_in`, `locked`, `error` or `loading`.
        said: The page's own words.
        sure: Whether that is certain.
    """

    entry: int
    kind: str
    utc: str
    said: str
    sure: bool


def captures_from(index: Index, start: int) -> list[Summary]:
    """Captures from entry `start` on, in order."""
    rows = index.ask(f"{SELECT_SUMMARIES} WHERE entry >= ? ORDER BY entry", (start,))
    return [summary_of(row) for row in rows]


def observed(index: Index, entries: Sequence[int]) -> list[Observed]:
    """Captures among these whose page was not what it is kept for, in order."""
    query = (
        "SELECT entry, kind, utc, said, sure FROM observed "
        "WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry"
    )
    rows = cast(
        "list[tuple[int, str, str, str, int]]", index.ask(query, [json.dumps(list(entries))])
    )
    return [Observed(entry, kind, utc, said, bool(sure)) for entry, kind, utc, said, sure in rows]


def same_page(index: Index, entry: int) -> list[int]:
    """Other captures of the page of a capture, in order."""
    query = (
        "SELECT DISTINCT entry FROM pages WHERE entry != ? "
        "AND key IN (SELECT key FROM pages WHERE entry = ?) ORDER BY entry"
    )
    return [cast("int", row[0]) for row in index.ask(query, (entry, entry))]


def notes_about(index: Index, capture: str) -> list[int]:
    """Captures that hold what the person wrote about the capture with this UUID."""
    query = "SELECT entry FROM notes WHERE about = ? ORDER BY entry"
    return [cast("int", row[0]) for row in index.ask(query, (capture,))]


def absences(index: Index, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Of these items those that a later capture no longer shows: which one, and of when."""
    query = (
        "SELECT id, later, utc FROM absent WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
    )
    rows = cast("list[tuple[int, int, str]]", index.ask(query, [json.dumps(list(ids))]))
    return {item: (later, utc) for item, later, utc in rows}


def absent_of(index: Index, entry: int) -> dict[int, tuple[int, str]]:
    """The same of all items of one capture, by their place in it, from 0."""
    query = (
        "SELECT items.position, absent.later, absent.utc FROM absent JOIN items ON items.id = "
        "absent.id WHERE absent.entry = ?"
    )
    rows = cast("list[tuple[int, int, str]]", index.ask(query, (entry,)))
    return {position: (later, utc) for position, later, utc in rows}
