"""Each message that the first pages name has its picture, and its page, and is framed there."""

from __future__ import annotations

import dataclasses
import io
import re
from typing import TYPE_CHECKING

import msgspec
import pypdfium2
import pytest
from PIL import Image, ImageChops

from keepsake.core.briefing.rows import Briefing, Pointed, Said
from keepsake.core.entry import Part
from keepsake.core.hashing import sha256_hex
from keepsake.core.leads.rows import Lead, Leads, Place
from keepsake.core.manifest import Box, Tile
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.report import pdf as report
from keepsake.formats.report import printed
from unit.reports import CHECKED, MADE, WRITTEN, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

TILES, HIGH, WIDE = 8, 500, 800
RED = (0xB3, 0x26, 0x1E)
FRAMED = (3, 11)  # messages, two on each picture


def _picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((WIDE, HIGH), 40 + number).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def thread() -> bundle.Exhibit:
    """Sixteen messages on eight pictures, two on each; of the last one a strip is on the first."""
    one = exhibit([f"Message {number}" for number in range(1, 2 * TILES + 1)])
    data = [_picture(number) for number in range(TILES)]
    parts = tuple(
        Part(n, "tile", f"tile-{n:04}.png", "image/png", len(each), sha256_hex(each), WRITTEN.utc)
        for n, each in enumerate(data, start=1)
    )
    assert one.manifest
    pane = Box(0, 50, WIDE, HIGH - 50)
    tiles = tuple(Tile(n, at=WRITTEN.utc, pane=pane) for n in range(1, TILES + 1))
    items = tuple(
        msgspec.structs.replace(
            item, boxes=(*_strip(n), Box(100, 80 + n % 2 * 200, 600, 100, n // 2 + 1))
        )
        for n, item in enumerate(one.manifest.items)
    )
    manifest = msgspec.structs.replace(one.manifest, items=items, tiles=tiles)
    return dataclasses.replace(
        one,
        body=msgspec.structs.replace(one.body, parts=(one.body.parts[0], *parts)),
        manifest=manifest,
        read=lambda part: data[part - 1],
    )


def _strip(number: int) -> tuple[Box, ...]:
    return (Box(100, 40, 600, 20, 1),) if number == FRAMED[1] - 1 else ()


def _brief(*items: int, quoted: str = "", told: str = "") -> Briefing:
    pointed = tuple(
        Pointed("threat", Said(1, n, "Marc", quoted or f"Message {n}", WRITTEN.utc, ""))
        for n in items
    )
    return Briefing(
        keepsake_briefing=2,
        case="Case",
        reporter="Nora",
        told={"what": told},
        accounts=(),
        pointed=pointed,
        gone=(),
        messages=16,
        first=None,
        last=None,
        events=(),
        contacts=(),
        ask=(),
    )


def _made(
    one: bundle.Exhibit, brief: Briefing, language: str = "en", leads: Leads | None = None
) -> bytes:
    proofs = [bundle.Proof(one.entry, b"", 5, ())]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {}, brief, leads=leads)
    return report.report([one], facts, language)


def _pages(pdf: bytes, tmp_path: Path) -> list[str]:
    return [" ".join(page.split()) for page in text_of(pdf, tmp_path).split("\f")[:-1]]


@pytest.mark.parametrize(
    ("language", "name", "caption"),
    [
        ("en", "Exhibit 1, message {item}, picture {picture}, page {page}", "Picture {picture},"),
        ("fr", "Pièce 1, message {item}, image {picture}, page {page}", "Image {picture},"),
    ],
)
def test_a_message_is_named_with_the_picture_and_the_page_that_show_it(
    thread: bundle.Exhibit, language: str, name: str, caption: str, tmp_path: Path
) -> None:
    pages = _pages(_made(thread, _brief(*FRAMED), language), tmp_path)
    for item, picture in zip(FRAMED, (2, 6), strict=True):
        seen = caption.format(picture=picture)
        page = next(n for n, words in enumerate(pages, start=1) if seen in words)
        wanted = name.format(item=item, picture=picture, page=page)
        assert "".join(wanted.split()) in "".join("".join(pages[:2]).split())


def test_their_pictures_come_first_and_when_there_is_room_for_no_other(
    thread: bundle.Exhibit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def order() -> list[int]:
        told = " ".join(_pages(_made(thread, _brief(*FRAMED)), tmp_path))
        return [int(number) for number in re.findall(r"Picture (\d+),", told)]

    # Noise, of which a copy is as large as what it is of: usually there is no room for it.
    monkeypatch.setattr(printed, "_BYTES_MIN", printed._BYTES_MAX)
    assert order() == [2, 6, 1, 3, 4, 5, 7, 8]
    pair = report.sources(
        [thread],
        report.Facts(MADE, 5, CHECKED, [bundle.Proof(4, b"", 5, ())], {}, _brief(*FRAMED)),
        "en",
    )
    sizes = [len(pair.files[row["file"]]) for row in pair.data["exhibits"][0]["named_pictures"]]
    monkeypatch.setattr(printed, "_BYTES_MAX", sum(sizes) + 1)
    assert order() == [2, 6]


def test_the_frame_stands_around_the_message_and_nowhere_else(thread: bundle.Exhibit) -> None:
    pdf = pypdfium2.PdfDocument(_made(thread, _brief(FRAMED[0])))
    found = {
        number: edges
        for number in range(len(pdf))
        if (edges := _red(pdf[number].render(scale=1).to_pil().convert("RGB")))
    }
    ((left, top, right, bottom),) = found.values()
    margin, wide = 59.5, 493.0  # points of the page
    assert left == pytest.approx(margin + wide * 100 / WIDE, abs=4)
    assert right == pytest.approx(margin + wide * 700 / WIDE, abs=4)
    assert bottom - top == pytest.approx(wide * 100 / WIDE, abs=6)


def _red(page: Image.Image) -> tuple[int, int, int, int] | None:
    """Edges of what is drawn in the colour of frames, right of where numbers stand."""
    page = page.crop((65, 0, page.width, page.height))
    near = [
        channel.point(lambda v, c=c: 255 if abs(v - c) < 12 else 0)
        for channel, c in zip(page.split(), RED, strict=True)
    ]
    box = ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2]).getbbox()
    return (box[0] + 65, box[1], box[2] + 65, box[3]) if box else None


