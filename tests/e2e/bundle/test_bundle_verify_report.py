"""verify.py writes a page that a lawyer can read, of a good copy, a damaged one and forged ones."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import rebagged, unpack
from keepsake.catalogue import table

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.forged.case import Files, Forged

HOSTILE = '<script>alert(1)</script>\u202egnp.exe & "x"'


class Report:
    """What the program ended with, and the page that it wrote.

    Attributes:
        code: How it ended.
        page: The page as it is.
        words: The same without markup, one space between words.
    """

    def __init__(self, code: int, page: str) -> None:
        self.code, self.page = code, page
        self.words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())

    def part(self, language: str, key: str) -> str:
        """The part of the page under one heading."""
        title = html.escape(table("checked", language)[key])
        return self.page.partition(f"<h2>{title}</h2>")[2].partition("<h2>")[0]


def report(world: Forged, files: Files, folder: Path, language: str = "en") -> Report:
    """Has a clean verify.py write a report of a copy, as somebody who received it does."""
    bag = unpack(files, folder / "bag")
    (folder / "verify.py").write_bytes(world.program)
    page = folder / "report.html"
    done = subprocess.run(
        [sys.executable, "-I", folder / "verify.py", bag, "--report", page, "--language", language],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert str(page) in done.stdout
    return Report(done.returncode, page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_good_copy_is_told_in_words(world: Forged, language: str, tmp_path: Path) -> None:
    words = table("checked", language)
    said = report(world, world.files, tmp_path, language)
    assert said.page.startswith(f'<!DOCTYPE html><html lang="{language}">')
    held = json.loads(world.files["data/contents.json"])
    case = json.loads(world.files["data/briefing.json"])["case"]
    assert case in said.words
    assert held["made"]["utc"][:19].replace("T", " ") in said.words
    assert len(held["exhibits"]) > 4
    rows = said.part(language, "exhibits").split("<tr>")[2:]
    assert len(rows) == len(held["exhibits"])
    for row, exhibit in zip(rows, held["exhibits"], strict=True):
        assert row.startswith(f"<td>{exhibit['number']}</td>")
        entry = json.loads(world.files[f"data/log/entries/{exhibit['entry']}.json"])
        assert entry["utc"][:19].replace("T", " ") in row
        assert html.escape(words["wrong"]) not in row
    names = sorted(row.name for row in world.made.authorities)
    assert any(name in said.words for name in names)
    titles = [
        json.loads(data)["page"]["title"]
        for name, data in world.files.items()
        if name.endswith("-manifest.json")
    ]
    assert all(" ".join(title.split()) in said.words for title in titles)
    steps = said.part(language, "steps")
    assert steps.count(f"<td>{html.escape(words['yes'])}</td>") >= 7
    assert html.escape(words["no"]) not in steps
    assert html.escape(words["bad.none"]) in said.part(language, "bad")
    assert f"{held['size']} " in said.part(language, "gaps")
    assert said.part(language, "limits").count("<li>") == 5
    # Nothing above its end is in the words of the program.
    above = said.page.partition(f"<h2>{html.escape(words['details'])}</h2>")[0]
    assert "data/" not in above
    assert not re.search(r"\b[a-z]+_[a-z]+\b", above.partition("</style>")[2])


def test_the_language_is_that_of_the_copy_where_none_is_asked_for(
    world: Forged, tmp_path: Path
) -> None:
    files = {**world.files}
    files["data/summary.json"] = files["data/summary.json"].replace(
        b'"language":"en"', b'"language":"fr"'
    )
    assert files != world.files
    bag, page = unpack(files, tmp_path / "bag"), tmp_path / "page.html"
    command = [sys.executable, "-I", bag / "data" / "verify.py", bag, "--report", page]
    subprocess.run(command, capture_output=True, check=False)
    text = page.read_text(encoding="utf-8")
    assert '<html lang="fr">' in text
    assert html.escape(table("checked", "fr")["inside"]) in text  # it lay in what it checked


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("data/exhibits/002/0001-tile-0001.png", 5),
        ("data/report.pdf", 1),
        ("data/log/checkpoint", 2),
    ],
)
def test_what_was_damaged_is_named_and_its_step_does_not_hold(
    world: Forged, name: str, step: int, tmp_path: Path
) -> None:
    words = table("checked", "en")
    data = bytearray(world.files[name])
    data[len(data) // 3] ^= 1
    said = report(world, {**world.files, name: bytes(data)}, tmp_path)
    assert said.code == 1
    assert words["invalid"] in said.words
    assert words["valid"] not in said.words
    rows = said.part("en", "steps").split("<tr>")[2:]
    assert f"<td>{words['no']}</td>" in rows[step - 1]
    assert f"<li>{step}: {name}</li>" in said.part("en", "bad")
    exhibits = said.part("en", "exhibits").split("<tr>")[2:]
    told = [f"<td>{words['wrong']}</td>" in row for row in exhibits]
    assert told == [name.startswith(f"data/exhibits/{at:03d}/") for at in range(1, 1 + len(told))]


def test_a_forger_gets_neither_a_name_nor_markup_into_it(world: Forged, tmp_path: Path) -> None:
    files = {**world.files}
    brief = json.loads(files["data/briefing.json"])
    files["data/briefing.json"] = json.dumps({**brief, "case": HOSTILE}).encode()
    name = next(name for name in files if name.endswith("-manifest.json"))
    manifest = json.loads(files[name])
    manifest["page"]["title"] = "A title that was never there"
    files[name] = json.dumps(manifest).encode()
    said = report(world, rebagged(files), tmp_path)
    assert said.code == 1
    assert "A title that was never there" not in said.page
    assert "<script" not in said.page
    assert "\u202e" not in said.page
    assert "not confirmed" in said.words
    assert "Content-Security-Policy" in said.page


def test_where_exhibits_and_records_are_elsewhere_is_said(world: Forged, tmp_path: Path) -> None:
    held = json.loads(world.files["data/contents.json"])
    one = held["exhibits"][1]
    gone = (f"/{one['entry']}.json", f"/{one['entry']}.tlog-proof", f"/{one['number']:03d}/")
    files = {name: data for name, data in world.files.items() if not any(g in name for g in gone)}
    said = report(world, files, tmp_path)
    assert said.code == 1
    assert f"These numbers are not in this copy: {one['number']}." in said.words


def test_no_report_is_put_into_the_copy_or_in_the_place_of_another_file(
    world: Forged, tmp_path: Path
) -> None:
    bag = unpack(world.files, tmp_path / "bag")
    (tmp_path / "verify.py").write_bytes(world.program)
    (tmp_path / "mine.txt").write_text("mine")
    before = sorted(path for path in tmp_path.rglob("*"))
    for place in (
        bag / "r.html",
        bag / "data" / "r.html",
        tmp_path / "mine.txt",
        tmp_path / "a" / "b",
    ):
        command = [sys.executable, "-I", tmp_path / "verify.py", bag, "--report", place]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 64
        assert str(place) in done.stdout
    wrong = [sys.executable, "-I", tmp_path / "verify.py", bag, "--language", "tlh"]
    assert subprocess.run(wrong, capture_output=True, check=False).returncode == 64
    assert sorted(path for path in tmp_path.rglob("*")) == before
    assert (tmp_path / "mine.txt").read_text() == "mine"
