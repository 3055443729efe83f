"""What the index holds of each entry: the tables, and the rows that an entry becomes."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from keepsake.core import custody, entry, practice
from keepsake.core.added import entry as added
from keepsake.core.briefing.counting import kind_of
from keepsake.core.case import entries as case_entries
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.harvest import Harvest
from keepsake.core.manifest import Identifier
from keepsake.vault import as_read, claims, index_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sqlcipher3.dbapi2 as sqlcipher

    from keepsake.core.entry import CaptureBody, Entry
    from keepsake.core.manifest import Item, Manifest, Page
    from keepsake.vault.unlocked import Unlocked

SCHEMA_VERSION = 13
SCHEMA = """
CREATE TABLE captures (entry INTEGER PRIMARY KEY, capture TEXT, utc TEXT, zone TEXT,
  offset INTEGER, state TEXT, reason TEXT, title TEXT, url TEXT, platform TEXT, kind TEXT,
  items INTEGER, tiles INTEGER, gone INTEGER, whole INTEGER, readable INTEGER, of_case TEXT,
  size INTEGER, ids TEXT, pictures TEXT, added INTEGER, claims TEXT, later INTEGER);
CREATE TABLE unread (entry INTEGER PRIMARY KEY);
CREATE TABLE records (entry INTEGER PRIMARY KEY, kind TEXT, data BLOB);
CREATE TABLE ids (entry INTEGER, name TEXT, value TEXT, place TEXT, of TEXT);
CREATE TABLE items (id INTEGER PRIMARY KEY, entry INTEGER, position INTEGER, time TEXT, key TEXT,
  author TEXT, side TEXT, state TEXT, missing TEXT, assumed INTEGER, kind TEXT);
CREATE INDEX captures_capture ON captures (capture);
CREATE INDEX items_entry ON items (entry);
CREATE INDEX ids_entry ON ids (entry);
CREATE VIRTUAL TABLE texts USING fts5 (text, author, time UNINDEXED, entry UNINDEXED,
  position UNINDEXED, tokenize = "unicode61 remove_diacritics 2");
"""
SCHEMA += index_pages.SCHEMA
# Made when all rows are there: each row falls somewhere else in it, and no row is looked up by it.
SCHEMA_AFTER = "CREATE INDEX IF NOT EXISTS items_time ON items (time, key, author, entry)"
TABLES = ("captures", "unread", "records", "ids", "items", "texts", *index_pages.TABLES)
REMOVED = "removed"


class Summary(NamedTuple):
    """One capture as a list shows it; counts come from its manifest, 0 where it has none.

    Attributes:
        state: As in its entry, or `removed`.
        offset: Local time minus UTC in minutes when it was kept.
        whole: The page was reached from end to end without a known gap.
        readable: False when its manifest could not be opened; a verification says why.
        case: UUID of the case that was active when it was kept, or ""; `practice` for one that was
            made to practise.
        size: Bytes of all parts.
        ids: Permanent ids that the page showed.
        pictures: Part numbers of its pictures, in order.
        added: It was added by hand, not captured.
        claims: Of one that came sealed, what came of comparing its files with what was said of
            them: `right` or `wrong`; "" where each was compared when it came.
        later: The entry that holds all of it, where this is only its beginning; else -1.
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
    case: str
    size: int
    ids: tuple[Identifier, ...]
    pictures: tuple[int, ...]
    added: bool
    claims: str
    later: int

    @property
    def practice(self) -> bool:
        """Whether it was made to practise, on the page for that."""
        return self.case == practice.CASE


# `case` is a word of SQL itself.
_NAMES = ", ".join({"case": "of_case"}.get(name, name) for name in Summary._fields)
SELECT_SUMMARIES = f"SELECT {_NAMES} FROM captures"  # noqa: S608
_ADD_CAPTURE = (
    f"INSERT OR REPLACE INTO captures ({_NAMES}) "  # noqa: S608
    f"VALUES ({', '.join(f':{name}' for name in Summary._fields)})"
)
_ADD_ITEM = (
    "INSERT INTO items (id, entry, position, time, key, author, side, state, missing, assumed, "
    "kind) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
)


