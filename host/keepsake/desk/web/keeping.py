"""What is kept: whether it is as it was received, until when it is locked, what was shredded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from keepsake.desk import fixity
from keepsake.desk.database import every
from keepsake.desk.desk import now
from keepsake.desk.events import Kind

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

SHOWN_MAX = 500

_COPIES = (
    "select bundle.*, reference, shredded from bundle"
    " join invitation on invitation.id = bundle.invitation"
)


class KeepingPages:
    """Pages of supervisors, and of those who keep the records."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: that keeps it; guard: knows who is signed in."""
        self._rate, self._guard = desk.settings.fixity, guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [("GET", "/fixity", self.fixity), ("GET", "/retention", self.retention)]

    def fixity(self) -> ResponseReturnValue:
        """When each copy was read again last and what was found, the longest ago first."""
        with self._guard.transaction() as transaction:
            standing = fixity.standing(transaction, now())
            query = _COPIES + " order by checked nulls first, received limit %s"
            copies = list(every(transaction, query, SHOWN_MAX))
            self._guard.change(transaction).record(Kind.FIXITY_VIEWED)
        return render_template(
            "fixity.html", standing=standing, copies=copies, rate=self._rate, most=SHOWN_MAX
        )

    def retention(self) -> ResponseReturnValue:
        """What was asked to be shredded, what was, and until when each copy is locked."""
        with self._guard.transaction() as transaction:
            shredded = list(
                every(
                    transaction,
                    _COPIES + " where shredded is not null order by shredded desc limit %s",
                    SHOWN_MAX,
                )
            )
            locked = list(
                every(
                    transaction,
                    _COPIES + " where shredded is null"
                    " order by locked_until nulls first, received limit %s",
                    SHOWN_MAX,
                )
            )
            asked, given = _asked(transaction), _given(transaction, shredded)
            self._guard.change(transaction).record(Kind.RETENTION_VIEWED)
        return render_template(
            "retention.html", asked=asked, shredded=shredded, given=given, locked=locked,
            most=SHOWN_MAX,
        )  # fmt: skip


def _asked(transaction: Transaction) -> list[DictRow]:
    """Shreddings that wait for a decision."""
    query = (
        "select request.asked, reason, name, bundle.*, reference from request"
        " join staff on staff.id = asked_by join bundle using (invitation)"
        " join invitation on invitation.id = bundle.invitation"
        " where action = 'shred' and state = 'asked' order by request.asked"
    )
    return list(every(transaction, query))


def _given(transaction: Transaction, copies: list[DictRow]) -> dict[str, list[DictRow]]:
    """Who fetched the sealed key of a copy before it was shredded, and has it, by upload."""
    query = (
        "select who, at, about->>'upload' as upload from event"
        " where kind = %s and about->>'upload' = any(%s) order by at"
    )
    found: dict[str, list[DictRow]] = {}
    uploads = [str(copy["upload"]) for copy in copies]
    for row in every(transaction, query, Kind.EXPORT_KEY_DOWNLOADED, uploads):
        found.setdefault(row["upload"], []).append(row)
    return found