def test_a_statement_in_the_other_language_names_it_in_its_own(
    thread: bundle.Exhibit, tmp_path: Path
) -> None:
    pages = _pages(_made(thread, _brief(told="See [Exhibit 1, message 3]."), "fr"), tmp_path)
    assert re.search(r"\[Exhibit 1, message 3, image 2, page \d+\]", " ".join(pages[:2]))


def test_the_list_of_leads_names_pictures_too(thread: bundle.Exhibit, tmp_path: Path) -> None:
    place = Place(1, FRAMED[0], "Marc", WRITTEN.utc, "a@b.example")
    lead = Lead("email", "a@b.example", "a@b.example", "", "", False, (place,))
    told = " ".join(_pages(_made(thread, _brief(FRAMED[0]), leads=Leads(1, (lead,))), tmp_path))
    after = told[told.index("a@b.example") :]
    assert re.search(r"Exhibit 1, message 3, picture 2, page \d+", after)


def test_what_is_quoted_stays_as_it_was(thread: bundle.Exhibit, tmp_path: Path) -> None:
    pages = _pages(
        _made(thread, _brief(FRAMED[0], quoted="See Exhibit 1, message 3 you fool")), tmp_path
    )
    assert "Exhibit 1, message 3 you fool" in " ".join(pages[:2])


def test_the_list_of_the_text_says_which_picture_shows_each(
    thread: bundle.Exhibit, tmp_path: Path
) -> None:
    told = " ".join(_pages(_made(thread, _brief(*FRAMED)), tmp_path))
    for number in range(1, 2 * TILES + 1):
        row = re.search(rf"(?<![\d]){number} Message {number} 2026-11-24 [^P]*?picture (\d+)", told)
        assert row, number
        assert int(row[1]) == (number + 1) // 2


def test_the_same_report_comes_out_byte_for_byte(thread: bundle.Exhibit) -> None:
    assert _made(thread, _brief(*FRAMED)) == _made(thread, _brief(*FRAMED))
