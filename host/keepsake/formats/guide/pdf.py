"""The guide on paper, PDF/UA-1, set by typst from data in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.formats.guide.text import chapters, picture
from keepsake.formats.paper.sources import Sources
from keepsake.formats.report.pictures import for_paper

if TYPE_CHECKING:
    from keepsake.formats.guide.text import Block, Chapter


def guide_pdf(language: str, title: str, contents: str) -> bytes:
    """Sets the guide.

    Args:
        language: `en` or `fr`.
        title: What it is called.
        contents: Heading of its list of chapters.

    Raises:
        typst.TypstError: It cannot be set.
        OSError: A chapter or picture is missing.
    """
    # Imported here: it takes long to load and is rarely needed.
    from keepsake.formats.paper.typesetter import typeset

    return typeset(sources(language, title, contents))


def sources(language: str, title: str, contents: str) -> Sources:
    """What it is made of, for the typesetter. Raises as `guide_pdf`, but for typst."""
    told = chapters(language)
    source = Path(__file__).with_name("guide.typ").read_bytes()
    files = {"main.typ": source} | {
        f"{block.picture}.svg": _drawn(block, language)
        for chapter in told
        for block in chapter.blocks
        if block.picture
    }
    parts = [_as_data(chapter) for chapter in told]
    return Sources(
        files, {"language": language, "title": title, "contents": contents, "chapters": parts}
    )


def _drawn(block: Block, language: str) -> bytes:
    path = picture(block.picture, language)
    data = path.read_bytes()
    return data if path.suffix == ".svg" else for_paper(data)[0].svg


def _as_data(chapter: Chapter) -> dict[str, object]:
    blocks = [
        {
            "kind": block.kind,
            "picture": block.picture,
            "alt": block.alt,
            "lines": [[piece._asdict() for piece in line] for line in block.lines],
        }
        for block in chapter.blocks
    ]
    return {"title": chapter.title, "blocks": blocks}
