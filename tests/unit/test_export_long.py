"""A long thread is handed over in little memory, and nothing of it is lost on the way."""

from __future__ import annotations

import dataclasses
import io
import json
import threading
import tracemalloc
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pytest
from PIL import Image

from keepsake.core import manifest
from keepsake.core.compression import items as compressed
from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.bundle.contents import Stream, deflated
from keepsake.formats.interchange.derived import derived
from keepsake.formats.paper.words import Words
from keepsake.formats.prefetch import prefetch
from keepsake.formats.report import model
from keepsake.formats.report import pdf as report
from keepsake.formats.report.cuts import Cutting
from keepsake.formats.report.rows import Printed
from keepsake.formats.report.spots import Spots
from unit.reports import CHECKED, MADE, exhibit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


MANY = 6_000
Result = TypeVar("Result")


def listed(count: int = MANY) -> dict[str, Any]:
    when = {"utc": "2026-11-24T19:03:22.123Z"}
    items = [
        {
            "key": f"id:{number}",
            "kind": "divider" if number % 100 == 0 else "message",
            "author": "marc.d.4471",
            "text": f"{number} I will send it to your family\u00e9\n" * 4,
            "boxes": [{"x": 1, "y": number, "width": 2.5, "height": 3, "part": 1}],
            "a member of a later version": [number],
        }
        for number in range(count)
    ]
    return {
        "keepsake_manifest": 1,
        "capture": "7f3f0c0e-5a4e-4e0e-8f43-8f5f0d3f6a11",
        "page": {"url": "https://www.instagram.com/direct/t/1/"},
        "started": when,
        "ended": when,
        "artifacts": [],
        "items": items,
    }


@pytest.fixture(scope="module")
def long() -> bundle.Exhibit:
    data = json.dumps(listed()).encode()
    return dataclasses.replace(exhibit([]), manifest=compressed.decode(data))


def test_a_packed_thread_reads_as_any_other() -> None:
    data = json.dumps(listed()).encode()
    small, plain = compressed.decode(data), manifest.decode(data)
    assert isinstance(small.items, compressed.CompressedItems)
    assert len(small.items) == MANY
    assert list(small.items) == list(plain.items)
    for place in (0, 255, 256, slice(250, 700), MANY - 1, -1, slice(10), slice(-3, None)):
        expected = plain.items[place]
        found = small.items[place]
        assert found == (tuple(expected) if isinstance(place, slice) else expected)
    with pytest.raises(IndexError):
        small.items[MANY]
    assert small.count == plain.count
    assert msgspec.structs.replace(small, items=()) == msgspec.structs.replace(plain, items=())


def test_a_short_one_is_not_packed() -> None:
    assert isinstance(compressed.decode(json.dumps(listed(20)).encode()).items, list)


