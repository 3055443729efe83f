"""The encrypted read model: lists and full-text search without opening every entry.

Holds nothing that is not in the entries; it is brought up to date whenever it is opened, and made
anew when it does not open. SQLCipher encrypts every page, journal included, with a key derived from
the identity.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple, cast

import sqlcipher3.dbapi2 as sqlcipher

from keepsake.core import case_entries, entry
from keepsake.core.errors import KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.manifest import Identifier, Item, Page
    from keepsake.vault.reading import Unlocked

_SCHEMA_VERSION = 3
_SCHEMA = """
CREATE TABLE captures (entry INTEGER PRIMARY KEY, capture TEXT, utc TEXT, zone TEXT,
  offset INTEGER, state TEXT, reason TEXT, title TEXT, url TEXT, platform TEXT, kind TEXT,
  items INTEGER, tiles INTEGER, gone INTEGER, whole INTEGER, readable INTEGER);
CREATE TABLE ids (entry INTEGER, name TEXT, value TEXT, place TEXT, of TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, entry INTEGER, position INTEGER, time TEXT, key TEXT,
  author TEXT, state TEXT, missing TEXT);
CREATE INDEX items_time ON items (time, key, author, entry);
CREATE INDEX items_entry ON items (entry);
CREATE INDEX ids_entry ON ids (entry);
CREATE VIRTUAL TABLE texts USING fts5 (text, author, time UNINDEXED, entry UNINDEXED,
  position UNINDEXED, tokenize = "unicode61 remove_diacritics 2");
