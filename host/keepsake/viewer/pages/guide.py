"""The guide: its chapters as pages, and all of it as a PDF. Shown before anything is unlocked."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from keepsake.viewer import context

blueprint = Blueprint("guide", __name__)


@blueprint.get("/guide")
def contents() -> str:
    """The list of chapters."""
    # Imported here and below: it takes a moment to load, and few pages show it.
    from keepsake.formats.guide.text import chapters

    return context.page("guide.html", chapters=chapters(context.catalogue().language))


@blueprint.get("/guide/<name>")
def chapter(name: str) -> str:
    """One chapter."""
    from keepsake.formats.guide.text import chapters

    told = chapters(context.catalogue().language)
    place = next((n for n, one in enumerate(told) if one.name == name), None)
    if place is None:
        raise NotFound
    following = told[place + 1] if place + 1 < len(told) else None
    return context.page("guide_chapter.html", chapter=told[place], following=following)


@blueprint.get("/guide/picture/<name>")
def picture(name: str) -> Response:
    """A picture of a chapter, of the screen in the language of the page."""
    from keepsake.formats.guide.text import chapters
    from keepsake.formats.guide.text import picture as path_of

    language = context.catalogue().language
    if name not in {block.picture for one in chapters(language) for block in one.blocks} - {""}:
        raise NotFound
    path = path_of(name, language)
    kind = "image/svg+xml" if path.suffix == ".svg" else "image/png"
    return Response(path.read_bytes(), mimetype=kind)


@blueprint.get("/guide.pdf")
def pdf() -> Response:
    """All of it, to print or to give to somebody."""
    from keepsake.formats.guide.pdf import guide_pdf

    text = context.catalogue()
    data = guide_pdf(text.language, text("guide.whole"), text("guide.contents"))
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="Keepsake-guide.pdf"'
    return answer
