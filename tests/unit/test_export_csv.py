"""CSV of a bundle, read as spreadsheets of every country read it: no cell is computed."""

from __future__ import annotations

import csv
import io
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from keepsake.formats.custody import listing
from keepsake.formats.interchange import csv_cells, messages

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (",", ";", "\t", "|")
# What a spreadsheet computes, and the full-width forms that some read as the plain ones.
SIGNS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
LISTED = [
    "=1+1",
    "hi;=1+1;=cmd|' /C calc'!A0",
    "hi\t=1+1",
    "hi|=1+1",
    "hi, @SUM(1)",
    "hi\n=1+1",
    "hi\r=1+1",
    "hi\r\n-1",
    'hi;"=1+1"',
    'hi;"";+1',
    'hi\n"=1+1"',
    '"=1+1',
    "; =1+1",
    ";\u00a0=1+1",
    "hi;\n=1",
    "hi;\t\t=1",
    "hi;\uff1d1+1",
    "hi\u2028=1+1",
    "hi\x85=1+1",
    "hi\x0c=1+1",
    "hi;",
    "hi\n",
    "hi|\t;",
    ";;;=",
    "\ufeff=1",
    "hi;\u200e=1",
]


def message(text: str) -> messages.Message:
    lists = dict.fromkeys(("earlier", "ids", "links", "media"), (text, text))
    fields: dict[str, Any] = dict.fromkeys(messages.Message.__struct_fields__, text)
    fields |= lists | {"exhibit": 1, "number": 1, "pictures": (1, 2)}
    return messages.Message(**fields)


def lists_of(text: str) -> list[str]:
    acts = [listing.Line(1, *[text] * 10), listing.Line(2, *["plain"] * 10)]
    told = b"".join(messages.as_csv([message(text), message("plain")]))
    return [told.decode("utf-8-sig"), listing.as_csv(acts).decode("utf-8-sig")]


def first_row(text: str) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(lists_of(text)[0], newline="")))


def computed(told: str) -> list[tuple[str, str]]:
    """Cells that any reading would compute, and how it was read."""
    found = []
    for separator in SEPARATORS:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for lines in (io.StringIO(told, newline=""), told.splitlines(keepends=True)):
                # One reader a line for the second: what else than CR and LF ends a line there.
                rows = list(csv.reader(lines, delimiter=separator, quoting=quoting))
                cells = [cell.lstrip(' "\u00a0\ufeff\u200e') for row in rows for cell in row]
                found += [(separator, cell) for cell in cells if cell.startswith(tuple(SIGNS))]
    return found


@pytest.mark.parametrize("text", LISTED)
def test_no_cell_of_any_reading_is_computed(text: str) -> None:
    for told in lists_of(text):
        assert computed(told) == []


def test_no_cell_of_random_texts_is_computed() -> None:
    chance = random.Random("cells")
    alphabet = "=+-@ab ,;|\t\r\n\"'\uff1d\u2028"
    for _ in range(1_500):
        text = "".join(chance.choice(alphabet) for _ in range(chance.randrange(1, 12)))
        for told in lists_of(text):
            assert computed(told) == [], repr(text)


def test_what_is_read_with_commas_is_the_text_but_for_apostrophes() -> None:
    for text in LISTED:
        row = first_row(text)
        plain = re.sub("'", "", row["text"])
        assert plain == text.replace("'", "")
        assert row["exhibit"] == "1"


@pytest.mark.parametrize("text", ["Hello, Ada; how are you?", "a|b", "e-mail a@b.example", "1-2=3"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert first_row(text)["text"] == text


@pytest.fixture
def long_fields() -> Iterator[None]:
    before = csv.field_size_limit(10_000_000)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("long_fields")
@pytest.mark.parametrize("piece", ["\n", " \x85", '\x0b"', ";\n"])
def test_a_text_of_nothing_but_places_where_cells_begin_is_written(piece: str) -> None:
    text = piece * 250_000 + "x"  # hours, where each of them looks at all behind it
    assert computed(b"".join(csv_cells.rows([[text]])).decode("utf-8-sig")) == []
