"""Searches what is indexed of the copies that were opened: messages, accounts, leads.

It finds nothing outside the copies that it is given; which those are is for `cases.seen` to say.
What is found is where to look: a copy, an exhibit in it, a message by its number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from psycopg.errors import QueryCanceled

from keepsake.core.leads.gather import Finder
from keepsake.desk.content import fold
from keepsake.flows.bundle.leads import searching

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction

PAGE = 50
QUERY_MAX = 400
RANKED_MAX = 1_000
"""Of so many of the newest messages that have the words the best are chosen."""
SECONDS_MAX = 5
FEW_MAX = 50_000
"""Of no more messages than these all that have the words are found, and then put in order."""
NEAR_MAX = 8
"""So many words are near enough to one that was asked for."""
_NEAR = 0.45
_AROUND = 90
_TERM = re.compile(r'"(?P<phrase>[^"]+)"|(?P<not>-?)(?P<word>[^\s"]+)')
TERMS_MAX = 20
_WORD = re.compile(r"\w+")

How = Literal["words", "phrase", "near"]

_MESSAGES = (
    "select id, upload, exhibit, item, platform, author, author_source, at, time, text from message"
)
_FORMS = (
    "(plainto_tsquery('english', %(word)s) || plainto_tsquery('french', %(word)s)"
    " || plainto_tsquery('simple', %(word)s))"
)
_PHRASE = "simple @@ phraseto_tsquery('simple', %(phrase)s)"
_NEAR_WORDS = "simple @@ %(near)s::tsquery"
_AMONG = "upload = any(%(among)s)"
# Copy by copy, so that the index of each is read, and no further than it matters.
_FEW = (
    "select count(*) <= %(most)s as few from (select 1 from unnest(%(among)s::uuid[]) as copy"
    " cross join lateral (select 1 from message where upload = copy limit %(most)s + 1) as m"
    " limit %(most)s + 1) as looked_through"
)
_BEFORE = "(%(at)s::timestamptz is null or (at, id) < (%(at)s, %(id)s))"


class SearchError(Exception):
    """It came to no end in the time that it has: the words are in too much."""


class _Wanted(NamedTuple):
    """What a message has to have: a condition with its values, and its words as one query."""

    condition: str
    values: dict[str, Any]
    terms: str = ""


class After(NamedTuple):
    """Where a page ended; the next one goes on behind it."""

    at: datetime
    id: int


class Messages(NamedTuple):
    """A page of messages.

    Attributes:
        rows: Each with `upload`, `exhibit`, `item`, `platform`, `author`, `author_source`, `at`,
            `time` ("" where the page told none; `at` is then that of the capture) and `snippet`.
        after: For the next page, None where this is the last.
    """

    rows: Sequence[DictRow]
    after: After | None


def messages(
    transaction: Transaction,
    among: Collection[uuid.UUID],
    text: str,
    how: How = "words",
    after: After | None = None,
) -> Messages:
    """Messages with these words, newest first.

    Args:
        transaction: In which it is asked; it cannot be used after a `SearchError`.
        among: Copies that are looked through.
        text: `words`: all of them in any form that English or French gives them, "in quotation
            marks" as they stand, without those after a minus. `phrase`: all of it as it stands.
            `near`: words that are written much like these.
        how: Which of them.
        after: The end of the page before.

    Raises:
        SearchError: It takes too long.
    """
    wanted = _wanted(transaction, _clean(text), how)
    end = {"at": after.at if after else None, "id": after.id if after else 0}
    values = wanted.values | end | {"among": list(among)}
    query = (
        f"{_found(transaction, among)} ({_MESSAGES} where {wanted.condition} and {_AMONG}"  # noqa: S608 - ours
        f" and {_BEFORE}) select * from found order by at desc, id desc limit {PAGE + 1}"
    )
    rows = _bounded(transaction, query, values)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Messages(
        [_shown(row, text) for row in rows[:PAGE]], After(last["at"], last["id"]) if last else None
    )


def best(transaction: Transaction, among: Collection[uuid.UUID], text: str) -> Sequence[DictRow]:
    """The messages that have these words most, of the newest `RANKED_MAX`. Raises as `messages`."""
    wanted = _words(_clean(text))
    query = (
        f"{_found(transaction, among)} ({_MESSAGES.replace(' from', ', words from')}"  # noqa: S608 - ours
        f" where {wanted.condition} and {_AMONG}) select * from"
        f" (select * from found order by at desc, id desc limit {RANKED_MAX}) as newest"
        f" order by ts_rank(words, {wanted.terms}) desc, at desc, id desc limit {PAGE}"
    )
    rows = _bounded(transaction, query, wanted.values | {"among": list(among)})
    return [_shown(row, text) for row in rows]


def accounts(
    transaction: Transaction, among: Collection[uuid.UUID], text: str
) -> Sequence[DictRow]:
    """Accounts of this id or name, and those called much like it. Raises as `messages`."""
    query = (
        "select upload, kind, platform, label, value, name, host, own, exhibits,"  # noqa: S608 - ours
        " similarity(folded, %(folded)s) as near from account"
        " where (folded = %(folded)s or (kind <> 'id' and folded %% %(folded)s))"
        f" and {_AMONG} order by near desc, id desc limit {PAGE}"
    )
    values = {"folded": fold(_clean(text)), "among": list(among)}
    return _bounded(transaction, query, values)


def leads(transaction: Transaction, among: Collection[uuid.UUID], text: str) -> Sequence[DictRow]:
    """Messages with this wallet, IBAN, card, number, address or amount, however it is written.

    Raises as `messages`.
    """
    query = (
        "select upload, kind, value, belongs, assumed, own, exhibit, item from lead"  # noqa: S608 - ours
        f" where folded = any(%(folded)s) and {_AMONG} order by id desc limit {PAGE}"
    )
    values = {"folded": sorted(_normal(_clean(text))), "among": list(among)}
    return _bounded(transaction, query, values)


def _normal(text: str) -> Iterator[str]:
    """The one form of each value in it, and the text itself."""
    yield fold(text)
    for stands in Finder(searching()).in_text(text, ""):
        yield fold(stands.found.normal or stands.written)


def _wanted(transaction: Transaction, text: str, how: How) -> _Wanted:
    if how == "phrase":
        return _Wanted(_PHRASE, {"phrase": text})
    if how == "near":
        return _Wanted(_NEAR_WORDS, {"near": _near(transaction, text)})
    return _words(text)


def _words(text: str) -> _Wanted:
    """All words in any form, without those after a minus; what is in quotation marks as it is."""
    conditions, terms, values = [], [], {}
    for number, found in enumerate(_TERM.finditer(text)):
        if number == TERMS_MAX:
            break
        name = f"w{number}"
        values[name] = found["phrase"] or found["word"]
        if found["phrase"]:
            conditions.append(_PHRASE.replace("phrase)s", f"{name})s"))
            continue
        forms = _FORMS.replace("word)s", f"{name})s")
        terms.append(f"!!{forms}" if found["not"] else forms)
    if terms:
        conditions.append(f"words @@ ({' && '.join(terms)})")
    all_of = " && ".join(terms) or "''::tsquery"
    return _Wanted(" and ".join(conditions) or "false", values, all_of)


def _found(transaction: Transaction, among: Collection[uuid.UUID]) -> str:
    """How a query for messages begins.

    The planner goes through the newest messages of the whole desk for a common word, which is the
    shorter way only where somebody may look in many of them: else nearly all are passed over.
    """
    (row,) = _bounded(transaction, _FEW, {"among": list(among), "most": FEW_MAX})
    return f"with found as {'' if row['few'] else 'not '}materialized"


def _clean(text: str) -> str:
    return text[:QUERY_MAX].replace("\0", " ")


def _near(transaction: Transaction, text: str) -> str:
    """A query for messages that have, for each word, one that is written much like it."""
    found = []
    transaction.execute(f"set local pg_trgm.similarity_threshold = {_NEAR}".encode())
    for word in dict.fromkeys(_WORD.findall(text.casefold())):
        query = (
            "select lexeme(word)::text as lexeme from word where word %% %(word)s"  # noqa: S608 - ours
            f" order by similarity(word, %(word)s) desc, word limit {NEAR_MAX}"
        )
        rows = _bounded(transaction, query, {"word": word})
        if not rows:
            return ""
        found.append("(" + " | ".join(row["lexeme"] for row in rows) + ")")
    return " & ".join(found)


def _bounded(transaction: Transaction, query: str, values: dict[str, Any]) -> list[DictRow]:
    transaction.execute(f"set local statement_timeout = '{SECONDS_MAX}s'".encode())
    try:
        return list(transaction.execute(query.encode(), values, prepare=False).fetchall())
    except QueryCanceled as error:
        raise SearchError from error


def _shown(row: DictRow, text: str) -> DictRow:
    """The row with the place of the first word in it instead of the whole."""
    kept = {name: value for name, value in row.items() if name not in {"text", "words"}}
    return kept | {"snippet": _snippet(row["text"], text)}


def _snippet(text: str, asked: str) -> str:
    """What stands around the first word, or a beginning of it, that was asked for."""
    folded = text.casefold()
    words = [word for word in _WORD.findall(asked.casefold()) if len(word) > 1]
    places = [
        at
        for word in words
        for length in {len(word), max(3, len(word) - 3)}
        if (at := folded.find(word[:length])) >= 0
    ]
    start = max(0, min(places, default=0) - _AROUND)
    end = start + 2 * _AROUND
    return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))
