"""The report: accessible, readable, and unmoved by what a hostile page put into its text."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image

from keepsake.core.hashing import sha256_hex
from keepsake.formats.paper.compiler import compiled
from keepsake.formats.paper.printable import Printable
from keepsake.formats.report import pictures as report_pictures
from unit.reports import ADDRESS, exhibit, made, text_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE_TYPST = (
    '#panic("owned") $x$ *bold* _it_ `raw` = Heading\n#import "x.typ" <label> @ref \\ // gone'
)


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    pdf = made([exhibit(["Hello"])])
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf
    done = subprocess.run(["pdfinfo", "-"], input=pdf, check=True, capture_output=True)
    assert b"Tagged:          yes" in done.stdout
    assert b"Captured pages" in done.stdout
    assert (
        b"pdfuaid"
        in subprocess.run(
            ["pdfinfo", "-meta", "-"], input=pdf, check=True, capture_output=True
        ).stdout
    )


def test_the_first_page_answers_what_when_which_account_and_how_complete(tmp_path: Path) -> None:
    first = "".join(text_of(made([exhibit(["Hello", "Bye"])]), tmp_path).split("\f")[0].split())
    for wanted in (
        "A thread",
        "Instagram",
        "1784",
        "24 November 2026, 14:03:22",
        "America/Toronto",
        "2 messages or posts",
        "without a known gap",
        "Not time-stamped yet when this copy was made",
        "verify.py",
    ):
        assert "".join(wanted.split()) in first


def test_each_page_carries_its_record_and_number(tmp_path: Path) -> None:
    pages = text_of(made([exhibit([f"Message {n}" for n in range(200)])]), tmp_path).split("\f")[
        :-1
    ]
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"page {number} / {len(pages)}" in page
    assert "Record 4" in pages[2]


@pytest.mark.parametrize(
    ("language", "name", "began"),
    [
        ("en", "Exhibit 2", "24 November 2026, 14:03:22"),
        ("fr", "Pièce 2", "24 novembre 2026, 14:03:22"),
    ],
)
def test_each_page_of_an_exhibit_says_which_it_is_of_what_and_when(
    language: str, name: str, began: str, tmp_path: Path
) -> None:
    second = dataclasses.replace(exhibit([f"Message {n}" for n in range(200)]), number=2)
    pages = text_of(made([exhibit(["Hello"]), second], language), tmp_path).split("\f")[:-1]
    starts = next(n for n, page in enumerate(pages) if re.search(rf"{name}\s?: A thread", page))
    ends = next(n for n, page in enumerate(pages) if "RFC 6962" in page)  # after the last exhibit
    assert ends - starts > 3
    for page in pages[starts:ends]:
        for wanted in (name, began, ADDRESS, sha256_hex(second.data)):
            assert "".join(wanted.split()) in "".join(page.split())
    assert name not in pages[ends]


def test_an_identifier_that_was_found_twice_in_one_place_is_told_once(tmp_path: Path) -> None:
    one = exhibit(["Hello"])
    twice = msgspec.structs.replace(one.page, ids=one.page.ids * 2)
    text = text_of(made([dataclasses.replace(one, page=twice)]), tmp_path)
    assert text.count("Conversation number") == 2  # the table on page 1, and the exhibit's facts


def test_words_that_disappeared_are_marked_and_kept(tmp_path: Path) -> None:
    text = text_of(made([exhibit(["first", "I press send on Friday"])]), tmp_path)
    assert "Removed from the page during the capture" in text
    assert "I press send on Friday" in text
    assert text.count("name from the message above") == 1


@pytest.mark.parametrize(
    "hostile", [HOSTILE_TYPST, "<script>alert(1)</script>", '"]), panic("', "{w.title} #d.words"]
)
def test_captured_text_is_never_markup(hostile: str, tmp_path: Path) -> None:
    text = text_of(made([exhibit([hostile], title=hostile)]), tmp_path)
    for word in hostile.split():
        assert word in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202eevil\u202c", "[right-to-left override]evil"),
        ("go \U0001f52a now", "go [hocho] now"),
        ("ok \U0001f44d\U0001f3fd", "[thumbs up sign][emoji modifier fitzpatrick type-4]"),
        ("bell\u0007", "bell[U+0007]"),
        ("private \ue123", "private [U+E123]"),
        ("nothing \uffff", "nothing [U+FFFF]"),
        ("Привет", "Привет"),
    ],
)
def test_signs_that_cannot_be_printed_are_named(text: str, shown: str, tmp_path: Path) -> None:
    joined = "".join(text_of(made([exhibit([text])]), tmp_path).split())
    assert "".join(shown.split()) in joined


def test_what_no_font_can_draw_is_named_and_the_rest_stays() -> None:
    printable = Printable(["\U0001d173 a \ua9c4 b"])
    drawn = printable.text("a\U00010a60b")
    assert drawn.startswith("a")
    # Whatever comes out can be set as an accessible document, which a missing sign would forbid.
    texts = ["".join(map(chr, range(start, start + 256))) for start in range(0, 0xFFFF, 4096)]
    clean = Printable(texts)
    texts = [clean.text(text) for text in texts if "\ud800" not in text]
    head = b'#set document(title: "t")\n#set text(font: "Libertinus Serif")\n'
    source = head + b'#for s in json("d.json") [#text(s)]'
    assert compiled({"main.typ": source, "d.json": msgspec.json.encode(texts)})


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_picture_that_is_none_leaves_the_report_whole(data: bytes, tmp_path: Path) -> None:
    assert report_pictures.for_paper(data) == []
    assert "Hello" in text_of(made([exhibit(["Hello"], picture=data)]), tmp_path)


def test_a_picture_on_paper_is_smaller_and_never_taller_than_its_place() -> None:
    out = io.BytesIO()
    Image.new("RGB", (3000, 6000), "white").save(out, "PNG")
    (paper,) = report_pictures.for_paper(out.getvalue())
    assert b'width="1500" height="3000"' in paper.svg
    assert paper.width == 38


def test_it_speaks_french(tmp_path: Path) -> None:
    text = text_of(made([exhibit(["Bonjour"])], "fr"), tmp_path)
    for wanted in ("Pages capturées", "24 novembre 2026, 14:03:22", "Comment vérifier", "Pièce 1"):
        assert wanted in text
