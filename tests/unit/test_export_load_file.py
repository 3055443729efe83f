"""The load file of a bundle, read back by other code than wrote it: numbers, families, files."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING

import msgspec
import pypdfium2
import pytest

from fixtures import bundles, case
from keepsake.core.manifest import Box
from keepsake.formats.interchange import load_file
from keepsake.formats.interchange.load_file import Prefix
from unit.test_export_lists import of, pictured, said

if TYPE_CHECKING:
    from fixtures.case import Case

PREFIX = Prefix("VIDEO1A2B", 7)


def read_dat(data: bytes) -> list[dict[str, str]]:
    """Reads it sign by sign, as the format is described: 254 around values, 20 between them."""
    assert data.startswith(b"\xef\xbb\xbf")
    table, row, value, inside = [], list[str](), "", False
    for sign in data.decode("utf-8-sig"):
        if ord(sign) == 254:
            if inside:
                row.append(value)
            inside, value = not inside, ""
        elif inside:
            value += sign
        elif sign == "\n":
            table.append(row)
            row = []
        else:
            assert sign in "\x14\r"
    assert not inside
    assert {len(each) for each in table} == {len(table[0])}
    return [dict(zip(table[0], each, strict=True)) for each in table[1:]]


def read_opt(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("ascii"))))


def where(row: dict[str, str]) -> str:
    """The file of a row, within the bag."""
    return "data/" + row["FILEPATH"].removeprefix(".\\").replace("\\", "/")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case.make(tmp_path_factory.mktemp("load"))


@pytest.fixture(scope="module")
def files(made: Case) -> dict[str, bytes]:
    return bundles.files_of(bundles.open_payload(made.made))


def test_every_picture_and_every_paper_is_a_document_with_its_file(files: dict[str, bytes]) -> None:
    rows = read_dat(files["data/loadfile.dat"])
    named = {where(row) for row in rows}
    tiles = {name for name in files if re.fullmatch(r"data/exhibits/\d+/\d+-tile-\d+\.png", name)}
    papers = {name for name in files if name.endswith(".pdf")}
    assert len(tiles) > 2 < len(papers)
    assert named == tiles | papers
    assert len(rows) == len(named)
    for row in rows:
        path = where(row)
        assert row["SHA256"] == hashlib.sha256(files[path]).hexdigest()
        pages = len(pypdfium2.PdfDocument(files[path])) if path in papers else 1
        assert int(row["PAGECOUNT"]) == pages


def test_no_number_is_there_twice_and_all_are_of_one_width(files: dict[str, bytes]) -> None:
    rows, pages = read_dat(files["data/loadfile.dat"]), list[str]()
    for row in rows:
        stem, first = row["BEGBATES"].rsplit("-", 1)
        last = row["ENDBATES"].rsplit("-", 1)
        assert last[0] == stem
        pages += [f"{stem}-{number:06d}" for number in range(int(first), int(last[1]) + 1)]
        assert len(range(int(first), int(last[1]) + 1)) == int(row["PAGECOUNT"])
    assert len(pages) == len(set(pages))
    assert {len(page) for page in pages} == {len(pages[0])}
    assert all(page.startswith("THEVIDEO") for page in pages)


def test_the_families_are_the_exhibits(files: dict[str, bytes]) -> None:
    rows = [row for row in read_dat(files["data/loadfile.dat"]) if row["DOCTYPE"] == "picture"]
    for exhibit in {row["EXHIBIT"] for row in rows}:
        family = [row for row in rows if row["EXHIBIT"] == exhibit]
        assert {(row["BEGATTACH"], row["ENDATTACH"]) for row in family} == {
            (family[0]["BEGBATES"], family[-1]["ENDBATES"])
        }
        assert [row["PICTURE"] for row in family] == [
            str(number) for number in range(1, len(family) + 1)
        ]
        assert {row["CUSTODIAN"] for row in family} == {"Ada Example"}


def test_the_images_are_those_of_the_documents(files: dict[str, bytes]) -> None:
    rows, images = read_dat(files["data/loadfile.dat"]), read_opt(files["data/loadfile.opt"])
    assert [(one[0], one[2], one[3], one[6]) for one in images] == [
        (row["BEGBATES"], row["FILEPATH"], "Y", row["PAGECOUNT"]) for row in rows
    ]
    assert {len(one) for one in images} == {7}


def test_the_signs_of_the_format_and_new_lines_break_nothing() -> None:
    hostile = "þa®b\x14c\r\nd\x85e\N{SNOWMAN}"
    one = pictured(of([said("own", "You", boxes=[Box(part=2)])], hostile, "https://a.example/þ"), 2)
    rows = list(load_file.rows([one], [], PREFIX, hostile))
    found = read_dat(load_file.as_dat(rows))
    assert [row["TITLE"] for row in found] == ["tha(R)b c®d®e\N{SNOWMAN}"]
    assert found[0]["CUSTODIAN"] == "tha(R)b c®d®e\N{SNOWMAN}"
    assert found[0]["HOST"] == "a.example"


def test_a_picture_says_which_messages_it_shows_by_the_numbers_of_all_lists() -> None:
    box = (Box(part=2),)
    items = [
        said("", "", "Today", kind="divider", boxes=box),
        *(said("own", "You", f"{number}", boxes=box) for number in range(3)),
        said("own", "You", "elsewhere", boxes=(Box(part=5),)),
        said("own", "You", "both", boxes=(Box(part=2), Box(part=5))),
    ]
    rows = list(load_file.rows([pictured(of(items), 2, 5)], [], PREFIX, ""))
    assert [(row.begbates, row.messages) for row in rows] == [
        ("VIDEO1A2B-E000001-000001", "2-4, 6"),
        ("VIDEO1A2B-E000001-000002", "5-6"),
    ]


def test_a_picture_keeps_its_number_and_a_paper_gets_one_of_its_bundle() -> None:
    first, second = (Prefix.of("La vidéo : été", "case", size) for size in (7, 9))
    assert first.picture(2, 3) == second.picture(2, 3)
    assert first.picture(2, 3).startswith("LAVIDEOE")
    assert first.page(1) != second.page(1)
    assert Prefix.of("La vidéo : été", "another", 7).case != first.case
    assert Prefix.of("\N{SNOWMAN}", "case", 7).case.startswith("KEEPSAKE")
    assert {len(first.picture(2, 3))} == {len(first.page(3))}


def test_papers_are_counted_through() -> None:
    papers = [load_file.Paper("report.pdf", "00", 57), load_file.Paper("a/b.pdf", "01", 2)]
    rows = list(load_file.rows([], papers, PREFIX, ""))
    assert [(row.begbates[-6:], row.endbates[-6:]) for row in rows] == [
        ("000001", "000057"),
        ("000058", "000059"),
    ]
    assert rows[1].filepath == ".\\a\\b.pdf"
    assert msgspec.structs.asdict(rows[1])["filename"] == "b.pdf"
