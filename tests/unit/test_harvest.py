"""What a capture that was cut short had read is found, shown and handed over, marked as that."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.bundles import export, files_of, open_payload, reader
from fixtures.tiles import TILE
from fixtures.vaults import BEGIN, CAPTURE, environment, keep
from keepsake.core import harvest, manifest
from keepsake.formats.verify_py.readings import put_together
from keepsake.vault import access, creating, queries
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.index import Index
from keepsake.vault.layout import part_name
from viewer import sample

if TYPE_CHECKING:
    from keepsake.vault.unlocked import Unlocked

CASES = json.loads((Path(__file__).parents[1] / "fixtures" / "harvests.json").read_text())
THREAT = "Or everyone gets the video"
LAST = "Then borrow it"


@pytest.fixture
def cut(tmp_path: Path) -> Unlocked:
    vault = sample.make_vault(tmp_path / "vault", [sample.thread_cut_short()], passphrase=None)
    return access.unlock(vault, None)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_it_is_put_together_as_the_reader_does(case: dict[str, list[str]]) -> None:
    parts = [part.encode("latin1") for part in case["parts"]]
    assert [item.text for item in harvest.fold(parts)] == case["texts"]
    assert [item["text"] for item in put_together(parts)] == case["texts"]


def test_words_are_read_whatever_else_of_them_is_of_another_form() -> None:
    half = b'{"n":1,"after":0,"text":"pay \\ud83d now","author":"kestrel","media":[]}'
    odd = b'{"n":2,"after":1,"text":"by Friday","media":[{"src":1,"width":null}],"boxes":7}'
    first, second = harvest.fold([half + b"\n" + odd + b"\n"])
    assert (first.text, first.author) == ("pay \ufffd now", "kestrel")
    assert second.text == "by Friday"


def test_half_a_character_in_a_message_does_not_spoil_the_manifest() -> None:
    moment = '{"utc":"2026-11-24T19:03:22.123Z"}'
    read = manifest.decode(
        f'{{"keepsake_manifest":1,"capture":"x","page":{{"url":"u"}},"started":{moment},'
        f'"ended":{moment},"artifacts":[],"items":[{{"key":"h:1","text":"a \\ud83d"}}]}}'.encode()
    )
    assert [item.text for item in read.items] == ["a \ufffd"]


def test_the_words_are_in_page_order_and_marked_as_cut_short(cut: Unlocked) -> None:
    found = cut.manifest(cut.capture(1).body)
    assert found is not None
    assert found.cut_short
    assert not found.whole
    assert [item.text for item in found.items] == [text for _, text in sample.thread(12).lines]
    assert [item.key for item in found.items][:2] == ["id:m-0", "id:m-1"]
    assert (found.page.platform, found.started.zone) == ("instagram", "America/Toronto")


def test_search_finds_them_and_the_list_counts_them(cut: Unlocked) -> None:
    index = Index(cut)
    try:
        (hit,) = index.search("everyone gets the video")
        assert (hit.entry, hit.position, hit.author) == (1, 4, "Marc D.")
        (summary,) = index.captures()
        assert (summary.items, summary.state, summary.whole, summary.readable) == (
            12, "incomplete", False, True,
        )  # fmt: skip
    finally:
        index.close()


def test_a_part_that_was_changed_hides_no_other_and_is_told(cut: Unlocked) -> None:
    body = cut.capture(1).body
    first = next(part.part for part in body.parts if part.kind == "items")
    (cut.vault.path / "parts" / body.capture / part_name(first)).write_bytes(b"no age file")
    found = cut.manifest(body)
    assert isinstance(found, harvest.Harvest)
    assert [item.text for item in found.items] == [text for _, text in sample.thread(6).lines]
    assert found.unread == 1
    index = Index(cut)
    try:
        assert not index.captures()[0].readable
    finally:
        index.close()


def test_nothing_is_called_absent_by_a_capture_that_was_cut_short(tmp_path: Path) -> None:
    pages = [sample.thread(12), sample.thread_cut_short(), sample.thread(12)]
    pages[1].lines = pages[1].lines[:3] + pages[1].lines[4:]
    unlocked = access.unlock(sample.make_vault(tmp_path / "vault", pages, passphrase=None), None)
    index = Index(unlocked)
    try:
        assert queries.absent_of(index, 1) == {}
        assert queries.absent_of(index, 2) == {}
    finally:
        index.close()


def test_a_capture_without_any_words_is_as_it_was(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    keep(writer, 1, TILE)
    writer.close()
    unlocked = access.unlock(vault, None)
    assert unlocked.manifest(unlocked.capture(1).body) is None


def test_they_are_in_the_report_and_all_derived_files(cut: Unlocked, tmp_path: Path) -> None:
    done = export(cut, [1], tmp_path / "copy", reader())
    files = files_of(open_payload(done))
    rows = json.loads(files["data/derived/messages.json"])
    assert [row["text"] for row in rows] == [text for _, text in sample.thread(12).lines]
    assert {row["cut_short"] for row in rows} == {True}
    table = list(
        csv.DictReader(io.StringIO(files["data/derived/messages.csv"].decode("utf-8-sig")))
    )
    assert THREAT in table[4]["text"]
    assert table[4]["cut_short"] == "True"
    graph = files["data/derived/case.jsonld"].decode()
    assert THREAT in graph
    assert "It was cut short; its messages are those that had been read by then." in graph
    assert json.loads(files["data/briefing.json"])["messages"] == 12
