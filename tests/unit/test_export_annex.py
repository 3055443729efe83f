"""A thread in full length on paper: every row once, cut between messages, in as many papers."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image, ImageDraw

from keepsake.formats.paper.typesetter import typeset
from keepsake.formats.paper.words import Words
from keepsake.formats.report import annex
from keepsake.formats.stitched.picture import Piece, Place
from unit.reports import exhibit

WIDE, ROW, MANY = 600, 90, 40


def _piece(reason: str = "", tall: int = 0) -> Piece:
    """Messages one below the other; one of them may be taller than any strip."""
    high = [tall if tall and n == 1 else ROW for n in range(MANY)]
    picture = Image.new("RGB", (WIDE, sum(high)), "white")
    draw, places, top = ImageDraw.Draw(picture), [], 0
    for number, each in enumerate(high):
        draw.rectangle((20, top + 10, WIDE - 60, top + each - 30), fill="#224466")
        places.append(Place(number, 20, top, WIDE - 80, each))
        top += each
    out = io.BytesIO()
    picture.save(out, "PNG")
    return Piece(out.getvalue(), WIDE, top, 0, 1.0, reason, (), (), tuple(places))


def _strips(piece: Piece) -> list[annex._Strip]:
    return list(annex._strips([piece], 2))


def _high(strip: annex._Strip) -> int:
    found = re.search(rb"base64,([^\"]+)", strip.svg)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).height


def test_every_row_stands_once_and_no_cut_goes_through_a_message() -> None:
    strips = _strips(_piece())
    assert sum(map(_high, strips)) == MANY * ROW
    assert all(_high(strip) % ROW == 0 for strip in strips)
    assert [item for strip in strips for item, _ in strip.marks] == list(range(1, MANY + 1))
    assert all(strip.marks[0][1] == 0 for strip in strips)


def test_a_message_taller_than_a_strip_is_cut_where_least_is() -> None:
    strips = _strips(_piece(tall=4 * WIDE))
    assert sum(map(_high, strips)) == (MANY - 1) * ROW + 4 * WIDE
    assert max(map(_high, strips)) <= annex._TALLEST * WIDE + 1


@pytest.mark.parametrize(
    ("reason", "told"), [("", False), ("too_tall", False), ("gap", True), ("jump", True)]
)
def test_where_two_pieces_do_not_join_it_says_so(reason: str, told: bool) -> None:
    (paper,) = annex.annexes(exhibit(["Hello"]), [_piece(), _piece(reason)], 2, Words("en"))
    assert sum(row["gap"] for row in paper.data["strips"]) == told


def test_more_than_one_paper_can_hold_goes_into_several(monkeypatch: pytest.MonkeyPatch) -> None:
    strips = _strips(_piece())
    most = 3 * max(len(strip.svg) for strip in strips)
    monkeypatch.setattr(annex, "PICTURE_BYTES_MAX", most)
    papers = list(annex.annexes(exhibit(["Hello"]), [_piece()], 2, Words("fr")))
    assert len(papers) > 1
    assert sum(len(paper.data["strips"]) for paper in papers) == len(strips)
    assert papers[1].data["title"].endswith("(partie 2)")
    for paper in papers:
        assert sum(len(data) for name, data in paper.files.items() if name != "main.typ") <= most
        assert typeset(paper).startswith(b"%PDF")
