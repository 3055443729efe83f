"""The guide is whole in both languages, and names nothing that is not on a screen."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import guide_pictures
from docs.tree import ROOT
from keepsake.catalogue import LANGUAGES, table
from keepsake.commands.parser import build
from keepsake.core.practice import PATH
from keepsake.formats.guide import text as guide
from keepsake.formats.guide.pdf import sources
from keepsake.formats.paper import pdf_pages
from shell import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.formats.guide.text import Block, Chapter, Piece
    from viewer.conftest import Browser

SUBJECTS = (
    "first-capture", "thread", "record-only", "phone", "case", "statement", "police",
    "handing-over", "shared-computer", "proofs", "officer", "expert",
    "court",
)  # fmt: skip
# What is in a copy, and programs of others that look at one.
FILES = {
    "OPEN-ME.html", "evidence.age", "README.txt", "report.pdf", "verify.py", "CHECK-BY-HAND.txt",
    "CHECK-BY-HAND-FULL.txt", "verify.py --report FILE", "checklist.pdf",
    "age -d evidence.age > bag.zip", "sha256sum", "openssl",
}  # fmt: skip
MOST_WORDS = 330  # a page, with its picture
# A list of 33 rows, each word for word as on the checklist of a copy.
LISTS = {"13-court": 1_500}


def _pieces(language: str, kind: str) -> Iterator[tuple[str, Piece]]:
    for chapter in guide.chapters(language):
        for block in chapter.blocks:
            for line in block.lines:
                yield from ((chapter.name, piece) for piece in line if piece.kind == kind)


def _source(chapter: str, language: str) -> str:
    return (ROOT / "shared" / "guide" / language / f"{chapter}.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_has_its_chapter(language: str) -> None:
    assert [name.partition("-")[2] for name in guide.chapter_names()] == list(SUBJECTS)
    there = {path.name for path in (ROOT / "shared" / "guide" / language).iterdir()}
    assert there == {f"{name}.md" for name in guide.chapter_names()}


@pytest.mark.parametrize("name", guide.chapter_names())
def test_a_chapter_is_built_alike_in_both_languages(name: str) -> None:
    english, french = (
        next(one for one in guide.chapters(language) if one.name == name) for language in LANGUAGES
    )
    assert _form(english) == _form(french)
    assert english.title != french.title
    keys = [sorted(re.findall(r"\{[A-Za-z:_.]+\}", _source(name, each))) for each in LANGUAGES]
    assert keys[0] == keys[1]


def _form(chapter: Chapter) -> list[tuple[object, ...]]:
    return [
        (block.kind, block.picture, len(block.lines), _addresses(block)) for block in chapter.blocks
    ]


def _addresses(block: Block) -> list[str]:
    return sorted(piece.address for line in block.lines for piece in line if piece.address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_on_a_screen(language: str) -> None:
    for chapter, piece in _pieces(language, "strong"):
        filled = f"**{{{_key(piece.text, language, chapter)}}}**" in _source(chapter, language)
        assert filled, (chapter, piece.text)
    # Names that come from the tables can be no other than on the screen; a wrong key is an error.
    with pytest.raises(guide.GuideError, match="no_such"):
        guide.parsed("x", "# x\n\n{nav.no_such}", {})


def _key(text: str, language: str, chapter: str) -> str:
    found = re.findall(r"\*\*\{([A-Za-z:_.]+)\}\*\*", _source(chapter, language))
    words = guide._names(language)
    return next((key for key in found if words[key] == text), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_file_exists(language: str) -> None:
    known = commands(build(table("cli", language)))
    for chapter, piece in _pieces(language, "code"):
        first, *rest = piece.text.split()
        if first != "keepsake":
            assert piece.text in FILES, (chapter, piece.text)
            continue
        options = {name for action in known[rest[0]]._actions for name in action.option_strings}
        assert {word for word in rest if word.startswith("-")} <= options, piece.text


def test_every_page_that_it_leads_to_is_there(working: Browser) -> None:
    addresses = {piece.address for _chapter, piece in _pieces("en", "link")}
    assert "/begin" in addresses
    assert PATH not in addresses, "there is no button in the window"
    for address in addresses:
        assert working.get(address)[0] == 200, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_made_and_shown_somewhere(language: str) -> None:
    shown = {block.picture for one in guide.chapters(language) for block in one.blocks} - {""}
    assert shown == guide_pictures.names() | {"toolbar"}
    there = {path.stem for path in (guide_pictures.FOLDER / language).iterdir()}
    assert there == guide_pictures.names()
    for name in guide_pictures.names():
        data = guide.picture(name, language).read_bytes()
        assert len(data) < 150_000, name
        assert Image.open(io.BytesIO(data)).width == 1120
    alts = [b.alt for one in guide.chapters(language) for b in one.blocks if b.picture]
    assert all(len(alt) > 20 for alt in alts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_is_about_a_page(language: str) -> None:
    for chapter in guide.chapters(language):
        most = LISTS.get(chapter.name, MOST_WORDS)
        assert len(_source(chapter.name, language).split()) < most, chapter.name


def test_it_is_there_before_anything_is_unlocked(locked: Browser) -> None:
    text = locked.get("/guide")[1]
    assert text.count("/guide/") >= len(SUBJECTS)
    for chapter in guide.chapters("en"):
        status, page = locked.get(f"/guide/{chapter.name}")
        assert status == 200
        assert chapter.title in page
    assert locked.get("/guide/no-such")[0] == 404
    assert locked.get("/guide/picture/toolbar")[0] == 200
    assert locked.get("/guide/picture/no-such")[0] == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_what_the_pages_say(language: str) -> None:
    from keepsake.formats.paper.typesetter import typeset

    data = typeset(sources(language, "Title", "Contents"))
    assert b"pdfuaid" in data
    read = " ".join(pdf_pages.sheet(data, n + 1).words for n in range(pdf_pages.count(data)))
    flat = re.sub(r"\s+", "", read)
    for chapter in guide.chapters(language):
        assert re.sub(r"\s+", "", chapter.title) in flat
        for block in chapter.blocks:
            for line in block.lines:
                said = re.sub(r"\s+", "", "".join(piece.text for piece in line))
                assert said[:40] in flat, said
    # Each chapter on a page of its own, besides the list of them; the last, a long list, on three.
    before_it = re.sub(r"\s+", "", pdf_pages.sheet(data, len(SUBJECTS)).words)
    assert re.sub(r"\s+", "", guide.chapters(language)[-2].title) in before_it
    assert len(SUBJECTS) + 1 <= pdf_pages.count(data) <= len(SUBJECTS) + 3
