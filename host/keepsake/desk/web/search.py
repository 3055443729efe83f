"""Searches what was opened in the cases that somebody works on, and tells what is in several.

What is looked for comes in the body of a request and goes nowhere else: it is in no address, so in
no log of a proxy and no Referer, and not in the event, which says what was shown instead.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from flask import abort, render_template, request

from keepsake.desk import cases, hints, searching
from keepsake.desk.events import Kind
from keepsake.desk.searching import After, SearchError
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Sequence

    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

WAYS = ("words", "best", "phrase", "near", "accounts", "leads")


class _Found(NamedTuple):
    rows: Sequence[DictRow]
    after: After | None = None


class SearchPages:
    """Pages of caseworkers."""

    def __init__(self, _desk: Desk, guard: Guard) -> None:
        """Args: guard: knows who is signed in."""
        self._guard = guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/search", self.search),
            ("POST", "/search", self.find),
            ("GET", "/hints", self.hints),
        ]

    def search(self) -> ResponseReturnValue:
        """What to look for, and how."""
        with self._guard.transaction() as transaction:
            copies = len(cases.seen(transaction, guards.member()))
        return render_template("search.html", ways=WAYS, way=WAYS[0], text="", copies=copies)

    def find(self) -> ResponseReturnValue:
        """What was found, each with its case, its copy and the place in it."""
        text, way = request.form.get("text", ""), request.form.get("way", "")
        if way not in WAYS:
            abort(400)
        after = _after()
        try:
            with self._guard.transaction() as transaction:
                seen = cases.seen(transaction, guards.member())
                found = _found(transaction, seen, text, way, after)
        except SearchError:
            self._record(way, ())
            return render_template("refused.html", word="search_long"), 503
        self._record(way, found.rows)
        rows = [{**row, **seen[row["upload"]]} for row in found.rows]
        return render_template(
            "search.html", ways=WAYS, way=way, text=text, copies=len(seen), rows=rows,
            after=found.after,
        )  # fmt: skip

    def hints(self) -> ResponseReturnValue:
        """What is the same in several of the cases that somebody works on."""
        with self._guard.transaction() as transaction:
            seen = cases.seen(transaction, guards.member())
            found = hints.across(transaction, seen)
            copies = sorted({str(upload) for shared in found for upload, _ in shared.copies})
            self._guard.change(transaction).record(Kind.HINTS_VIEWED, copies=copies)
        return render_template("hints.html", hints=found, seen=seen)

    def _record(self, way: str, rows: Sequence[DictRow]) -> None:
        """Writes down what was shown; a search that was ended is one, too."""
        copies = sorted({str(row["upload"]) for row in rows})
        with self._guard.transaction() as transaction:
            change = self._guard.change(transaction)
            change.record(Kind.SEARCHED, way=way, found=len(rows), copies=copies)


def _found(
    transaction: Transaction,
    among: Collection[uuid.UUID],
    text: str,
    way: str,
    after: After | None,
) -> _Found:
    if way == "accounts":
        return _Found(searching.accounts(transaction, among, text))
    if way == "leads":
        return _Found(searching.leads(transaction, among, text))
    if way == "best":
        return _Found(searching.best(transaction, among, text))
    how: searching.How = "phrase" if way == "phrase" else "near" if way == "near" else "words"
    return _Found(*searching.messages(transaction, among, text, how, after))


def _after() -> After | None:
    """Where the page before ended, as the form of that page says it."""
    at, number = request.form.get("at", ""), request.form.get("id", type=int)
    if not at or number is None:
        return None
    try:
        return After(datetime.fromisoformat(at), number)
    except ValueError:
        abort(400)
