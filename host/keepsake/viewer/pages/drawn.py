"""A photo or a PDF that was added, drawn apart and shown within a page of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from keepsake.core.added.entry import PDF
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.importers.sniff import HEAD_BYTES, media_type
from keepsake.viewer import content_cover, context
from keepsake.viewer.paging import Pager

if TYPE_CHECKING:
    from keepsake.formats.importers.drawing import Drawn

blueprint = Blueprint("drawn", __name__)
_PAGES_MAX = 10**6


@blueprint.get("/captures/<int:entry>/drawn/<int:part>")
def page(entry: int, part: int) -> str:
    """One page of it, which is drawn now; or why there is none."""
    session = context.session()
    asked = Pager.of(request.args.get("page", ""), _PAGES_MAX, 1).page
    drawn = _drawn(entry, part, asked)
    kept = next(one for one in session.capture(entry).body.parts if one.part == part)
    session.saw(entry)
    return context.page(
        "drawn.html",
        entry=entry,
        part=kept,
        is_paper=kept.media_type == PDF,
        drawn=drawn,
        pager=Pager.of(str(asked), drawn.pages, 1),
        covered=content_cover.any_of(context.view(), entry, [part]),
    )


@blueprint.get("/captures/<int:entry>/drawn/<int:part>/<int:number>")
def sheet(entry: int, part: int, number: int) -> Response:
    """The picture of one page."""
    drawn = _drawn(entry, part, number)
    if not 0 < number <= drawn.pages or not drawn.picture:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"page {number}")
    return Response(drawn.picture, mimetype=media_type(drawn.picture[:HEAD_BYTES]))


def _drawn(entry: int, part: int, number: int) -> Drawn:
    session = context.session()
    return session.jobs.players.drawn(session.capture(entry).body, part, number)
