"""The encrypted read model: lists and full-text search without opening every entry.

Holds nothing that is not in the entries; it is brought up to date whenever it is opened. A file
that is no database of this vault is made anew. One that another program holds, or that has no room
to grow, is left as it is, and what is needed is made in memory. SQLCipher encrypts every page,
journal included, with a key derived from the identity.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, cast

import sqlcipher3.dbapi2 as sqlcipher

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import as_read
from keepsake.vault.index_rows import (
    SCHEMA,
    SCHEMA_AFTER,
    SCHEMA_VERSION,
    SELECT_SUMMARIES,
    TABLES,
    Summary,
    add_entry,
    read_capture,
    summary_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.vault.unlocked import Unlocked

__all__ = ["Hit", "Index", "Summary"]

_AT_ONCE = 500
_WEIGHED = 2_000
# Four times as much made no search of 10,000 captures faster.
_CACHE_KILOBYTES = 8_192
# Captures that were never read are read for as long when the index is opened; the rest follows.
_READ_SECONDS = 2.0
# For another program that holds the file; a screen does not wait longer.
_WAIT_SECONDS = 5.0
_MARK = "\x02"
_UNMARK = "\x03"


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
        # A copy on a medium that is locked against writing can be searched all the same.
        self._kept = os.access(unlocked.vault.path, os.W_OK)
        self._db = self._open()
        self.refresh()

    def refresh(self) -> None:
        """Reads entries that were added since. Raises as the constructor."""
        with self._lock:
            try:
                self._take_in()
            except sqlcipher.DatabaseError as error:
                self._change(error)

    def _change(self, error: sqlcipher.DatabaseError) -> None:
        """Goes on with another file, or in memory, and brings it up to date."""
        self._db.close()
        self._db = self._another(error)
        self._take_in()

    def _take_in(self) -> None:
        size = self._unlocked.vault.size()
        (done,) = self._db.execute("SELECT size FROM progress").fetchone()
        if done == size:
            return
        if done > size:
            # The vault went back to an older state; what the index knows is no longer in it.
            _make_anew(self._db)
            done = 0
        added, end = self._unlocked.exact(done), time.monotonic() + _READ_SECONDS
        # In pieces, so that what was read is kept when the program ends meanwhile.
        while done < size:
            with self._db:
                for index, data in _some(added):
                    soon = time.monotonic() < end
                    add_entry(self._db, self._unlocked, index, data, read=soon)
                    done = index + 1
                self._db.execute("UPDATE progress SET size = ?", (done,))
                if done == size:
                    self._db.execute(SCHEMA_AFTER)

    def unread(self) -> list[int]:
        """Entries of captures that are still to be read, newest first."""
        rows = self.ask("SELECT entry FROM unread ORDER BY entry DESC")
        return [cast("int", index) for (index,) in rows]

    def read(self, index: int) -> None:
        """Takes in what a capture says as it is read; it is best read before, without this."""
        with self._lock:
            try:
                with self._db:
                    read_capture(self._db, self._unlocked, index)
            except sqlcipher.DatabaseError as error:
                self._change(error)

    def captures(self, limit: int = -1, skip: int = 0) -> list[Summary]:
        """Captures, newest first."""
        query = f"{SELECT_SUMMARIES} ORDER BY entry DESC LIMIT ? OFFSET ?"
        return [summary_of(row) for row in self.ask(query, (limit, skip))]

    def summary(self, index: int) -> Summary:
        """The capture that is entry `index`.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN.
        """
        rows = self.ask(f"{SELECT_SUMMARIES} WHERE entry = ?", (index,))
        if not rows:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index}")
        return summary_of(rows[0])

    def records(self, start: int = 0) -> list[tuple[int, entry.Entry]]:
        """Entries from `start` that are no captures, in order, as `Unlocked.entries` gives them."""
        rows = self.ask("SELECT entry, data FROM records WHERE entry >= ? ORDER BY entry", (start,))
        return [(cast("int", index), entry.decode(cast("bytes", data))) for index, data in rows]

    def count(self) -> int:
        """Number of captures."""
        return cast("int", self.ask("SELECT count(*) FROM captures")[0][0])

    def search(self, words: str, limit: int = 100) -> list[Hit]:
        """Finds every word, each also as the beginning of a longer one.

        Best first; where more than 2,000 places hold them, the last that were kept come first, for
        then no place is better than another and weighing them all would take long.
        """
        terms = " ".join('"' + word.replace('"', '""') + '"*' for word in words.split())
        if not terms:
            return []
        count = "SELECT count(*) FROM (SELECT 1 FROM texts WHERE texts MATCH ? LIMIT ?)"
        query = (
            "SELECT entry, position, author, time, snippet(texts, 0, ?, ?, '…', 24) FROM texts "
            "WHERE texts MATCH ? ORDER BY {} LIMIT ?"
        )
        ((places,),) = cast("list[tuple[int]]", self.ask(count, (terms, _WEIGHED + 1)))
        query = query.format("rank" if places <= _WEIGHED else "rowid DESC")
        rows = self.ask(query, (_MARK, _UNMARK, terms, limit))
        found = cast("list[tuple[int, int, str, str, str]]", rows)
        return [
            Hit(entry, position, author, time, tuple(_pieces(text)))
            for entry, position, author, time, text in found
        ]

    def ask(self, query: str, facts: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of any other question; `queries` and `timeline` ask those that they know."""
        with self._lock:
            try:
                rows = self._db.execute(query, facts).fetchall()
            except sqlcipher.DatabaseError as error:
                self._change(error)
                rows = self._db.execute(query, facts).fetchall()
        return cast("list[tuple[object, ...]]", rows)

    def close(self) -> None:
        """Closes the file; the object is of no use afterwards."""
        with self._lock:
            self._db.close()

    def _open(self) -> sqlcipher.Connection:
        try:
            return self._connect()
        except sqlcipher.DatabaseError as error:
            if not self._kept:
                raise
            return self._another(error)

    def _another(self, error: sqlcipher.DatabaseError) -> sqlcipher.Connection:
        """A new file in the place of one that is no database of this vault; else one in memory."""
        busy = isinstance(error, sqlcipher.OperationalError)
        if not busy and self._kept:
            # Another key or a damaged file: it holds nothing of its own.
            with suppress(KeepsakeError, sqlcipher.DatabaseError):
                for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
                    self._unlocked.vault.disk.remove(path)
                return self._connect()
        self._kept = False
        return self._connect()

    def _connect(self) -> sqlcipher.Connection:
        place = str(self._path) if self._kept else ":memory:"
        db = sqlcipher.connect(place, timeout=_WAIT_SECONDS, check_same_thread=False)
        try:
            _give_key(db, self._unlocked.index_key())
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute("PRAGMA secure_delete = ON")
            db.execute(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version != SCHEMA_VERSION or _read_by(db) != as_read.version():
                _make_anew(db)
        except sqlcipher.DatabaseError:
            db.close()
            raise
        if self._kept:
            self._path.chmod(0o600)
        return db


def _give_key(db: sqlcipher.Connection, key: bytes) -> None:
    """As SQLCipher spells a key of bytes, in memory that is written over.

    The text of a `PRAGMA key` would still be in the program's memory when the vault is locked.
    """
    spelled = bytearray(b"x'%b'" % bytes(2 * len(key)))
    for at, byte in enumerate(key):
        spelled[2 + 2 * at : 4 + 2 * at] = b"%02x" % byte
    db.set_key(spelled)
    spelled[:] = bytes(len(spelled))


def _read_by(db: sqlcipher.Connection) -> str:
    """The version of the reading whose words it holds."""
    ((found,),) = db.execute("SELECT read_by FROM progress").fetchall()
    return str(found)


def _some(added: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    return itertools.islice(added, _AT_ONCE)


def _make_anew(db: sqlcipher.Connection) -> None:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for name in (*TABLES, "progress"):
        if (name,) in names:
            db.execute(f"DROP TABLE {name}")
    db.executescript(SCHEMA)
    db.execute("CREATE TABLE progress (size INTEGER, read_by TEXT)")
    db.execute("INSERT INTO progress VALUES (0, ?)", (as_read.version(),))
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.commit()


def _pieces(snippet: str) -> Iterator[tuple[str, bool]]:
    for piece in snippet.split(_MARK):
        found, separator, rest = piece.partition(_UNMARK)
        if separator:
            yield found, True
            if rest:
                yield rest, False
        elif piece:
            yield piece, False
