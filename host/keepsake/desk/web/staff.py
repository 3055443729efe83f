"""Who works at the desk: added, enrolled, given roles, let in no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from keepsake.desk import staff
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.roles import Role
from keepsake.desk.staff import StaffError

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule


class StaffPages:
    """Pages of supervisors."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: where they work; guard: knows who is signed in."""
        self._address, self._guard = desk.settings.address, guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/staff", self.staff),
            ("POST", "/staff", self.add_staff),
            ("POST", "/staff/<uuid:member>", self.change_staff),
        ]

    def staff(self) -> ResponseReturnValue:
        """Everybody."""
        with self._guard.transaction() as transaction:
            rows = list(
                every(
                    transaction,
                    "select staff.*, (select count(*) from passkey where passkey.staff = staff.id)"
                    " + (select count(*) from subject where subject.staff = staff.id) as ways"
                    " from staff order by name",
                )
            )
            self._guard.change(transaction).record(Kind.STAFF_VIEWED)
        return render_template("staff.html", staff=rows, roles=tuple(Role))

    def add_staff(self) -> ResponseReturnValue:
        """Adds somebody, and shows the link by which they enrol, once."""
        with self._guard.transaction() as transaction:
            name, roles = request.form.get("name", "").strip(), request.form.getlist("role")
            made = staff.add(self._guard.change(transaction), name, roles)
            return self._link(transaction, made.id)

    def change_staff(self, member: uuid.UUID) -> ResponseReturnValue:
        """Changes somebody's roles, lets them in no longer or again, or gives another link."""
        asked = request.form.get("do", "")
        with self._guard.transaction() as transaction:
            change = self._guard.change(transaction)
            if asked == "link":
                return self._link(transaction, member)
            if asked == "roles":
                staff.set_roles(change, member, request.form.getlist("role"))
            else:
                staff.set_disabled(change, member, disabled=asked == "disable")
        return redirect(url_for("pages.staff"), 303)

    def _link(self, transaction: Transaction, member: uuid.UUID) -> ResponseReturnValue:
        token = staff.enrol(self._guard.change(transaction), member)
        found = one(transaction, "select name from staff where id = %s", member)
        if found is None:
            raise StaffError("staff_unknown")
        link = enrolment_link(self._address, token)
        return render_template("enrolment.html", link=link, name=found["name"])


def enrolment_link(address: str, token: str) -> str:
    """The link by which somebody enrols; what follows its `#` is sent to nobody who opens it."""
    return f"{address}/enrol#{token}"
