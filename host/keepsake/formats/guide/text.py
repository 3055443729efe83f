"""Takes the guide apart into what pages and paper draw alike.

A chapter is Markdown: one title, paragraphs, lists, pictures. `{nav.home}` stands for what the
program calls that on the screen, so that no name in the guide can be another than on the screen;
`{reader:nav.files}` for a name in the page that opens a copy, `{addon:menuRecord}` for one of the
button's menu, as the add-on that goes out with this program has it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import mistune
import msgspec

from keepsake.catalogue import table
from keepsake.shared import product_path, shared_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

TABLES = ("viewer", "handover", "case", "added")
READER, ADDON = "reader:", "addon:"
_NAME = re.compile(r"\{([a-z]+:)?([A-Za-z_.]+)\}")
_TOOLBAR = "toolbar"


class Piece(NamedTuple):
    """Some words within a line.

    Attributes:
        kind: `text`, `strong`, `code` or `link`.
        address: Of a link: a page of the viewer.
    """

    kind: str
    text: str
    address: str = ""


class Block(NamedTuple):
    """A part of a chapter.

    Attributes:
        kind: `paragraph`, `steps`, `list` or `picture`.
        lines: One for a paragraph, one for each point of a list; none for a picture.
        picture: Its name.
        alt: What it shows, for who does not see it.
    """

    kind: str
    lines: tuple[tuple[Piece, ...], ...] = ()
    picture: str = ""
    alt: str = ""


class Chapter(NamedTuple):
    """One chapter; `name` is that of its file, the same in every language."""

    name: str
    title: str
    blocks: tuple[Block, ...]


class GuideError(ValueError):
    """A chapter holds what the guide is not made of, or a name that is not on the screen."""


def chapter_names() -> tuple[str, ...]:
    """The chapters in their order."""
    return tuple(path.stem for path in sorted(shared_path("guide", "en").glob("*.md")))


@lru_cache
def chapters(language: str) -> tuple[Chapter, ...]:
    """The guide in a language.

    Raises:
        GuideError: A chapter cannot be taken apart.
        OSError: A chapter is missing, or the add-on is not built.
    """
    words = _names(language)
    return tuple(
        parsed(name, shared_path("guide", language, f"{name}.md").read_text("utf-8"), words)
        for name in chapter_names()
    )


def picture(name: str, language: str) -> Path:
    """The file of a picture: a drawing without words, or the screen in that language."""
    if name == _TOOLBAR:
        return shared_path("guide", "pictures", "toolbar-chromium-light.svg")
    return shared_path("guide", "pictures", language, f"{name}.png")


def _names(language: str) -> dict[str, str]:
    names = {key: text for name in TABLES for key, text in table(name, language).items()}
    names |= {READER + key: text for key, text in table("reader", language).items()}
    said = product_path("chromium", "_locales", language, "messages.json").read_bytes()
    messages = msgspec.json.decode(said, type=dict[str, dict[str, Any]])
    return names | {ADDON + key: str(told["message"]) for key, told in messages.items()}


def parsed(name: str, text: str, words: Mapping[str, str]) -> Chapter:
    """One chapter.

    Args:
        name: Of its file.
        text: Markdown.
        words: What the screen says, by key.

    Raises:
        GuideError: It begins with no title, or holds something else than is drawn.
    """
    found: Any = mistune.create_markdown(renderer="ast")(text)
    title, *rest = [token for token in found if token["type"] != "blank_line"]
    if title["type"] != "heading" or title["attrs"]["level"] != 1:
        raise GuideError(f"{name} begins with no title")
    heading = "".join(piece.text for piece in _pieces(title["children"], words))
    return Chapter(name, heading, tuple(_block(token, words) for token in rest))


def _block(token: dict[str, Any], words: Mapping[str, str]) -> Block:
    inside = token.get("children", [])
    if token["type"] == "list":
        kind = "steps" if token["attrs"]["ordered"] else "list"
        points = [point["children"][0]["children"] for point in inside]
        return Block(kind, tuple(_pieces(point, words) for point in points))
    if token["type"] != "paragraph":
        raise GuideError(f"{token['type']} is not drawn")
    if inside[0]["type"] == "image" and len(inside) == 1:
        alt = "".join(piece.text for piece in _pieces(inside[0]["children"], words))
        return Block("picture", (), inside[0]["attrs"]["url"], alt)
    return Block("paragraph", (_pieces(inside, words),))


def _pieces(tokens: Iterable[dict[str, Any]], words: Mapping[str, str]) -> tuple[Piece, ...]:
    return tuple(_piece(token, words) for token in _runs(tokens))


def _runs(tokens: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same with text in one piece: the library cuts it at signs that might mean something."""
    for kind, group in groupby(tokens, key=lambda token: str(token["type"])):
        found = list(group)
        if kind == "text":
            yield {"type": kind, "raw": "".join(token["raw"] for token in found)}
        else:
            yield from found


def _piece(token: dict[str, Any], words: Mapping[str, str]) -> Piece:
    kind = token["type"]
    if kind == "codespan":
        return Piece("code", token["raw"])
    if kind == "softbreak":
        return Piece("text", " ")
    if kind == "text":
        return Piece("text", _filled(token["raw"], words))
    if kind not in ("strong", "link"):
        raise GuideError(f"{kind} is not drawn")
    text = "".join(piece.text for piece in _pieces(token["children"], words))
    return Piece(kind, text, token["attrs"]["url"] if kind == "link" else "")


def _filled(text: str, words: Mapping[str, str]) -> str:
    def said(found: re.Match[str]) -> str:
        key = (found[1] or "") + found[2]
        if key not in words:
            raise GuideError(f"{key} is on no screen")
        return words[key]

    filled = _NAME.sub(said, text)
    if "{" in filled:
        raise GuideError(f"no name: {filled}")
    return filled
