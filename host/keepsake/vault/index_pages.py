"""What the index knows of pages that were captured more than once: gone, asked to sign in, absent.

Source: FORMAT.md §4.9 and §9.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.page_comparison import absent_later, gap_keys, page_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlcipher3.dbapi2 as sqlcipher

    from keepsake.core.manifest import Manifest, Page

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
_ADD_OBSERVED = "INSERT OR REPLACE INTO observed (entry, kind, utc, said, sure) VALUES (?,?,?,?,?)"
_ADD_ABSENT = "INSERT OR IGNORE INTO absent (id, entry, later, utc) VALUES (?,?,?,?)"
# With so many of the captures before it a capture of the same page is compared.
_COMPARED = 2


def add_pages(
    db: sqlcipher.Connection, index: int, utc: str, page: Page, listed: Manifest | None
) -> None:
    """Puts what belongs here of one capture into the tables; its items are there already."""
    keys = page_keys(page)
    seen = page.instead
    if seen is not None:
        row = (index, seen.kind, seen.at, seen.said, seen.confidence == "certain")
        db.execute(_ADD_OBSERVED, row)
    if listed is not None and listed.about:
        db.execute(
            "INSERT OR REPLACE INTO notes (entry, about) VALUES (?,?)", (index, listed.about)
        )
    # Where a capture was cut short it is not certain what stood beside what.
    compared = listed is not None and bool(listed.items) and not listed.cut_short
    if listed is not None and compared:
        for earlier in _earlier(db, index, keys):
            _compare(db, earlier, index, utc, listed)
    rows = [(key, index, compared) for key in keys]
    db.executemany("INSERT INTO pages (key, entry, compared) VALUES (?,?,?)", rows)


def forget_pages(db: sqlcipher.Connection, capture: int) -> None:
    """Takes a removed capture out of them."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table} WHERE entry = ?", (capture,))  # noqa: S608 - only those
    db.execute("DELETE FROM absent WHERE later = ?", (capture,))


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
    gone = absent_later([key for _, key, _, _ in rows], after, gap_keys(listed))
    # What only divides messages (a date between them) goes when they do.
    told = [item for item, _, author, time in map(rows.__getitem__, gone) if author or time]
    fresh = [(item, earlier, later, utc) for item in told]
    db.executemany(_ADD_ABSENT, fresh)
