"""Saying of a picture that it stays blurred until it is wanted, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from keepsake.core.added.entry import is_picture
from keepsake.core.case.entries import CoverBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.captures import TILES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("content_cover", __name__)


@blueprint.post("/captures/<int:entry>/cover")
def keep(entry: int) -> Response:
    """Covers one picture, or all of a capture where none is named; or takes the cover off."""
    session = context.session()
    pictures = [part.part for part in session.capture(entry).body.parts if is_picture(part)]
    named = forms.numbers("part")
    if not pictures or not set(named) <= set(pictures):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"parts {named}")
    covered = forms.choice("covered", ("yes", "no"), "yes") == "yes"
    already = session.casework().covered.get(entry, set())
    meant = [part for part in named or pictures if (part in already) != covered]
    if meant:
        casework.keep(session.unlocked.vault, CoverBody(entry, tuple(meant), covered))
    if named and forms.choice("back", ("picture",)):
        return redirect(url_for("captures.picture", entry=entry, part=named[0]), 303)
    address = url_for("captures.pictures", entry=entry, page=_page(pictures, named))
    return redirect(f"{address}#picture-{named[0]}" if named else address, 303)


def _page(pictures: list[int], named: list[int]) -> int:
    """The page of the list on which a picture is."""
    return pictures.index(named[0]) // TILES + 1 if named else 1