@pytest.mark.parametrize("change", ["item", "items", "other", "version", "cut"])
def test_what_is_no_manifest_is_refused_as_from_any_other(change: str) -> None:
    row = listed()
    if change == "item":
        row["items"][MANY // 2]["text"] = 7
    elif change == "items":
        row["items"] = {"0": "x" * compressed.LARGE_BYTES}
    elif change == "other":
        del row["started"]
    elif change == "version":
        row["keepsake_manifest"] = 3
    data = json.dumps(row).encode()
    data = data[:-9] if change == "cut" else data
    assert len(data) > compressed.LARGE_BYTES
    told = []
    for decode in (compressed.decode, manifest.decode):
        with pytest.raises(KeepsakeError) as refused:
            decode(data)
        told.append(refused.value.code)
    newer = change == "version"
    assert told == [Code.VAULT_NEWER if newer else Code.MANIFEST_MISMATCH] * 2


def test_lists_for_other_tools_are_written_line_by_line(long: bundle.Exhibit) -> None:
    made = derived([long], "test 1", ("lists", "case"))
    found: dict[str, tuple[int, int, int]] = {}
    tracemalloc.start()
    try:
        for _ in range(3):
            (path, contents), making = most(lambda: next(made))
            assert isinstance(contents, Stream)
            length, writing = most(lambda opened=contents.open: sum(map(len, opened())))
            assert length == contents.size
            found[path.rpartition("/")[2]] = contents.size, making, writing
    finally:
        tracemalloc.stop()
    # As a whole the lists have ten megabytes, and took twice as much while they were made.
    assert found.keys() == {"messages.csv", "messages.json", "case.jsonld"}
    assert sum(size for size, *_ in found.values()) > 10_000_000
    assert max(found["messages.csv"][1], found["messages.json"][1]) < 2_000_000
    assert found["case.jsonld"][1] < 1.5 * found["case.jsonld"][0]
    assert max(writing for *_, writing in found.values()) < 1_000_000


def test_pages_of_the_report_take_no_memory_for_messages_that_are_not_on_them(
    long: bundle.Exhibit,
) -> None:
    facts = report.Facts(MADE, 5, CHECKED, [bundle.Proof(long.entry, b"", 5, ())], {})
    words, shown = Words("en"), Printed((), (), Spots(long))
    tracemalloc.start()
    try:
        pages, taken = most(
            lambda: model.exhibit_pages(long, facts.proofs[0], facts, words, shown, 10)
        )
        cutting, boxes = most(lambda: Cutting.of(long))
    finally:
        tracemalloc.stop()
    assert len(pages.items) == 10
    assert f"{MANY - MANY // 100} " in pages.counts
    # All of them as objects take some five megabytes; a block of them some hundred kilobytes.
    assert taken < 1_000_000
    assert list(cutting.boxes[1][-2:]) == [MANY - 1, MANY + 2]
    assert boxes < 1_000_000


def most(work: Callable[[], Result]) -> tuple[Result, int]:
    """What comes of it, and how much memory it took beside what there was."""
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    done = work()
    return done, tracemalloc.get_traced_memory()[1] - before


def test_what_is_deflated_comes_out_as_it_was_each_time() -> None:
    pieces = [bytes([number % 7]) * 5_000 for number in range(300)]
    stream = deflated(pieces)
    assert stream.size == sum(map(len, pieces))
    assert stream.buffered < stream.size / 10
    assert b"".join(stream.open()) == b"".join(stream.open()) == b"".join(pieces)
    assert b"".join(deflated(()).open()) == b""


def test_things_are_made_ahead_in_order_and_no_more_than_are_wanted() -> None:
    both, asked = threading.Barrier(2, timeout=30), list[int]()

    def numbers() -> Iterator[int]:
        for number in range(10):
            asked.append(number)
            yield number

    def make(number: int) -> int:
        if number in (0, 1):
            both.wait()  # one by one, the first would wait for ever
        return number * number

    made = prefetch(make, numbers(), lambda _others: len(asked) < 6)
    assert list(made) == [0, 1, 4, 9, 16, 25]
    assert len(asked) == 6
    assert list(prefetch(lambda number: number, range(5), lambda others: not others)) == [*range(5)]
    assert list(prefetch(make, range(5), lambda _others: False)) == []


def test_what_is_raised_ahead_comes_where_it_belongs() -> None:
    made = prefetch(lambda one: 10 // one, (5, 2, 0, 1), lambda _others: True)
    assert [next(made), next(made)] == [2, 5]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_of_many_large_exhibits_each_has_a_picture_on_paper() -> None:
    noise = io.BytesIO()
    rough = Image.effect_noise((480, 270), 60).resize((1280, 720)).convert("RGB")
    rough.save(noise, "PNG", compress_level=1)
    one = exhibit([], picture=noise.getvalue())
    proofs = [bundle.Proof(one.entry, b"", 5, ())] * 11
    facts = report.Facts(MADE, 5, CHECKED, proofs, {})
    numbered = [dataclasses.replace(one, number=number) for number in range(1, 12)]
    pages = report.sources(numbered, facts, "en").data["exhibits"]
    assert [len(page["pictures"]) for page in pages] == [1] * 11
