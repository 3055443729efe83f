"""A redacted working copy of a picture: parts are chosen by mouse or by numbers, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from keepsake.core.added.entry import is_picture
from keepsake.core.custody import Attribution
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.redaction.redact import Rectangle, redact
from keepsake.viewer import content_cover, context
from keepsake.viewer.opened import open_capture
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.documents import document

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("redacting", __name__)

ROWS = 8
SIDES = ("x", "y", "width", "height")
LONGEST_REASON = 500


@blueprint.get("/captures/<int:entry>/picture/<int:part>/redact")
def form(entry: int, part: int) -> str:
    """The picture, and fields for what is to be gone."""
    return _form(entry, part)


@blueprint.post("/captures/<int:entry>/picture/<int:part>/redact")
def make(entry: int, part: int) -> AnyResponse | tuple[str, int]:
    """The copy as a picture; that it was made is entered in the log."""
    told = Attribution(who=forms.line("who"), why=forms.line("why", LONGEST_REASON))
    if not told.why:
        return _form(entry, part, "redact.why.needed"), 400
    try:
        made = redact(
            context.session().unlocked,
            entry,
            part,
            _rectangles(),
            told,
            context.catalogue().language,
        )
    except ValueError:
        return _form(entry, part, "redact.nothing"), 400
    return document(made.data, "image/png")


def _rectangles() -> list[Rectangle]:
    """Rows in which all four sides are given."""
    sides = [request.form.getlist(side)[:ROWS] for side in SIDES]
    rows = [[forms.whole(one.strip(), -1) for one in row] for row in zip(*sides, strict=False)]
    return [Rectangle(*row) for row in rows if min(row) >= 0 and row[2] > 0 and row[3] > 0]


def _form(entry: int, part: int, problem: str = "") -> str:
    opened = open_capture(context.view(), entry)
    if not any(kept.part == part and is_picture(kept) for kept in opened.capture.body.parts):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {part}")
    given = [request.form.getlist(side)[:ROWS] for side in SIDES]
    typed = [list(row) for row in zip(*given, strict=False)]
    return context.page(
        "redact.html",
        head=opened.head,
        part=part,
        covers=content_cover.of(context.view(), entry),
        sides=SIDES,
        rows=[*typed, *[[""] * len(SIDES)] * ROWS][:ROWS],
        why=forms.line("why", LONGEST_REASON),
        who=forms.line("who"),
        problem=problem,
    )
