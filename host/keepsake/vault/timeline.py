"""What the index knows about times: messages by when they say they were sent, and accounts' ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from keepsake.core.accounts import Seen
from keepsake.core.briefing.counting import SAID
from keepsake.core.manifest import Identifier
from keepsake.vault.queries import absences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.vault.index import Index

# From this many captures on the order by time is the better way in than the captures.
_MANY = 300


class MessageFilter(NamedTuple):
    """Which messages are wanted.

    Attributes:
        entries: Of these captures.
        author: Exactly this name, "" for any.
        messages_only: Only messages, posts and comments, no lines of profiles and lists.
        gone: Only those that were removed while they were captured, or that a later capture of the
            page no longer shows.
    """

    entries: Sequence[int]
    author: str = ""
    gone: bool = False
    messages_only: bool = False


class Message(NamedTuple):
    """One message of the timeline; in several captures it counts once, where it was first kept.

    Attributes:
        entry: The capture in which it was first kept.
        position: Its place there, from 0.
        captures: In how many captures it is.
        removed: Whether it was seen to be gone.
        missing: When that was seen, "" where it is not known.
        later: The later capture that no longer shows it, -1 where it went during its own.
        assumed: Whether its time was read in a zone that the file does not name.
        kind: As `keepsake.core.briefing.counting.kind_of`.
        side: `own` or `other` where it stands on one, else "".
    """

    entry: int
    position: int
    time: str
    author: str
    captures: int
    removed: bool
    missing: str
    text: str
    later: int = -1
    assumed: bool = False
    kind: str = "message"
    side: str = ""


class _Row(NamedTuple):
    entry: int
    position: int
    time: str
    key: str
    author: str
    side: str
    state: str
    missing: str
    id: int
    assumed: int
    kind: str

    @property
    def message(self) -> tuple[str, str, str]:
        """What it has in common with the rows of the same message."""
        return self.time, self.key, self.author


_COLUMNS = ", ".join(_Row._fields)


def messages(
    index: Index, wanted: MessageFilter, at: str, most: int, *, before: bool = False
) -> list[Message]:
    """Messages by time, oldest first, at most so many.

    Args:
        index: Where they are looked up.
        wanted: Which ones.
        at: A moment in UTC, "" for the beginning.
        most: How many at most, from `at` on, or the last ones before it.
        before: Whether those before `at` are wanted instead of those from it on.
    """
    limit = most * 2 + 10
    while True:
        rows = _rows(index, wanted, at, limit, before=before)
        groups = _grouped(rows)
        # The last group may go on behind what was read.
        if len(groups) > most or len(rows) < limit:
            break
        limit *= 4
    groups = groups[:most]
    if before:
        groups.reverse()
    texts = dict(_texts(index, [group[0].id for group in groups]))
    absent = absences(index, [row.id for group in groups for row in group])
    return [_message(group, texts, absent) for group in groups]


def authors(index: Index, entries: Sequence[int], most: int) -> list[str]:
    """Names that stand above messages, those with most of them first."""
    query = (
        "SELECT author FROM items WHERE entry IN (SELECT value FROM json_each(?)) "
        "AND author != '' GROUP BY author ORDER BY count(*) DESC, author LIMIT ?"
    )
    rows = index.ask(query, [json.dumps(list(entries)), most])
    return [cast("str", row[0]) for row in rows]


def seen(index: Index) -> Iterator[Seen]:
    """The ids of every capture, in the order of the log."""
    ids: dict[int, list[Identifier]] = {}
    for entry, *rest in index.ask("SELECT entry, name, value, place, of FROM ids ORDER BY rowid"):
        ids.setdefault(cast("int", entry), []).append(Identifier(*map(str, rest)))
    rows = index.ask("SELECT entry, utc, platform, url FROM captures ORDER BY entry")
    for entry, utc, platform, url in cast("list[tuple[int, str, str, str]]", rows):
        if entry in ids:
            yield Seen(entry, utc, platform, url, tuple(ids[entry]))


def _rows(index: Index, wanted: MessageFilter, at: str, limit: int, *, before: bool) -> list[_Row]:
    # The sign keeps the planner from going in by captures.
    by = "+entry" if len(wanted.entries) > _MANY else "entry"
    where = [f"{by} IN (SELECT value FROM json_each(?))"]  # noqa: S608 - only of the two above
    where.append("time < ?" if before else "time >= ?")
    facts: list[object] = [json.dumps(list(wanted.entries)), at or "0"]
    if wanted.messages_only:
        where.append(f"kind IN ({', '.join('?' * len(SAID))})")
        facts += SAID
    if wanted.author:
        where.append("author = ?")
        facts.append(wanted.author)
    if wanted.gone:
        where.append(
            "id IN (SELECT id FROM items WHERE state = 'gone' UNION SELECT id FROM absent)"
        )
    way = "DESC" if before else "ASC"
    query = (
        f"SELECT {_COLUMNS} FROM items WHERE {' AND '.join(where)} "  # noqa: S608
        f"ORDER BY time {way}, key {way}, author {way}, entry {way} LIMIT ?"
    )
    return [_Row._make(cast("tuple[int]", row)) for row in index.ask(query, [*facts, limit])]


def _grouped(rows: list[_Row]) -> list[list[_Row]]:
    """Rows of one and the same message together; they stand side by side."""
    groups: list[list[_Row]] = []
    for row in rows:
        if groups and groups[-1][0].message == row.message:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _texts(index: Index, ids: list[int]) -> Iterator[tuple[int, str]]:
    query = "SELECT rowid, text FROM texts WHERE rowid IN (SELECT value FROM json_each(?))"
    for rowid, text in index.ask(query, [json.dumps(ids)]):
        yield cast("int", rowid), cast("str", text)


def _message(
    group: list[_Row], texts: dict[int, str], absent: dict[int, tuple[int, str]]
) -> Message:
    first, last = min(group), max(group)
    gone = [row for row in group if row.state == "gone"]
    missing, later = next((row.missing for row in gone if row.missing), ""), -1
    # What is absent from one later capture and in another after it was not removed.
    if not gone and last.id in absent:
        later, missing = absent[last.id]
    captures = len({row.entry for row in group})
    text = texts.get(group[0].id, "")
    where = (first.entry, first.position, first.time, first.author)
    removed = bool(gone) or later >= 0
    facts = (later, bool(first.assumed), first.kind, first.side)
    return Message(*where, captures, removed, missing, text, *facts)
