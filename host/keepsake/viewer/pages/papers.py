"""A paper that was made, within a page of ours: to look at, to print, to put somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from keepsake.core.errors import Code, KeepsakeError
from keepsake.viewer import context

if TYPE_CHECKING:
    from keepsake.viewer.papers import Made

blueprint = Blueprint("papers", __name__)

PDF, PICTURE, TEXT = "application/pdf", "image/png", "text/plain"
_ENDINGS = {PDF: "pdf", PICTURE: "png", TEXT: "txt"}


@blueprint.get("/papers/<name>")
def page(name: str) -> str:
    """The paper, sheet by sheet."""
    # Imported here: what draws a PDF takes long to load and is rarely needed.
    made = context.session().jobs.papers.get(name)
    sheets = []
    if made.kind == PDF:
        from keepsake.formats.paper import pdf_pages

        sheets = [
            pdf_pages.sheet(made.data, n + 1).words for n in range(pdf_pages.count(made.data))
        ]
    text = made.data.decode("utf-8", "replace") if made.kind == TEXT else ""
    return context.page("paper.html", name=name, sheets=sheets, text=text, kind=_ENDINGS[made.kind])


@blueprint.get("/papers/<name>/<int:number>")
def sheet(name: str, number: int) -> Response:
    """One sheet as a picture."""
    made = context.session().jobs.papers.get(name)
    return Response(_picture(made, number), mimetype=PICTURE)


@blueprint.post("/papers/<name>/save")
def save(name: str) -> Response:
    """The paper itself, to be put somewhere; its name says nothing of what it is about."""
    made = context.session().jobs.papers.get(name)
    answer = Response(made.data, mimetype=made.kind)
    ending = _ENDINGS[made.kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="Keepsake.{ending}"'
    return answer


def _picture(made: Made, number: int) -> bytes:
    if made.kind == PDF:
        from keepsake.formats.paper import pdf_pages

        try:
            return pdf_pages.sheet(made.data, number).picture
        except IndexError as error:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"sheet {number}") from error
    if made.kind == PICTURE and number == 1:
        return made.data
    raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"sheet {number}")
