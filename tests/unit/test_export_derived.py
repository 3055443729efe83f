"""The files for other people's tools, read by those tools or by others that know their formats."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import html
import io
import json
import re
import subprocess
import sysconfig
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from warcio.archiveiterator import ArchiveIterator

from fixtures import bundles
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.interchange import csv_cells, messages, wacz
from unit.test_export_rsmf import say
from viewer import sample

if TYPE_CHECKING:
    from fixtures.bundles import Made

FORMULAS = ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK()", "\uff1d1"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    pages = [sample.thread(12), sample.hostile(), sample.profile(), sample.cut_short()]
    return bundles.make(tmp_path_factory.mktemp("derived"), pages)


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    return bundles.files_of(bundles.open_payload(made))


def archive(files: dict[str, bytes], number: int) -> dict[str, bytes]:
    data = files[f"data/derived/exhibit-{number:03d}.wacz"]
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert {info.compress_type for info in opened.infolist()} == {zipfile.ZIP_STORED}
        return {name: opened.read(name) for name in opened.namelist()}


def test_every_item_of_every_exhibit_is_a_row(made: Made, files: dict[str, bytes]) -> None:
    rows = json.loads(files["data/derived/messages.json"])
    manifests = [
        made.unlocked.manifest(made.unlocked.capture(entry).body) for entry in made.entries
    ]
    texts = [item.text for manifest in manifests if manifest for item in manifest.items]
    assert [row["text"] for row in rows] == texts
    text = files["data/derived/messages.csv"].decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(table) == len(rows) > 12
    assert [row["author"] for row in table] == [csv_cells.inert(row["author"]) for row in rows]
    sources = [item.author_source for manifest in manifests if manifest for item in manifest.items]
    assert "before" in sources
    assert [row["author_source"] for row in table] == sources
    gone = [row["number"] for row in rows if row["state"] == "gone"]
    assert gone
    assert [int(row["number"]) for row in table if row["state"] == "gone"] == gone


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    empty = dict.fromkeys(messages.Message.__struct_fields__, "")
    lists = dict.fromkeys(("earlier", "ids", "links", "media", "pictures"), ())
    fields: dict[str, Any] = empty | lists | {"exhibit": 1, "number": 1}
    row = messages.Message(**fields | {"text": text, "author": text, "links": (text,)})
    told = b"".join(messages.as_csv([row])).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(told, newline="")))
    cells = dict(zip(read[0], read[1], strict=True))
    assert (cells["text"], cells["author"], cells["links"]) == (csv_cells.inert(text),) * 3
    assert cells["text"].startswith("'")
    assert cells["text"].replace("'", "") == text.replace("'", "")
    assert json.loads(b"".join(messages.as_json([row])))[0]["text"] == text


def test_the_graph_keeps_to_its_ontology(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "case.jsonld"
    path.write_bytes(files["data/derived/case.jsonld"])
    program = Path(sysconfig.get_path("scripts"), "case_validate")
    done = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Conforms: True" in done.stdout
    graph = json.loads(path.read_bytes())["@graph"]
    hashes = {
        facet["uco-observable:hash"][0]["uco-types:hashValue"]["@value"].lower()
        for node in graph
        for facet in node.get("uco-core:hasFacet", ())
        if "uco-observable:hash" in facet
    }
    exhibits = {data for name, data in files.items() if name.startswith("data/exhibits/")}
    assert hashes == {hashlib.sha256(data).hexdigest() for data in exhibits}


def test_the_graph_says_of_a_name_only_that_it_was_shown(files: dict[str, bytes]) -> None:
    graph = json.loads(files["data/derived/case.jsonld"])["@graph"]
    authors = [node for node in graph if "only by the name" in node.get("uco-core:description", "")]
    assert authors
    for node in authors:
        kinds = [facet["@type"] for facet in node["uco-core:hasFacet"]]
        assert kinds == ["uco-observable:DigitalAccountFacet"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_archive_is_what_its_lists_say(files: dict[str, bytes], number: int) -> None:
    held = archive(files, number)
    package = json.loads(held["datapackage.json"])
    assert package["wacz_version"] == "1.1.1"
    for row in package["resources"]:
        digest = f"sha256:{hashlib.sha256(held[row['path']]).hexdigest()}"
        assert (digest, len(held[row["path"]])) == (row["hash"], row["bytes"])
    listed = {row["path"] for row in package["resources"]}
    assert set(held) == listed | {"datapackage.json", "datapackage-digest.json"}
    said = json.loads(held["datapackage-digest.json"])
    assert said["hash"] == f"sha256:{hashlib.sha256(held['datapackage.json']).hexdigest()}"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_index_leads_to_every_record(files: dict[str, bytes], number: int) -> None:
    held = archive(files, number)
    warc = held["archive/data.warc.gz"]
    lines = gzip.decompress(held["indexes/index.cdx.gz"]).decode().splitlines()
    assert lines == sorted(lines)
    assert lines
    for line in lines:
        facts = json.loads(line.split(" ", 2)[2])
        piece = warc[facts["offset"] : facts["offset"] + facts["length"]]
        record = next(iter(ArchiveIterator(io.BytesIO(piece), check_digests="raise")))
        data = record.content_stream().read()
        assert record.rec_type == "resource"
        assert record.rec_headers.get_header("WARC-Target-URI") == facts["url"]
        assert f"sha256:{hashlib.sha256(data).hexdigest()}" == facts["digest"]


def test_an_archive_holds_the_page_copy_and_the_pictures(
    made: Made, files: dict[str, bytes]
) -> None:
    body = made.unlocked.capture(made.entries[0]).body
    kept = {part.sha256 for part in body.parts if part.kind in ("tile", "snapshot")}
    records = ArchiveIterator(io.BytesIO(archive(files, 1)["archive/data.warc.gz"]))
    found = {hashlib.sha256(record.content_stream().read()).hexdigest() for record in records}
    assert kept <= found
    pages = archive(files, 1)["pages/pages.jsonl"].splitlines()[1:]
    urls = [msgspec.json.decode(page)["url"] for page in pages]
    ours = "https://keepsake.invalid/exhibits/001/"
    assert urls == [f"{ours}messages.html", f"{ours}pictures.html", sample.thread().url]
    # A player lists the newest first.
    times = [msgspec.json.decode(page)["ts"] for page in pages]
    assert times[0] == max(times) > times[1]


def records(files: dict[str, bytes], number: int) -> dict[str, bytes]:
    """What is in an archive, by address."""
    held = ArchiveIterator(io.BytesIO(archive(files, number)["archive/data.warc.gz"]))
    return {
        one.rec_headers.get_header("WARC-Target-URI"): one.content_stream().read()
        for one in held
        if one.rec_type == "resource"
    }


def test_an_archive_opens_on_the_messages_with_the_numbers_of_the_lists(
    files: dict[str, bytes],
) -> None:
    main = json.loads(archive(files, 1)["datapackage.json"])["mainPageUrl"]
    page = records(files, 1)[main].decode()
    rows = [row for row in json.loads(files["data/derived/messages.json"]) if row["exhibit"] == 1]
    assert len(rows) > 10
    for row in rows:
        start = page.index(f'<article id="message-{row["number"]}"')
        message = page[start : page.index("</article>", start)]
        assert f"Message {row['number']} · {row['author']}" in message
        assert html.escape(row["text"]) in message
        shown = re.findall(r'href="pictures\.html#picture-(\d+)"', message)
        assert shown == [str(number) for number in row["pictures"]]
    assert "disappeared during the capture" in page
    assert "<script" not in page


def test_a_picture_of_an_archive_has_the_number_that_the_reader_gives_it(
    made: Made, files: dict[str, bytes]
) -> None:
    body = made.unlocked.capture(made.entries[0]).body
    tiles = [part.sha256 for part in body.parts if part.kind == "tile"]
    held = records(files, 1)
    base = "https://keepsake.invalid/exhibits/001/"
    page = held[f"{base}pictures.html"].decode()
    for number, sha256 in enumerate(tiles, start=1):
        data = held[f"{base}picture-{number:04d}.png"]
        assert hashlib.sha256(data).hexdigest() == sha256
        figure = page[page.index(f'<figure id="picture-{number}"') :].split("</figure>")[0]
        assert f"picture-{number:04d}.png" in figure
        assert sha256 in figure


def test_words_of_a_page_are_no_code_in_a_page_of_ours(files: dict[str, bytes]) -> None:
    held = records(files, 2)
    ours = {url: data for url, data in held.items() if url.startswith("https://keepsake.invalid/")}
    pages = [data.decode() for url, data in ours.items() if url.endswith(".html")]
    assert len(pages) == 2
    for page in pages:
        assert "&lt;script&gt;" in page
        for code in ("<script", "<img src=x", "onerror=alert(1)>", "javascript:"):
            assert code not in page


def test_where_there_are_many_each_archive_has_its_share_of_the_pictures(made: Made) -> None:
    assert wacz.picture_bytes(1) == wacz.picture_bytes(4) == wacz.PICTURE_BYTES_MAX
    assert 16 * wacz.picture_bytes(16) == wacz.PICTURE_BYTES_ALL
    assert wacz.picture_bytes(1000) == wacz.PICTURE_BYTES_MIN
    unlocked, entry = made.unlocked, made.entries[0]
    exhibit = exhibits_of(unlocked, {entry: 1}, [entry])[0]
    tiles = [part for part in exhibit.body.parts if part.kind == "tile"]
    data = b"".join(wacz.wacz_pieces(exhibit, "test", say, tiles[0].bytes))
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        held = list(ArchiveIterator(opened.open("archive/data.warc.gz")))
    pictures = [one for one in held if (one.rec_headers.get_header("Content-Type")) == "image/png"]
    assert len(pictures) == 1 < len(tiles)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A/B?b=2&a=1#top", "org,example)/a/b?a=1&b=2"),
        ("http://example.org:8080", "org,example:8080)/"),
        ("https://m.example.co.uk/x/", "uk,co,example,m)/x/"),
    ],
)
def test_addresses_sort_as_replay_tools_sort_them(url: str, key: str) -> None:
    assert wacz.surt(url) == key


HOSTILE_ADDRESSES = (
    "https://a.example/\r\nWARC-Type: response\r\n",
    "https://[",
    "http://a.example:x/",
    "about:blank",
)


def test_an_address_cannot_write_into_an_archive(tmp_path: Path) -> None:
    pages = [dataclasses.replace(sample.thread(2), url=url) for url in HOSTILE_ADDRESSES]
    files = bundles.files_of(bundles.open_payload(bundles.make(tmp_path, pages)))
    for number in range(1, len(pages) + 1):
        warc = archive(files, number)["archive/data.warc.gz"]
        kinds = {record.rec_type for record in ArchiveIterator(io.BytesIO(warc))}
        assert kinds == {"warcinfo", "resource"}
