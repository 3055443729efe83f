"""Copies that were received: listed, looked up, fetched with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, make_response, redirect, render_template, request, url_for

from keepsake.core.note import NoteError, VerifierKey
from keepsake.desk import cases, hand_on, handed, hints, requests
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.requests import Action
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

SHOWN_MAX = 500

_COPIES = (
    "select bundle.*, reference, shredded, kind, invitation.made_by, came_log, came_receipt,"
    " sealed_identity is not null as has_key, case_file as case_id"
    " from bundle join invitation on invitation.id = bundle.invitation"
    " join upload on upload.id = bundle.upload"
    " left join case_copy on case_copy.upload = bundle.upload"
)

_CASES = (
    "select id, name from case_file join works_on on case_file = id where staff = %s order by name"
)

_OPENINGS = (
    "select id, asked, state from asked_opening where invitation = %s order by asked desc limit 5"
)


class CopyPages:
    """Pages of what came in."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: that received them; guard: knows who is signed in."""
        self._store, self._guard, self._settings = desk.intake.store, guard, desk.settings

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/copies", self.copies),
            ("GET", "/copies/<uuid:upload>", self.copy),
            ("GET", "/copies/<uuid:upload>/receipt", self.receipt),
            ("POST", "/copies/<uuid:upload>/download", self.download),
            ("POST", "/copies/<uuid:upload>/case", self.put_in_case),
            ("POST", "/copies/<uuid:upload>/export", self.ask_export),
            ("POST", "/copies/<uuid:upload>/shred", self.ask_shred),
            ("POST", "/copies/<uuid:upload>/hand-on", self.ask_hand_on),
            ("GET", "/copies/<uuid:upload>/came", self.came_receipt),
            ("GET", "/handed/<uuid:request_id>/receipt", self.handed_receipt),
        ]

    def copies(self) -> ResponseReturnValue:
        """All of them, newest first."""
        with self._guard.transaction() as transaction:
            query = _COPIES + " order by bundle.received desc limit %s"
            shown = list(every(transaction, query, SHOWN_MAX))
            self._guard.change(transaction).record(Kind.COPIES_VIEWED)
        return render_template("copies.html", copies=shown, most=SHOWN_MAX)

    def copy(self, upload: uuid.UUID) -> ResponseReturnValue:
        """One of them, with what can be done."""
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            seen = cases.sees(transaction, guards.member(), upload)
            names = list(every(transaction, _CASES, guards.member().id))
            opened = list(every(transaction, _OPENINGS, found["invitation"])) if seen else []
            others = cases.seen(transaction, guards.member()) if seen else {}
            same = hints.of(transaction, others, upload) if seen else []
            rows = handed.of_copy(transaction, upload)
            handed_on = [{**row, "word": handed.word(row["why"])} for row in rows]
            about = {"hints": [str(hint.upload) for hint in same]} if same else {}
            change = self._guard.change(transaction)
            change.record(Kind.COPY_VIEWED, upload=str(upload), **about)
        return render_template(
            "copy.html", copy=found, seen=seen, free=bool(seen) or found["case_id"] is None,
            cases=names, openings=opened, hints=same, others=others,
            waiting=any(one["state"] in ("asked", "approved", "opening") for one in opened),
            came=_name(found["came_log"]), handed_on=handed_on,
            can_hand_on=bool(self._settings.desks),
        )  # fmt: skip

    def receipt(self, upload: uuid.UUID) -> ResponseReturnValue:
        """The receipt that was given for it."""
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            self._guard.change(transaction).record(Kind.RECEIPT_DOWNLOADED, upload=str(upload))
        return as_file(bytes(found["receipt"]), f"receipt-{found['sha256'][:16]}.txt")

    def download(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Where its sealed bytes are fetched, for a minute, for a reason that is written down."""
        why = requests.reason(request.form.get("reason", ""))
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            cases.require_free(transaction, guards.member(), upload)
            self._guard.change(transaction).record(
                Kind.COPY_DOWNLOADED, upload=str(upload), sha256=found["sha256"], reason=why
            )
        return self.fetch(found)

    def fetch(self, found: DictRow) -> ResponseReturnValue:
        """A page with the address of one's sealed bytes."""
        name = f"{found['sha256'][:16]}.age"
        address = self._store.address(found["store_key"], found["store_version"], name)
        return render_template("fetch.html", address=address, copy=found)

    def put_in_case(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Puts it into a case."""
        case_file = guards.uuid_of(request.form.get("case", ""))
        with self._guard.transaction() as transaction:
            cases.put_in(self._guard.change(transaction), guards.member(), case_file, upload)
        return redirect(url_for("pages.copy", upload=upload), 303)

    def ask_export(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Asks for the copy with its sealed key."""
        with self._guard.transaction() as transaction:
            cases.require_free(transaction, guards.member(), upload)
        return self._ask(upload, Action.EXPORT)

    def ask_shred(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Asks for the key to be shredded."""
        return self._ask(upload, Action.SHRED)

    def ask_hand_on(self, upload: uuid.UUID) -> ResponseReturnValue:
        """Asks for the copy to be handed on to another desk, by a link that it gave."""
        told = request.form.get("link", ""), request.form.get("reason", "")
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            cases.require_free(transaction, guards.member(), upload)
            change = self._guard.change(transaction)
            hand_on.ask(change, guards.member(), self._settings, found, told)
        return redirect(url_for("pages.requests"), 303)

    def came_receipt(self, upload: uuid.UUID) -> ResponseReturnValue:
        """The receipt of the desk that a copy came from."""
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            if found["came_receipt"] is None:
                abort(404)
            self._guard.change(transaction).record(
                Kind.RECEIPT_DOWNLOADED, upload=str(upload), log=found["came_log"]
            )
        return as_file(bytes(found["came_receipt"]), f"receipt-{found['sha256'][:16]}-before.txt")

    def handed_receipt(self, request_id: uuid.UUID) -> ResponseReturnValue:
        """The receipt of the desk that a copy was handed on to."""
        with self._guard.transaction() as transaction:
            query = "select upload, receipt from hand_on where request = %s and state = 'received'"
            found = one(transaction, query, request_id)
            if found is None:
                abort(404)
            self._guard.change(transaction).record(
                Kind.HANDED_RECEIPT_DOWNLOADED, request=str(request_id), upload=str(found["upload"])
            )
        return as_file(bytes(found["receipt"]), f"receipt-{str(request_id)[:8]}-other.txt")

    def _ask(self, upload: uuid.UUID, action: Action) -> ResponseReturnValue:
        with self._guard.transaction() as transaction:
            found = _copy(transaction, upload)
            change, why = self._guard.change(transaction), request.form.get("reason", "")
            requests.ask(change, guards.member(), action, found["invitation"], why)
        return redirect(url_for("pages.requests"), 303)


def as_file(data: bytes, name: str) -> ResponseReturnValue:
    """An answer that a browser keeps as a file."""
    response = make_response(data)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _name(log: str) -> str:
    """What a log calls itself; "" where a copy came from no other desk."""
    try:
        return VerifierKey.parse(log).name
    except NoteError:
        return ""


def _copy(transaction: Transaction, upload: uuid.UUID) -> DictRow:
    found = one(transaction, _COPIES + " where bundle.upload = %s", upload)
    if found is None:
        abort(404)
    return found