def summary_of(row: tuple[object, ...]) -> Summary:
    """A row of `SELECT_SUMMARIES`, read."""
    facts: dict[str, Any] = dict(zip(Summary._fields, row, strict=True))
    for flag in ("whole", "readable", "added"):
        facts[flag] = bool(facts[flag])
    facts["ids"] = msgspec.json.decode(facts["ids"], type=tuple[Identifier, ...])
    facts["pictures"] = msgspec.json.decode(facts["pictures"], type=tuple[int, ...])
    return Summary(**facts)


def _facts_of(summary: Summary) -> dict[str, object]:
    """The same the other way round, by name."""
    lists = {name: msgspec.json.encode(getattr(summary, name)) for name in ("ids", "pictures")}
    return {**summary._asdict(), **{name: data.decode() for name, data in lists.items()}}


def add_entry(
    db: sqlcipher.Connection, unlocked: Unlocked, index: int, data: bytes, *, read: bool = True
) -> None:
    """Puts one entry into the tables.

    Args:
        db: The index, in a transaction.
        unlocked: For what a capture's entry points to.
        index: Its place in the log.
        data: Its exact bytes.
        read: A capture that is not read yet is read now; else it is noted as unread, with what was
            read in the page.

    Raises:
        KeepsakeError: VAULT_DAMAGED, the entry cannot be read.
    """
    try:
        record = entry.decode(data)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_NEWER:
            raise
        # A later program's; a check says so.
        return
    if record.kind in added.HOLDERS:
        _add_capture(db, unlocked, index, record, read=read)
        return
    row = (index, record.kind, data)
    db.execute("INSERT OR REPLACE INTO records (entry, kind, data) VALUES (?,?,?)", row)
    if record.kind == "removal":
        _forget(db, unlocked, index, record)
    elif record.kind in case_entries.KINDS:
        words = case_entries.spoken(entry.body(record, case_entries.KINDS[record.kind]))
        if words:
            _add_texts(db, iter([(words, "", record.utc, index, -1)]))


def _add_capture(
    db: sqlcipher.Connection, unlocked: Unlocked, index: int, record: Entry, *, read: bool
) -> None:
    body = entry.body(record, entry.CaptureBody)
    if not read and not as_read.is_ready(unlocked, body):
        db.execute("INSERT OR REPLACE INTO unread (entry) VALUES (?)", (index,))
        listed_by = unlocked.manifest
    else:
        listed_by = partial(as_read.manifest, unlocked)
    try:
        listed = listed_by(body)
        readable = not (isinstance(listed, Harvest) and listed.unread)
    except KeepsakeError:
        # One damaged capture must not hide all the others; its list line says so.
        listed, readable = None, False
    page = listed.page if listed else unlocked.begun(body)
    summary = _summary(index, record, body, page, listed, readable=readable)
    summary = summary._replace(claims=claims.compared(unlocked, body))
    # Of several entries of one capture the last holds. Source: FORMAT.md §3.9.
    db.execute("UPDATE captures SET later = ? WHERE capture = ?", (index, body.capture))
    db.execute(_ADD_CAPTURE, _facts_of(summary))
    ids = [(index, one.name, one.value, one.where, one.of) for one in page.ids]
    db.executemany("INSERT INTO ids (entry, name, value, place, of) VALUES (?,?,?,?,?)", ids)
    items = listed.items if listed else ()
    _add_texts(db, _texts(index, page, record.utc, items))
    rows = _item_rows(db, index, page, items)
    db.executemany(_ADD_ITEM, rows)
    index_pages.add_pages(db, index, record.utc, page, listed)