"""
_TABLES = ("captures", "ids", "items", "texts")
_MARK = "\x02"
_UNMARK = "\x03"


class Summary(NamedTuple):
    """One capture as a list shows it; counts come from its manifest, 0 where it has none.

    Attributes:
        offset: Local time minus UTC in minutes when it was kept.
        whole: The page was reached from end to end without a known gap.
        readable: False when its manifest could not be opened; a verification says why.
    """

    entry: int
    capture: str
    utc: str
    zone: str
    offset: int
    state: str
    reason: str
    title: str
    url: str
    platform: str
    kind: str
    items: int
    tiles: int
    gone: int
    whole: bool
    readable: bool


class Hit(NamedTuple):
    """One place where the words were found.

    Attributes:
        entry: Index of the capture's entry.
        position: Place of the item in its capture, from 0; -1 for the page's title or address.
        snippet: Pieces of the text around it, each with whether it is what was searched for.
    """

    entry: int
    position: int
    author: str
    time: str
    snippet: tuple[tuple[str, bool], ...]


class Index:
    """The read model of one unlocked vault; may be used by several threads."""

    def __init__(self, unlocked: Unlocked) -> None:
        """Opens the index, making it anew where it does not open, and brings it up to date.

        Raises:
            KeepsakeError: VAULT_DAMAGED, an entry does not open.
        """
        self._unlocked = unlocked
        self._lock = threading.Lock()
        self._path = unlocked.vault.path / "index.db"
        self._db = self._open()
        self.refresh()

    def refresh(self) -> None:
        """Reads entries that were added since. Raises as the constructor."""
        with self._lock, self._db:
            done = self._db.execute("SELECT size FROM progress").fetchone()[0]
            size = self._unlocked.vault.size()
            if done == size:
                return
            if done > size:
                # The vault went back to an older state; what the index knows is no longer in it.
                for name in _TABLES:
                    self._db.execute(f"DELETE FROM {name}")  # noqa: S608
                done = 0
            for index, record in self._unlocked.entries(done):
                if record.kind == "capture":
                    self._add(index, record)
                elif record.kind in case_entries.KINDS:
                    self._add_case(index, record)
            self._db.execute("UPDATE progress SET size = ?", (size,))

    def captures(self, limit: int = -1, skip: int = 0) -> list[Summary]:
        """Captures, newest first."""
        query = "SELECT * FROM captures ORDER BY entry DESC LIMIT ? OFFSET ?"
        with self._lock:
            rows = self._db.execute(query, (limit, skip)).fetchall()
        return [Summary._make((*row[:14], bool(row[14]), bool(row[15]))) for row in rows]

    def count(self) -> int:
        """Number of captures."""
        with self._lock:
            return cast("int", self._db.execute("SELECT count(*) FROM captures").fetchone()[0])

    def search(self, words: str, limit: int = 100) -> list[Hit]:
        """Finds every word, each also as the beginning of a longer one, best first."""
        terms = " ".join('"' + word.replace('"', '""') + '"*' for word in words.split())
        if not terms:
            return []
        query = (
            "SELECT entry, position, author, time, snippet(texts, 0, ?, ?, '…', 24) FROM texts "
            "WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        )
        with self._lock:
            rows = self._db.execute(query, (_MARK, _UNMARK, terms, limit)).fetchall()
        return [Hit._make((*row[:4], tuple(_pieces(row[4])))) for row in rows]

    def ask(self, query: str, facts: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of any other question; `keepsake.vault.timeline` asks those that it knows."""
        with self._lock:
            return cast("list[tuple[object, ...]]", self._db.execute(query, facts).fetchall())

    def close(self) -> None:
        """Closes the file; the object is of no use afterwards."""
        with self._lock:
            self._db.close()

    def _open(self) -> sqlcipher.Connection:
        try:
            return self._connect()
        except sqlcipher.DatabaseError:
            # Another key or a damaged file: it holds nothing of its own.
            self._unlocked.vault.disk.remove(self._path)
            return self._connect()

    def _connect(self) -> sqlcipher.Connection:
        db = sqlcipher.connect(str(self._path), check_same_thread=False)
        try:
            db.execute(f"PRAGMA key = \"x'{self._unlocked.index_key().hex()}'\"")
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute("PRAGMA secure_delete = ON")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version != _SCHEMA_VERSION:
                _make_anew(db)
        except sqlcipher.DatabaseError:
            db.close()
            raise
        self._path.chmod(0o600)
        return db

    def _add(self, index: int, record: entry.Entry) -> None:
        body = entry.body(record, entry.CaptureBody)
        try:
            listed, readable = self._unlocked.manifest(body), True
        except KeepsakeError:
            # One damaged capture must not hide all the others; its list line says so.
            listed, readable = None, False
        tiles = sum(part.kind == "tile" for part in body.parts)
        page = listed.page if listed else self._unlocked.begun(body)
        row = Summary(
            index, body.capture, record.utc, record.zone, record.offset_minutes, body.state,
            body.reason, page.title, page.url, page.platform or "", page.kind or "",
            listed.count if listed else 0, tiles, listed.completeness.gone if listed else 0,
            listed.whole if listed else False, readable,
        )  # fmt: skip
        marks = ",".join("?" * len(row))
        self._db.execute(f"INSERT OR REPLACE INTO captures VALUES ({marks})", row)  # noqa: S608
        ids = [_id_row(index, one) for one in page.ids]
        self._db.executemany("INSERT INTO ids VALUES (?,?,?,?,?)", ids)
        items = listed.items if listed else ()
        self._add_texts(_texts(index, page, record.utc, items))
        self._db.executemany(
            "INSERT INTO items VALUES (?,?,?,?,?,?,?,?)", self._item_rows(index, items)
        )

    def _add_case(self, index: int, record: entry.Entry) -> None:
        words = case_entries.spoken(entry.body(record, case_entries.KINDS[record.kind]))
        if words:
            self._add_texts(iter([(words, "", record.utc, index, -1)]))

    def _add_texts(self, rows: Iterator[tuple[str, str, str, int, int]]) -> None:
        self._db.executemany(
            "INSERT INTO texts (text, author, time, entry, position) VALUES (?,?,?,?,?)", rows
        )

    def _item_rows(self, index: int, items: Sequence[Item]) -> Iterator[tuple[object, ...]]:
        """Rows that share their id with the item's text, which was written just before."""
        (last,) = self._db.execute("SELECT max(rowid) FROM texts").fetchone()
        first = last - len(items) + 1
        for position, item in enumerate(items):
            yield (first + position, index, position, item.time, item.key, item.author,
                   item.state, item.missing_since)  # fmt: skip


def _make_anew(db: sqlcipher.Connection) -> None:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for name in (*_TABLES, "progress"):
        if (name,) in names:
            db.execute(f"DROP TABLE {name}")
    db.executescript(_SCHEMA)
    db.execute("CREATE TABLE progress (size INTEGER)")
    db.execute("INSERT INTO progress VALUES (0)")
    db.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
    db.commit()


def _texts(
    index: int, page: Page, utc: str, items: tuple[Item, ...]
) -> Iterator[tuple[str, str, str, int, int]]:
    yield f"{page.title} {page.url}", "", utc, index, -1
    for position, item in enumerate(items):
        links = " ".join(link.href for link in item.links)
        yield f"{item.text} {links}".strip(), item.author, item.time, index, position


def _id_row(index: int, one: Identifier) -> tuple[int, str, str, str, str]:
    return index, one.name, one.value, one.where, one.of


def _pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    for piece in snippet.split(_MARK):
        found, separator, rest = piece.partition(_UNMARK)
        if separator:
            yield found, True
            if rest:
                yield rest, False
        elif piece:
            yield piece, False
