"""What only a reading tells of a message stands in lists and papers, and nobody else tells it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from fixtures import bundles
from fixtures.manifest_places import HANDED_OVER, reader_of
from fixtures.seen_page import CAPTURE, keep, record
from fixtures.vaults import PASSPHRASE, environment
from keepsake.core import manifest
from keepsake.core.compression.items import CompressedItems
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.interchange import csv_cells
from keepsake.vault import access, as_read, creating, seen

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.bundles import Made

PAGES = ("group-quote-before-name-en", "bubbles-flex-fr")
SECOND = "0b9f1f0e-0000-4000-8000-000000000002"
# On which of the pages each is shown.
ONLY_READ = {"side": 1, "quote": 1, "counts": 1, "receipt": 2}
READING = "data/readings/{:03}.json"
IN_WORDS = {"own": "the person’s side", "other": "the other side"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("shown")
    vault = creating.create(folder / "vault", environment())
    for name, capture in zip(PAGES, (CAPTURE, SECOND), strict=True):
        page = record(name)
        keep(vault, "\n".join(page["views"]).encode(), page["items"], capture)
    access.claim(vault, PASSPHRASE)
    authorities = bundles.stamp(vault, folder)
    return bundles.exported(folder, access.unlock(vault, PASSPHRASE), authorities)


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    return bundles.files_of(bundles.open_payload(made))


def values(files: dict[str, bytes], name: str) -> list[str]:
    """What the reading has of each item."""
    items = json.loads(files[READING.format(ONLY_READ[name])])["items"]
    found = [one.get(name, {}).get("value", "") for one in items]
    assert len(set(found)) > 1, "the page has some, and not all have"
    return found


def on_paper(files: dict[str, bytes]) -> str:
    """The report as it is printed."""
    command = ["pdftotext", "-raw", "-nopgbrk", "-", "-"]
    told = subprocess.run(command, input=files["data/report.pdf"], check=True, capture_output=True)
    return letters(told.stdout.decode())


def letters(text: str) -> str:
    """A text without what differs on paper: where lines end, and how an emoji is drawn."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("name", ONLY_READ)
def test_lists_have_it_beside_each_message(name: str, files: dict[str, bytes]) -> None:
    read = values(files, name)
    number = ONLY_READ[name]
    rows = json.loads(files["data/derived/messages.json"])
    found = [row[name] for row in rows if row["exhibit"] == number]
    assert ["\n".join(each) if isinstance(each, list) else each for each in found] == read
    table = csv.DictReader(io.StringIO(files["data/derived/messages.csv"].decode("utf-8-sig")))
    cells = [row[name] for row in table if row["exhibit"] == str(number)]
    assert cells == [csv_cells.inert(each) for each in read]


@pytest.mark.parametrize("name", ONLY_READ)
def test_papers_graph_and_reader_say_it(
    name: str, made: Made, files: dict[str, bytes], tmp_path: Path
) -> None:
    wanted = {each: IN_WORDS.get(each, each) for each in values(files, name) if each}
    number = ONLY_READ[name]
    (exhibit,) = exhibits_of(made.unlocked, {1: 1, 2: 2}, [number])
    with reader_of(tmp_path) as reader:
        shown = reader(files, number)["reader"]
    graph = files["data/derived/case.jsonld"].decode()
    paper = on_paper(files)
    for value, words in wanted.items():
        assert words in HANDED_OVER["report"](exhibit)
        assert letters(words) in paper
        assert json.dumps(value, ensure_ascii=False)[1:-1] in graph
        assert words in shown


def test_it_stays_where_a_long_thread_is_held_compressed(made: Made) -> None:
    body = made.unlocked.capture(1).body
    listed = made.unlocked.manifest(body)
    assert listed is not None
    read = as_read.reading_of(made.unlocked, body, listed)
    assert read is not None
    packed = CompressedItems([msgspec.Raw(msgspec.json.encode(item)) for item in listed.items])
    found = as_read.taken(msgspec.structs.replace(listed, items=packed), read)
    assert isinstance(found.items, CompressedItems)
    assert tuple(found.items) == tuple(as_read.taken(listed, read).items)


def test_a_manifest_that_tells_it_is_not_believed(files: dict[str, bytes], tmp_path: Path) -> None:
    listed = next(name for name in files if "/0004-manifest" in name)
    told = json.loads(files[listed])
    for item in told["items"]:
        item.update(side="own", quote="Nobody quoted this", receipt="Seen by all", counts="9 likes")
    decoded = manifest.decode(json.dumps(told).encode()).items
    assert {(item.side, item.quote, item.beside) for item in decoded} == {("", "", ())}
    without = {name: data for name, data in files.items() if name != READING.format(1)}
    with reader_of(tmp_path) as reader:
        shown = reader({**without, listed: json.dumps(told).encode()})["reader"]
    assert "Chat" in shown
    for lie in ("Nobody quoted this", IN_WORDS["own"], "Seen by all", "9 likes"):
        assert lie not in shown


def test_a_line_that_nobody_said_is_shown_as_no_message(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    number = ONLY_READ["receipt"]
    items = json.loads(files[READING.format(number)])["items"]
    lines = [one for one in items if one["kind"] in ("divider", "rest")]
    nameless = [one for one in items if one not in lines and not one.get("author")]
    with reader_of(tmp_path) as reader:
        shown = reader(files, number)["reader"]
    assert lines
    assert shown.count("on the page, not a message") == len(lines)
    assert shown.count("(no name)") == len(nameless)


def test_what_was_not_read_is_said_on_paper_and_in_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record(PAGES[0])
    keep(vault, "\n".join(page["views"]).encode(), page["items"], CAPTURE)
    access.claim(vault, PASSPHRASE)
    authorities = bundles.stamp(vault, tmp_path)
    monkeypatch.setattr(seen, "read", _cannot)
    made = bundles.exported(tmp_path, access.unlock(vault, PASSPHRASE), authorities)
    held = bundles.files_of(bundles.open_payload(made))
    assert READING.format(1) not in held
    wanted = "Who wrote what, and when, was not read from this page"
    with reader_of(tmp_path) as reader:
        shown = reader(held)["reader"]
    assert wanted in shown
    assert letters(wanted) in on_paper(held)


def _cannot(*_: object) -> None:
    raise ValueError("no page is like this")
