"""What the index knows of pages that were captured more than once: gone, asked to sign in, absent.

Source: FORMAT.md §4.9 and §9.6.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from keepsake.core.page_comparison import absent_later, gap_keys, page_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlcipher3.dbapi2 as sqlcipher

    from keepsake.core.manifest import Manifest, Page
    from keepsake.vault.index import Index

SCHEMA = """
CREATE TABLE pages (key TEXT, entry INTEGER, compared INTEGER);
CREATE TABLE observed (entry INTEGER PRIMARY KEY, kind TEXT, utc TEXT, said TEXT, sure INTEGER);
CREATE TABLE notes (entry INTEGER PRIMARY KEY, about TEXT);
CREATE TABLE absent (id INTEGER PRIMARY KEY, entry INTEGER, later INTEGER, utc TEXT);
CREATE INDEX pages_key ON pages (key, entry);
CREATE INDEX pages_compared ON pages (key, entry) WHERE compared;
CREATE INDEX pages_entry ON pages (entry);
CREATE INDEX notes_about ON notes (about);
CREATE INDEX absent_entry ON absent (entry);
CREATE INDEX items_gone ON items (id) WHERE state = 'gone';
"""
TABLES = ("pages", "observed", "notes", "absent")
# With so many of the captures before it a capture of the same page is compared.
_COMPARED = 2


class Observed(NamedTuple):
    """What a capture saw its page to be instead of what it is kept for.

    Attributes:
        kind: `gone`, `sign_in`, `error` or `loading`.
        said: The page's own words.
        sure: Whether that is certain.
    """

    entry: int
    kind: str
    utc: str
    said: str
    sure: bool


def add_pages(
    db: sqlcipher.Connection, index: int, utc: str, page: Page, listed: Manifest | None
) -> None:
    """Puts what belongs here of one capture into the tables; its items are there already."""
    keys = page_keys(page)
    seen = page.instead
    if seen is not None:
        row = (index, seen.kind, seen.at, seen.said, seen.confidence == "certain")
        db.execute("INSERT OR REPLACE INTO observed VALUES (?,?,?,?,?)", row)
    if listed is not None and listed.about:
        db.execute("INSERT OR REPLACE INTO notes VALUES (?,?)", (index, listed.about))
    # Where a capture was cut short it is not certain what stood beside what.
    compared = listed is not None and bool(listed.items) and not listed.cut_short
    if listed is not None and compared:
        for earlier in _earlier(db, index, keys):
            _compare(db, earlier, index, utc, listed)
    rows = [(key, index, compared) for key in keys]
    db.executemany("INSERT INTO pages VALUES (?,?,?)", rows)


def forget_pages(db: sqlcipher.Connection, capture: int) -> None:
    """Takes a removed capture out of them."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table} WHERE entry = ?", (capture,))  # noqa: S608 - only those
    db.execute("DELETE FROM absent WHERE later = ?", (capture,))


def observed(index: Index, entries: Sequence[int]) -> list[Observed]:
    """Captures among these whose page was not what it is kept for, in order."""
    query = (
        "SELECT entry, kind, utc, said, sure FROM observed "
        "WHERE entry IN (SELECT value FROM json_each(?)) ORDER BY entry"
    )
    rows = cast(
        "list[tuple[int, str, str, str, int]]", index.ask(query, [json.dumps(list(entries))])
    )
    return [Observed(*row[:4], bool(row[4])) for row in rows]


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


def _earlier(db: sqlcipher.Connection, index: int, keys: Sequence[str]) -> Iterator[int]:
    """The captures before it that it is compared with, the last one first.

    Each name is looked up by itself: then the last few are read from the end of an index, and not
    all captures of the page looked through.
    """
    query = (
        "SELECT entry FROM pages WHERE key = ? AND entry < ? AND compared "
        "ORDER BY entry DESC LIMIT ?"
    )
    found = {
        entry for key in keys for (entry,) in db.execute(query, (key, index, _COMPARED)).fetchall()
    }
    yield from sorted(found, reverse=True)[:_COMPARED]


def _compare(
    db: sqlcipher.Connection, earlier: int, later: int, utc: str, listed: Manifest
) -> None:
    query = "SELECT id, key, author, time FROM items WHERE entry = ? ORDER BY position"
    rows = db.execute(query, (earlier,)).fetchall()
    after = [item.key for item in listed.items]
    gone = absent_later([row[1] for row in rows], after, gap_keys(listed))
    # What only divides messages (a date between them) goes when they do.
    told = [rows[place] for place in gone if rows[place][2] or rows[place][3]]
    fresh = [(row[0], earlier, later, utc) for row in told]
    db.executemany("INSERT OR IGNORE INTO absent VALUES (?,?,?,?)", fresh)