def _summary(
    index: int,
    record: Entry,
    body: CaptureBody,
    page: Page,
    listed: Manifest | None,
    *,
    readable: bool,
) -> Summary:
    pictures = tuple(part.part for part in body.parts if added.is_picture(part))
    return Summary(
        entry=index,
        capture=body.capture,
        utc=record.utc,
        zone=record.zone,
        offset=record.offset_minutes,
        state=body.state,
        reason=body.reason,
        title=page.title,
        url=page.url,
        platform=page.platform or "",
        kind=page.kind or "",
        items=listed.count if listed else 0,
        tiles=len(pictures),
        gone=listed.completeness.gone if listed else 0,
        whole=listed.whole if listed else False,
        readable=readable,
        case=body.case,
        size=sum(part.bytes for part in body.parts),
        ids=page.ids,
        pictures=pictures,
        added=record.kind == added.KIND,
        claims="",
        later=-1,
    )


def _forget(db: sqlcipher.Connection, unlocked: Unlocked, index: int, record: Entry) -> None:
    """Nothing of a removed capture is left but its line, where its owner removed it."""
    for name in custody.true_removals(unlocked.removal_key(), [(index, record)]):
        found = db.execute("SELECT entry FROM captures WHERE capture = ?", (name,)).fetchall()
        for (capture,) in found:
            db.execute("DELETE FROM texts WHERE entry = ?", (capture,))
            db.execute("DELETE FROM items WHERE entry = ?", (capture,))
            db.execute("DELETE FROM ids WHERE entry = ?", (capture,))
            db.execute("DELETE FROM unread WHERE entry = ?", (capture,))
            index_pages.forget_pages(db, capture)
            db.execute(
                "UPDATE captures SET state = ?, title = '', url = '', ids = '[]', pictures = '[]' "
                "WHERE entry = ?",
                (REMOVED, capture),
            )


def read_capture(db: sqlcipher.Connection, unlocked: Unlocked, index: int) -> None:
    """Puts what a capture says as it is read in the place of what was read in the page.

    Args:
        db: The index, in a transaction.
        unlocked: For the capture.
        index: Its place in the log.
    """
    db.execute("DELETE FROM unread WHERE entry = ?", (index,))
    try:
        listed = as_read.manifest(unlocked, unlocked.capture(index).body)
    except KeepsakeError:
        _ = unlocked.identity  # raises where it was locked meanwhile: then it is still to be read
        listed = None
    if listed is None:
        return
    query = "SELECT position, id FROM items WHERE entry = ?"
    places: dict[int, int] = dict(db.execute(query, (index,)).fetchall())
    texts = islice(_texts(index, listed.page, "", listed.items), 1, None)
    for position, (item, row) in enumerate(zip(listed.items, texts, strict=True)):
        place = places.get(position)
        kind = kind_of(listed.page, item)
        facts = (item.time, item.author, item.side, item.zone_assumed, kind, place)
        db.execute("UPDATE items SET time=?, author=?, side=?, assumed=?, kind=? WHERE id=?", facts)
        db.execute("UPDATE texts SET text=?, author=?, time=? WHERE rowid=?", (*row[:3], place))
    db.execute("UPDATE captures SET items = ? WHERE entry = ?", (listed.count, index))


def _add_texts(db: sqlcipher.Connection, rows: Iterator[tuple[str, str, str, int, int]]) -> None:
    db.executemany(
        "INSERT INTO texts (text, author, time, entry, position) VALUES (?,?,?,?,?)", rows
    )


def _item_rows(
    db: sqlcipher.Connection, index: int, page: Page, items: Sequence[Item]
) -> Iterator[tuple[object, ...]]:
    """Rows that share their id with the item's text, which was written just before."""
    (last,) = db.execute("SELECT max(rowid) FROM texts").fetchone()
    first = last - len(items) + 1
    for position, item in enumerate(items):
        yield (first + position, index, position, item.time, item.key, item.author,
               item.side, item.state, item.missing_since, item.zone_assumed,
               kind_of(page, item))  # fmt: skip


def _texts(
    index: int, page: Page, utc: str, items: Sequence[Item]
) -> Iterator[tuple[str, str, str, int, int]]:
    yield f"{page.title} {page.url}", "", utc, index, -1
    for position, item in enumerate(items):
        links = " ".join(link.href for link in item.links)
        yield f"{item.text} {links}".strip(), item.author, item.time, index, position
