"""Nothing on paper runs over a margin, whatever a page, a file or a person called things."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core import manifest
from unit.reports import exhibit, made, told

if TYPE_CHECKING:
    from keepsake.formats.bundle.payload import Exhibit

_MARGIN = 2.1 / 2.54 * 72  # points, of report.typ
_ROUNDING = 0.6
_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="[^"]*" xMax="([\d.-]+)" yMax="[^"]*">(.*?)</word>'
)
LABELS = (
    "The file itself says (Message-ID); anyone can change it",
    "A name of many short words that goes on for longer than any label of ours would ever do here",
    "Onewordwithoutasinglespacethatgoesonforlongerthananylabelofourswouldeverdohereandthensome",
    "id",
)


def boxes(pdf: bytes) -> list[tuple[float, float, str]]:
    """The left and right edge of every word, in points, and the word."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, check=True, capture_output=True
    )
    text = done.stdout.decode()
    assert 'width="612.000000"' in text
    return [(float(left), float(right), word) for left, right, word in _WORD.findall(text)]


def named(label: str, value: str) -> Exhibit:
    """An exhibit of a page with an id of that name and value."""
    one = exhibit(["Hello"])
    facts = told(["Hello"], f"{value} {label}")
    facts["page"]["ids"] = [{"name": "id", "of": label, "value": value, "where": "file"}]  # type: ignore[index]
    read = manifest.decode(msgspec.json.encode(facts))
    return dataclasses.replace(one, manifest=read, page=read.page)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("value", ["ab12" * 16, "<x@mail.example>", "word " * 40])
def test_no_word_of_the_report_is_outside_the_margins(label: str, value: str) -> None:
    """Red before: a long label left too little room, and hashes ran over the paper's edge."""
    over = [
        (word, left, right)
        for left, right, word in boxes(made([named(label, value)]))
        if left < _MARGIN - _ROUNDING or right > 612 - _MARGIN + _ROUNDING
    ]
    assert over == []


def test_a_hash_stands_whole_under_any_label() -> None:
    words = "".join(word for _, _, word in boxes(made([named(LABELS[0], "1784")])))
    one = exhibit(["Hello"])
    for digest in {part.sha256 for part in one.body.parts}:
        assert digest in words
