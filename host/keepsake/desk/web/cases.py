"""Cases, and which copies are in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from keepsake.desk import cases
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule


class CasePages:
    """Pages of caseworkers."""

    def __init__(self, _desk: Desk, guard: Guard) -> None:
        """Args: guard: knows who is signed in."""
        self._guard = guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/cases", self.cases),
            ("POST", "/cases", self.make_case),
            ("GET", "/cases/<uuid:case_file>", self.case),
        ]

    def cases(self) -> ResponseReturnValue:
        """All of them, newest first."""
        with self._guard.transaction() as transaction:
            shown = list(
                every(
                    transaction,
                    "select case_file.*, count(upload) as copies from case_file"
                    " left join case_copy on case_copy.case_file = case_file.id"
                    " group by case_file.id order by made desc",
                )
            )
            self._guard.change(transaction).record(Kind.CASES_VIEWED)
        return render_template("cases.html", cases=shown)

    def make_case(self) -> ResponseReturnValue:
        """Makes one."""
        with self._guard.transaction() as transaction:
            made = cases.make(self._guard.change(transaction), request.form.get("name", ""))
        return redirect(url_for("pages.case", case_file=made), 303)

    def case(self, case_file: uuid.UUID) -> ResponseReturnValue:
        """One of them, with its copies."""
        with self._guard.transaction() as transaction:
            found = one(transaction, "select * from case_file where id = %s", case_file)
            if found is None:
                abort(404)
            shown = list(
                every(
                    transaction,
                    "select bundle.*, reference from case_copy join bundle using (upload)"
                    " join invitation on invitation.id = bundle.invitation"
                    " where case_copy.case_file = %s order by bundle.received",
                    case_file,
                )
            )
            self._guard.change(transaction).record(Kind.CASE_VIEWED, case=str(case_file))
        return render_template("case.html", case=found, copies=shown)
