"""A message has one number, wherever it is named, also in a thread with dates between messages.

The number is the place in the list of what was captured, dates counted: what is a date and what a
message is read, and may be read otherwise later; what a person has named must stay what they named.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest

from e2e.bundle.pages import unlock, view
from e2e.bundle.papers import paper
from fixtures import bundles
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.case.entries import MarkBody, StatementBody
from keepsake.flows import casework
from keepsake.formats.interchange.load_file import AROUND, BETWEEN
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from e2e.bundle.verdicts import Files
    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

DAYS = frozenset({0, 6, 11})
ITEM = 9  # two dates before it
WORDS = "Pay to payments@example.com by Friday."


@pytest.fixture(scope="module", params=["en", "fr"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("numbers")
    page = sample.thread(14)
    page.tiles, page.days, page.gone = 3, DAYS, frozenset()
    page.lines = [
        ("", f"{20 + n} November") if n in DAYS else one for n, one in enumerate(page.lines)
    ]
    page.lines[ITEM - 1] = ("Marc D.", WORDS)
    vault = sample.make_vault(folder / "vault", [page], passphrase=None)
    unlocked = access.unlock(vault, None)
    case = casework.make_case(unlocked.vault, "The video", [1])
    named = f"[Exhibit 1, message {ITEM}]"
    for body in (
        MarkBody(case, 1, ITEM, "demand"),
        StatementBody(case, "en", {"what": "He wrote.", "intent": f"He asked for money {named}."}),
    ):
        casework.keep(unlocked.vault, body)
    disclosure = Disclosure(case, DISCLOSABLE)
    done = bundles.export(
        unlocked,
        (1,),
        folder / "copy",
        bundles.reader(),
        language=request.param,
        disclosure=disclosure,
    )
    return bundles.Made(done.folder, done.passphrase, (), unlocked, (1,))


@pytest.fixture(scope="module")
def files(made: Made) -> Files:
    return bundles.files_of(bundles.open_payload(made))


def _events(files: Files) -> list[dict[str, Any]]:
    mail = BytesParser(policy=policy.default).parsebytes(files["data/derived/exhibit-001.rsmf"])
    (attached,) = mail.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(attached.get_content())) as archive:
        events: list[dict[str, Any]] = json.loads(archive.read("rsmf_manifest.json"))["events"]
        return events


def _load_file(files: Files) -> list[dict[str, str]]:
    lines = files["data/loadfile.dat"].decode("utf-8-sig").splitlines()
    cells = [[cell.strip(AROUND) for cell in line.split(BETWEEN)] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def test_every_list_gives_it_that_number(files: Files) -> None:
    table = files["data/derived/messages.csv"].decode("utf-8-sig")
    (row,) = [row for row in csv.DictReader(io.StringIO(table, newline="")) if row["text"] == WORDS]
    assert row["number"] == str(ITEM)
    told = json.loads(files["data/derived/messages.json"])
    rows = told if isinstance(told, list) else told["messages"]
    assert [row["number"] for row in rows if row["text"] == WORDS] == [ITEM]
    assert [row["number"] for row in rows] == list(range(1, 15))
    assert [row["number"] for row in rows if row["kind"] == "divider"] == sorted(
        n + 1 for n in DAYS
    )
    with zipfile.ZipFile(io.BytesIO(files["data/derived/exhibit-001.wacz"])) as opened:
        warc = next(name for name in opened.namelist() if ".warc" in name)
        replayed = gzip.decompress(opened.read(warc)).decode(errors="replace")
    assert re.search(
        rf'id="message-{ITEM}"(?:(?!id="message-).)*{re.escape(WORDS)}', replayed, re.S
    )
    (event,) = [event for event in _events(files) if WORDS in json.dumps(event)]
    assert event["id"] == f"1/{ITEM}"
    graph = json.loads(files["data/derived/case.jsonld"])
    assert f"message {ITEM}" in json.dumps(
        [node for node in graph["@graph"] if WORDS in json.dumps(node)]
    )
    (lead,) = [
        one for one in json.loads(files["data/leads.json"])["leads"] if one["kind"] == "email"
    ]
    assert [(one["exhibit"], one["item"]) for one in lead["places"]] == [(1, ITEM)]
    (picture, *_) = row["pictures"].split(";")
    on = next(row for row in _load_file(files) if row["PICTURE"] == picture.strip())
    ranges = re.findall(r"(\d+)(?:-(\d+))?", on["MESSAGES"])
    assert any(int(first) <= ITEM <= int(last or first) for first, last in ranges)


def test_the_papers_name_it_by_number_picture_and_page(files: Files, tmp_path: Path) -> None:
    told, _ = paper(files["data/statement.pdf"], tmp_path)
    place = rf"1, message {ITEM}, (?:picture|image) (\d+), page (\d+) (?:of the report|du rapport)"
    found = re.search(place, " ".join(told.split()))
    assert found, told
    report, _ = paper(files["data/report.pdf"], tmp_path)
    pages = report.split("\f")
    assert re.search(rf"(?:Picture|Image) {found[1]}\b", pages[int(found[2]) - 1])
    # Its frame there has the number beside it, and the text further on has it before the name.
    assert re.search(rf"^\s*{ITEM}\b", pages[int(found[2]) - 1], re.M)
    assert re.search(rf"\b{ITEM}\s+Marc D\.", report)
    assert re.search("such as dates, have numbers too|comme les dates, ont aussi un numéro", report)
    same = rf"1, message {ITEM}, (?:picture|image) {found[1]}, page {found[2]}\b"
    assert re.search(same, " ".join(" ".join(pages[:2]).split()))


def test_the_reader_shows_it_under_that_number(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    view(page, "text")
    shown = page.locator("li", has_text=WORDS).filter(has=page.locator("p.words"))
    assert shown.count() == 1
    assert f"essage {ITEM}" in shown.text_content()
    assert shown.get_attribute("id").endswith(f"-{ITEM}")
    days = page.locator("li", has_text="26 November").filter(has=page.locator("p.words"))
    assert "7" in days.first.text_content()
