"""Pointing out a message: what it shows, so that whoever helps reads it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.case.entries import Day, MarkBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, exhibits
from keepsake.viewer.marks import MEANINGS, marks_of
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import case_of
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


blueprint = Blueprint("marks", __name__)


@blueprint.post("/captures/<int:entry>/mark")
def keep(entry: int) -> Response:
    """Points a message out as one thing, or takes that mark off; it may be other things too."""
    session = context.session()
    item, meaning = forms.number("item", 0), forms.choice("meaning", MEANINGS)
    if exhibits.naming(context.view(), None).message(entry, item) is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no message {item}")
    before = marks_of(context.view(), entry).get(item, {}).get(meaning)
    vault = session.unlocked.vault
    if forms.choice("withdraw", ("1",)):
        if before is not None:
            casework.withdraw(vault, before.body, before.now.entry)
    elif meaning:
        body = MarkBody(
            case=before.body.case if before else case_of(entry),
            entry=entry,
            item=item,
            meaning=meaning,
            note=forms.line("note"),
            due=forms.day("due") if meaning == "deadline" else Day(),
            replaces=before.now.entry if before else -1,
        )
        casework.keep(vault, body)
    page = (item - 1) // ITEMS + 1
    return redirect(f"{url_for('captures.text', entry=entry, page=page)}#item-{item}", 303)
