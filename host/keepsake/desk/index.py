"""Writes down what may be searched of a copy that was opened, and removes it again.

It says what the copy says. Whoever needs more than a hint reads the copy itself.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from keepsake.desk.content import fold

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Iterator

    from keepsake.desk.content import Content
    from keepsake.desk.database import Transaction

_MESSAGE = (
    "copy message (upload, exhibit, item, platform, host, author, author_source, at, time, text)"
    " from stdin"
)
_ACCOUNT = (
    "copy account (upload, kind, platform, label, value, folded, name, host, own, exhibits)"
    " from stdin"
)
_LEAD = "copy lead (upload, kind, value, folded, belongs, assumed, own, exhibit, item) from stdin"
_WRITING = 0x6B737077  # one index is written at a time: two would wait for each other's words


def write(transaction: Transaction, upload: uuid.UUID, found: Content, received: datetime) -> None:
    """Puts it in the place of what was indexed of the same copy before.

    Args:
        transaction: In which it is written.
        upload: Whose copy it is.
        found: What came out of it.
        received: When the copy was; stands for the time of a message that has none.
    """
    forget(transaction, upload)
    messages = (
        (
            upload, one.exhibit, one.item, one.platform, one.host, one.author, one.author_source,
            _moment(one.time) or _moment(one.seen) or received, one.time, one.text,
        )
        for one in found.messages
    )  # fmt: skip
    _put(transaction, _MESSAGE, messages)
    accounts = (
        (
            upload, one.kind, one.platform, one.label, one.value, fold(one.value), one.name,
            one.host, one.own, list(one.exhibits),
        )
        for one in found.accounts
    )  # fmt: skip
    _put(transaction, _ACCOUNT, accounts)
    leads = (
        (
            upload, one.kind, one.value, fold(one.normal), one.belongs, one.assumed, one.own,
            one.exhibit, one.item,
        )
        for one in found.leads
    )  # fmt: skip
    _put(transaction, _LEAD, leads)
    transaction.execute(
        "insert into word select distinct unnest(tsvector_to_array(simple)) from message"
        " where upload = %s on conflict do nothing",
        [upload],
    )


def forget(transaction: Transaction, upload: uuid.UUID) -> None:
    """Removes all that is indexed of a copy, and the words that stand in no other."""
    transaction.execute("select pg_advisory_xact_lock(%s)", [_WRITING])
    transaction.execute(
        "create temporary table gone on commit drop as"
        " select distinct unnest(tsvector_to_array(simple)) as word from message where upload = %s",
        [upload],
    )
    for table in ("message", "account", "lead"):
        transaction.execute(f"delete from {table} where upload = %s".encode(), [upload])  # noqa: S608 - ours
    transaction.execute(
        "delete from word where word in (select word from gone)"
        " and not exists (select from message where simple @@ lexeme(word.word))"
    )
    transaction.execute("drop table gone")


def _put(transaction: Transaction, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with transaction.cursor() as cursor, cursor.copy(query.encode()) as copy:
        for row in rows:
            copy.write_row(tuple(_clean(row)))


def _clean(row: Iterable[Any]) -> Iterator[Any]:
    """The database holds no U+0000, whoever wrote it."""
    for value in row:
        yield value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _moment(text: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return None
