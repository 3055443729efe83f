"""Invitations: made, shown once, listed, withdrawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import zxingcpp
from flask import redirect, render_template, request, url_for

from keepsake.core.desk import invitation as form
from keepsake.desk import invitations
from keepsake.desk.database import every
from keepsake.desk.desk import now
from keepsake.desk.events import Kind
from keepsake.desk.web import guard as guards

if TYPE_CHECKING:
    import uuid

    from flask.typing import ResponseReturnValue
    from psycopg.rows import DictRow

    from keepsake.desk.desk import Desk
    from keepsake.desk.web.guard import Guard, Rule

REFERENCE_CHARACTERS_MAX = 120
SHOWN_MAX = 500


class InvitationPages:
    """Pages of whoever invites."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Args: desk: that invites; guard: knows who is signed in."""
        self._desk, self._guard = desk, guard

    def rules(self) -> list[Rule]:
        """Where each of them is."""
        return [
            ("GET", "/invitations", self.invitations),
            ("POST", "/invitations", self.invite),
            ("POST", "/invitations/<uuid:invitation>/withdraw", self.withdraw),
        ]

    def invitations(self) -> ResponseReturnValue:
        """All of them, newest first, with what became of each."""
        with self._guard.transaction() as transaction:
            rows = every(
                transaction,
                "select invitation.id, reference, made, made_by, until, withdrawn, upload.state"
                " from invitation left join upload on upload.invitation = invitation.id"
                " and upload.state in ('uploading', 'checking', 'received')"
                " where kind = 'given' order by made desc limit %s",
                SHOWN_MAX,
            )
            shown = [{**row, "state": _state(row)} for row in rows]
            self._guard.change(transaction).record(Kind.INVITATIONS_VIEWED)
        return render_template("invitations.html", invitations=shown, most=SHOWN_MAX)

    def invite(self) -> ResponseReturnValue:
        """Makes one and shows it, once: the desk keeps no more of its secret than a hash."""
        text = " ".join(request.form.get("reference", "").split())[:REFERENCE_CHARACTERS_MAX]
        reference = "".join(character for character in text if character.isprintable())
        with self._guard.transaction() as transaction:
            made = invitations.make(
                transaction, self._desk.settings, self._desk.intake.log, guards.member().name,
                now(), reference,
            )  # fmt: skip
        link = form.link(made.note)
        told = form.opened(made.note)
        return render_template(
            "invitation.html", link=link, code=qr_code(link), told=told, reference=reference
        )

    def withdraw(self, invitation: uuid.UUID) -> ResponseReturnValue:
        """Takes one back."""
        with self._guard.transaction() as transaction:
            who = guards.member().name
            invitations.withdraw(transaction, self._desk.intake.log, invitation, who, now())
        return redirect(url_for("pages.invitations"), 303)


class Code(NamedTuple):
    """A QR code to draw.

    Attributes:
        width: Of it and of what is free around it, in squares.
        path: Of the dark squares, as SVG has it.
    """

    width: int
    path: str


def qr_code(text: str) -> Code:
    """A QR code for a text."""
    # Low correction: it is shown on a screen or on clean paper, and a link is long.
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    drawn = str(zxingcpp.write_barcode_to_svg(code))
    width = re.search(r'<svg width="(\d+)"', drawn)
    return Code(int(width[1]) if width else 0, " ".join(re.findall(r' d="([^"]+)"', drawn)))


def _state(row: DictRow) -> str:
    if row["state"]:
        return str(row["state"])
    if row["withdrawn"]:
        return "withdrawn"
    return "over" if row["until"] <= now() else "open"
