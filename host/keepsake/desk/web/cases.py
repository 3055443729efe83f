"""Cases: which copies are in each, and who works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from keepsake.desk import cases
from keepsake.desk.database import every
from keepsake.desk.events import Kind
from keepsake.desk.roles import Permission, Role, may
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

SHOWN_MAX = 500


class CasePages:
    """Pages of caseworkers, and of supervisors who say which of them works on what."""

    def __init__(self, _desk: Desk, guard: Guard) -> None:
        """Args: guard: knows who is signed in."""
        self._guard = guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/cases", self.cases),
            ("POST", "/cases", self.make_case),
            ("GET", "/cases/<uuid:case_file>", self.case),
            ("POST", "/cases/<uuid:case_file>/assign", self.assign),
            ("POST", "/cases/<uuid:case_file>/unassign", self.unassign),
        ]

    def cases(self) -> ResponseReturnValue:
        """Those that somebody works on, newest first; of a supervisor all."""
        with self._guard.transaction() as transaction:
            shown = list(_cases(transaction))
            self._guard.change(transaction).record(Kind.CASES_VIEWED)
        return render_template("cases.html", cases=shown, most=SHOWN_MAX)

    def make_case(self) -> ResponseReturnValue:
        """Makes one."""
        with self._guard.transaction() as transaction:
            change, name = self._guard.change(transaction), request.form.get("name", "")
            made = cases.make(change, guards.member(), name)
        return redirect(url_for("pages.case", case_file=made), 303)

    def case(self, case_file: uuid.UUID) -> ResponseReturnValue:
        """One of them: its copies for those who work on it, and for a supervisor who that is."""
        with self._guard.transaction() as transaction:
            found = cases.of(transaction, case_file)
            if found is None:
                abort(404)
            works = cases.works_on(transaction, guards.member(), case_file)
            kind = Kind.CASE_VIEWED if works or _assigns() else Kind.ACCESS_REFUSED
            self._guard.change(transaction).record(kind, case=str(case_file))
            copies = _copies(transaction, case_file) if works else []
            members, others = _members(transaction, case_file)
        if kind is Kind.ACCESS_REFUSED:
            abort(403)
        return render_template(
            "case.html", case=found, works=works, copies=copies, members=members, others=others
        )

    def assign(self, case_file: uuid.UUID) -> ResponseReturnValue:
        """Has somebody work on it."""
        staff = guards.uuid_of(request.form.get("staff", ""))
        with self._guard.transaction() as transaction:
            cases.assign(self._guard.change(transaction), case_file, staff)
        return redirect(url_for("pages.case", case_file=case_file), 303)

    def unassign(self, case_file: uuid.UUID) -> ResponseReturnValue:
        """Has somebody work on it no longer."""
        staff = guards.uuid_of(request.form.get("staff", ""))
        with self._guard.transaction() as transaction:
            cases.unassign(self._guard.change(transaction), case_file, staff)
        return redirect(url_for("pages.case", case_file=case_file), 303)


def _assigns() -> bool:
    return may(guards.member().roles, Permission.ASSIGN)


def _cases(transaction: Transaction) -> Iterator[DictRow]:
    counted = "select case_file.*, (select count(*) from case_copy where case_file = id) as copies"
    newest = "order by made desc limit %s"
    if _assigns():
        return every(transaction, f"{counted} from case_file {newest}", SHOWN_MAX)
    mine = f"{counted} from works_on join case_file on id = case_file where staff = %s {newest}"
    return every(transaction, mine, guards.member().id, SHOWN_MAX)


def _copies(transaction: Transaction, case_file: uuid.UUID) -> list[DictRow]:
    query = (
        "select bundle.*, reference from case_copy join bundle using (upload)"
        " join invitation on invitation.id = bundle.invitation"
        " where case_copy.case_file = %s order by bundle.received"
    )
    return list(every(transaction, query, case_file))


def _members(transaction: Transaction, case_file: uuid.UUID) -> tuple[list[DictRow], list[DictRow]]:
    """Who was added, also who is no caseworker any more, and who can be."""
    query = (
        "select staff.id, name, added, added_by,"
        " disabled is null and %s = any(roles) as caseworker from staff"
        " left join case_member on case_member.staff = staff.id and case_file = %s order by name"
    )
    rows = list(every(transaction, query, Role.CASEWORKER, case_file))
    free = [row for row in rows if row["caseworker"] and not row["added"]]
    return [row for row in rows if row["added"]], free
