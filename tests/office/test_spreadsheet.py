"""The lists of a copy as an officer's spreadsheet opens them: every row, every text, no formula."""

from __future__ import annotations

import csv
import io
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from fixtures.bundles import files_of, open_payload
from fixtures.forged import case
from office import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_COMMA_QUOTE_UTF8 = "CSV:44,34,76"
LISTS = ("data/derived/messages.csv", "data/derived/leads.csv", "data/custody.csv")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files_of(open_payload(case.make(tmp_path_factory.mktemp("forged")).made))


def opened(data: bytes, folder: Path) -> ET.Element:
    """What the program makes of a list: its document, with texts, values and formulas."""
    (folder / "list.csv").write_bytes(data)
    assert program.PROGRAM is not None
    subprocess.run(
        [
            *(program.PROGRAM, "--headless", f"-env:UserInstallation=file://{folder}/profile"),
            *(f"--infilter={_COMMA_QUOTE_UTF8}", "--convert-to", "fods", "--outdir", folder),
            folder / "list.csv",
        ],
        check=True,
        capture_output=True,
    )
    # Made by the program here and now; nothing of it comes from elsewhere.
    return ET.parse(folder / "list.fods").getroot()  # noqa: S314


def rows_of(document: ET.Element) -> Iterator[list[str]]:
    """The texts of each row that holds any."""
    for row in document.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row.iter(f"{_TABLE}table-cell"):
            lines = ["".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")]
            many = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            cells += ["\n".join(lines)] * min(many, 64)
        if any(cells):
            yield cells


@pytest.mark.parametrize("name", LISTS)
def test_a_spreadsheet_shows_every_row_and_computes_nothing(
    name: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    told = list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
    document = opened(files[name], tmp_path)
    assert not [cell for cell in document.iter() if f"{_TABLE}formula" in cell.attrib]
    shown = list(rows_of(document))
    assert len(shown) == len(told) > 2
    assert shown[0][: len(told[0])] == told[0]
    texts = [
        at for at, column in enumerate(told[0]) if column in ("text", "author", "who", "value")
    ]
    assert texts
    for row, other in zip(told[1:], shown[1:], strict=True):
        for at in texts:
            # A number is shown as one: only what is no number has to be there letter by letter.
            if row[at].strip() and not row[at].replace(".", "").replace(" ", "").isdigit():
                assert " ".join(other[at].split()) == " ".join(row[at].split())
