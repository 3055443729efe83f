"""Correcting who wrote a message, or when; what was read of it stays beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.case.entries import CorrectionBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, exhibits
from keepsake.viewer.corrections import corrections_of
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import case_of
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


blueprint = Blueprint("corrections", __name__)


@blueprint.post("/captures/<int:entry>/correct")
def keep(entry: int) -> Response:
    """Keeps a correction of one message, or takes it back."""
    item = forms.number("item", 0)
    if exhibits.naming(context.view(), None).message(entry, item) is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no message {item}")
    before = corrections_of(context.view(), entry).get(item)
    vault = context.session().unlocked.vault
    author, when = forms.line("author"), forms.day("written")
    if before is not None and forms.choice("withdraw", ("1",)):
        casework.withdraw(vault, before.body, before.now.entry)
    elif author or when.date:
        body = CorrectionBody(
            case=before.body.case if before else case_of(entry),
            entry=entry,
            item=item,
            author=author,
            when=when,
            why=forms.line("why"),
            replaces=before.now.entry if before else -1,
        )
        casework.keep(vault, body)
    page = (item - 1) // ITEMS + 1
    return redirect(f"{url_for('captures.text', entry=entry, page=page)}#item-{item}", 303)
