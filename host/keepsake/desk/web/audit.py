"""What was done at the desk, and whether it does what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import abort, render_template, request

from keepsake.core.merkle import MerkleError
from keepsake.desk import lock_proof
from keepsake.desk import log as logs
from keepsake.desk.database import every, one
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.web.copies import as_file

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

PAGE_EVENTS = 200

_LAST = (1 << 63) - 1
_LAST_DAY = datetime(9998, 1, 1, tzinfo=UTC)


class AuditPages:
    """Pages of auditors, and of the desk's state."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: to look at; guard: knows who is signed in."""
        self._intake, self._guard = desk.intake, guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/audit", self.audit),
            ("GET", "/audit/<int:index>/proof", self.proof),
            ("GET", "/status", self.status),
        ]

    def audit(self) -> ResponseReturnValue:
        """What happened, newest first; of one kind, by one user, in some days, where asked."""
        asked = {name: _asked(name) for name in ("kind", "who", "from", "to")}
        before = max(0, min(request.args.get("before", _LAST, type=int), _LAST))
        with self._guard.transaction() as transaction:
            rows = list(
                every(
                    transaction,
                    "select id, at, kind, who, about, index from event"
                    " where (%s = '' or kind = %s) and (%s = '' or who = %s)"
                    " and at >= %s and at < %s and id < %s"
                    " order by id desc limit %s",
                    asked["kind"], asked["kind"], asked["who"], asked["who"],
                    _day(asked["from"], datetime(1, 1, 1, tzinfo=UTC)),
                    _day(asked["to"], _LAST_DAY) + timedelta(days=1),
                    before, PAGE_EVENTS,
                )
            )  # fmt: skip
            # Filters are no secret: what an auditor looked for is part of what was done.
            self._guard.change(transaction).record(
                Kind.AUDIT_VIEWED, **{name: value for name, value in asked.items() if value}
            )
        more = rows[-1]["id"] if len(rows) == PAGE_EVENTS else None
        return render_template("audit.html", events=rows, kinds=tuple(Kind), asked=asked, more=more)

    def proof(self, index: int) -> ResponseReturnValue:
        """That an entry is in the log, to be checked by anybody (c2sp.org/tlog-proof)."""
        with self._guard.transaction() as transaction:
            try:
                proof = self._intake.log.proof(transaction, index)
            except MerkleError:
                abort(404)
            self._guard.change(transaction).record(Kind.PROOF_DOWNLOADED, entry=index)
        return as_file(proof.encode(), f"entry-{index}.tlog-proof")

    def status(self) -> ResponseReturnValue:
        """Whether the lock holds, what waits, how long the log is."""
        vault = self._intake.store.vault
        with self._guard.transaction() as transaction:
            tried = one(
                transaction,
                "select * from lock_proof where bucket = %s order by id desc limit 1", vault,
            )  # fmt: skip
            holds = lock_proof.holds(transaction, vault, now())
            waiting = one(
                transaction,
                "select count(*) filter (where state = 'uploading') as uploading,"
                " count(*) filter (where state = 'checking') as checking,"
                " min(changed) filter (where state = 'checking') as since from upload"
                " where state in ('uploading', 'checking')",
            )
            size = logs.head(transaction)[0]
            self._guard.change(transaction).record(Kind.STATUS_VIEWED)
        attempts = [one for one in lock_proof.ATTEMPTS if tried and one in tried["attempts"]]
        return render_template(
            "status.html", holds=holds, tried=tried, attempts=attempts, waiting=waiting, size=size
        )


def _day(text: str, otherwise: datetime) -> datetime:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return otherwise
    # The day after it has to be one too.
    return min(day, _LAST_DAY)


def _asked(name: str) -> str:
    """What a filter is set to; the database takes no text with a zero byte in it."""
    return request.args.get(name, "").replace("\0", "")
