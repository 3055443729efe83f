"""What takes two people: what was asked for, decided, and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from keepsake.desk import cases, handed, requests
from keepsake.desk.database import every
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.requests import APPROVED_FOR
from keepsake.desk.roles import Permission, may
from keepsake.desk.web import guard as guards
from keepsake.desk.web.copies import CopyPages, as_file

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

SHOWN_MAX = 500


class RequestPages:
    """Pages of both of the two."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: that has the copies; guard: knows who is signed in."""
        self._guard, self._copies = guard, CopyPages(desk, guard)

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/requests", self.requests),
            ("POST", "/requests/<uuid:request_id>/decide", self.decide),
            ("POST", "/requests/<uuid:request_id>/copy", self.export_copy),
            ("POST", "/requests/<uuid:request_id>/key", self.export_key),
            ("POST", "/requests/<uuid:request_id>/came-key", self.export_came_key),
        ]

    def requests(self) -> ResponseReturnValue:
        """Those that are for whoever looks, newest first."""
        with self._guard.transaction() as transaction:
            rows = list(
                every(
                    transaction,
                    "select request.*, asker.name as asker, decider.name as decider, reference,"
                    " bundle.upload, bundle.size, locked_until, hand_on.name as to_name,"
                    " hand_on.desk as to_desk, hand_on.log as to_log, hand_on.state as handed,"
                    " hand_on.why, came_key is not null as came, opening.state as opening"
                    " from request"
                    " join staff as asker on asker.id = asked_by"
                    " left join staff as decider on decider.id = decided_by"
                    " join invitation on invitation.id = request.invitation"
                    " join bundle on bundle.invitation = request.invitation"
                    " join upload on upload.id = bundle.upload"
                    " left join hand_on on hand_on.request = request.id"
                    " left join opening on opening.request = request.id"
                    # A caseworker is shown their own, and those of the cases that they work on.
                    " where %s or asked_by = %s or bundle.upload in"
                    " (select upload from seen where seen.staff = %s)"
                    " order by request.asked desc limit %s",
                    _all(),
                    guards.member().id,
                    guards.member().id,
                    SHOWN_MAX,
                )
            )
            self._guard.change(transaction).record(Kind.REQUESTS_VIEWED)
        shown = [{**row, **_offered(row)} for row in rows]
        return render_template("requests.html", requests=shown, most=SHOWN_MAX)

    def decide(self, request_id: uuid.UUID) -> ResponseReturnValue:
        """Approves or denies one."""
        approved = request.form.get("decision") == "approve"
        with self._guard.transaction() as transaction:
            change = self._guard.change(transaction)
            requests.decide(change, guards.member(), request_id, approved=approved)
        return redirect(url_for("pages.requests"), 303)

    def export_copy(self, request_id: uuid.UUID) -> ResponseReturnValue:
        """The copy of an approved export."""
        return self._copies.fetch(self._fetched(request_id, Kind.EXPORT_COPY_DOWNLOADED))

    def export_key(self, request_id: uuid.UUID) -> ResponseReturnValue:
        """Its key, which only the organisation can open, away from the desk."""
        found = self._fetched(request_id, Kind.EXPORT_KEY_DOWNLOADED)
        return as_file(bytes(found["sealed_identity"]), f"{found['sha256'][:16]}-key.age")

    def export_came_key(self, request_id: uuid.UUID) -> ResponseReturnValue:
        """The copy's key where another desk sent it; the invitation's key opens it."""
        found = self._fetched(request_id, Kind.EXPORT_CAME_KEY_DOWNLOADED, "came_key")
        return as_file(bytes(found["came_key"]), f"{found['sha256'][:16]}-key-2.age")

    def _fetched(self, request_id: uuid.UUID, kind: Kind, what: str = "upload") -> DictRow:
        with self._guard.transaction() as transaction:
            found = requests.approved_export(transaction, guards.member(), request_id, now())
            cases.require_free(transaction, guards.member(), found["upload"])
            if found[what] is None:
                abort(404)
            change = self._guard.change(transaction)
            requests.fetched(change, request_id, kind, found["upload"])
        return found


def _all() -> bool:
    return may(guards.member().roles, Permission.SEE_STATUS)


def _offered(row: DictRow) -> dict[str, object]:
    """What whoever looks can do about it."""
    me = guards.member()
    mine, decided = row["asked_by"] == me.id, row["decided"]
    fetchable = row["action"] == "export" and row["state"] in ("approved", "done")
    return {
        "decidable": row["state"] == "asked" and not mine
        and guards.allows("pages.decide", me.roles),
        "word": handed.word(row["why"] or ""),
        "fetchable": fetchable and mine and decided > now() - APPROVED_FOR
        and guards.allows("pages.export_key", me.roles),
    }  # fmt: skip
