"""The tables of files on paper: whole where there are few, else bounded, and it is told."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.entry import Part, decode, encode
from keepsake.formats.paper.words import Words
from keepsake.formats.report import files as report_files
from keepsake.formats.report import model as report_model
from keepsake.formats.report.files import FILES_MAX, file_pages, most_files
from unit.reports import WRITTEN, exhibit, made, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.formats.bundle.payload import Exhibit


def of_files(count: int, absent: tuple[int, ...] = ()) -> Exhibit:
    """An exhibit with so many small files."""
    one = exhibit(["Hello"])
    every = tuple(
        Part(at, "other", f"file-{at:04}.txt", "text/plain", 2, f"{at:064x}", one.record.utc)
        for at in range(count)
    )
    listed = msgspec.structs.replace(one.body, parts=every)
    record = decode(encode("capture", listed, WRITTEN, bytes(32)))
    here = tuple(part for part in every if part.part not in absent)
    body = msgspec.structs.replace(listed, parts=here)
    return dataclasses.replace(one, body=body, record=record)


@pytest.mark.parametrize(
    "counts", [[FILES_MAX], [FILES_MAX - 40, 10, 30], [3], [], [FILES_MAX // 10] * 10]
)
def test_few_files_are_all_on_paper(counts: list[int]) -> None:
    exhibits = [of_files(count) for count in counts]
    most = most_files(exhibits)
    pages = [file_pages(one, most, Words("en")) for one in exhibits]
    assert [len(page.files) for page in pages] == counts
    assert not any(page.files_left for page in pages)


def test_many_files_leave_small_exhibits_whole_and_stay_within_the_limit() -> None:
    exhibits = [of_files(count) for count in (2_000, 5, 900, 40)]
    most = most_files(exhibits)
    pages = [file_pages(one, most, Words("en")) for one in exhibits]
    shown = [len(page.files) for page in pages]
    assert (shown[1], shown[3], shown[0]) == (5, 40, shown[2])
    assert FILES_MAX - len(exhibits) < sum(shown) <= FILES_MAX
    assert [bool(page.files_left) for page in pages] == [True, False, True, False]


def test_a_file_that_is_not_in_the_copy_is_always_on_paper() -> None:
    page = file_pages(of_files(900, absent=(899,)), 10, Words("en"))
    assert [row.name for row in page.files][-1] == "0899-file-0899.txt"
    assert page.files[-1].absent
    assert "11 of 900" in page.files_left


@pytest.mark.parametrize(
    ("language", "told"), [("en", "3 of 4 files are on paper"), ("fr", "3 fichiers sur 4")]
)
def test_paper_says_what_was_left_out_and_where_it_is(
    language: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "FILES_MAX", 3)
    text = "".join(text_of(made([of_files(4)], language), tmp_path).split())
    assert told.replace(" ", "") in text
    assert "manifest-sha256.txt" in text
    assert ("file-0002.txt" in text, "file-0003.txt" in text) == (True, False)


def test_messages_are_bounded_over_all_exhibits_and_each_says_what_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_model, "ITEMS_MAX", 7)
    words = [
        [f"early{n}" for n in range(9)],
        ["second0", "second1"],
        [f"third{n}" for n in range(4)],
    ]
    exhibits = [dataclasses.replace(exhibit(of), number=at) for at, of in enumerate(words, start=1)]
    text = "".join(text_of(made(exhibits, "en"), tmp_path).split())
    shown = [[word for word in of if word in text] for of in words]
    assert shown == [words[0][:2], words[1], words[2][:2]]
    assert text.count("Thefirst2of9areonpaper") == text.count("Thefirst2of4areonpaper") == 1


def test_long_messages_leave_room_for_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_model, "ITEMS_MAX", 12)
    assert report_model.most_items([exhibit(["short"] * 12)]) == 12
    assert report_model.most_items([exhibit(["long " * 100] * 12)]) == 3
    assert report_model.most_items([exhibit([])]) >= 1
