"""The lists for other tools: who wrote to whom, on which host, when there, under which number."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.entry import Part, decode, encode
from keepsake.core.manifest import Box, ItemAsRead
from keepsake.core.parties import parties
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.interchange import messages
from keepsake.formats.paper.words import Words
from keepsake.formats.report import model
from keepsake.formats.report.rows import Printed
from keepsake.formats.report.spots import Spots
from unit.reports import CHECKED, MADE, WRITTEN, exhibit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.manifest import Item

TITLE = "(2) Marc D. · Direct messages"


def said(side: str, author: str, text: str = "words", **more: object) -> ItemAsRead:
    fields = {"key": text, "kind": "message", "side": side, "author": author, "text": text}
    return msgspec.convert(fields | more, ItemAsRead)


def of(items: Sequence[Item], title: str = TITLE, url: str = "") -> bundle.Exhibit:
    """An exhibit with these items, as if the page had been seen so."""
    one = exhibit([], title=title)
    assert one.manifest is not None
    page = msgspec.structs.replace(one.page, title=title, url=url or one.page.url)
    manifest = msgspec.structs.replace(one.manifest, page=page, items=items)
    return dataclasses.replace(one, manifest=manifest, page=page)


def table(one: bundle.Exhibit) -> list[dict[str, str]]:
    told = b"".join(messages.as_csv(messages.messages([one]))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told, newline="")))


def test_each_row_says_the_host_the_direction_and_the_recipient() -> None:
    items = [said("other", "Marc D."), said("own", "You"), said("", "Marc D.")]
    rows = table(of(items, url="https://user@www.Example.org:8443/direct/t/1"))
    assert {row["host"] for row in rows} == {"www.example.org:8443"}
    assert [row["direction"] for row in rows] == ["in", "out", ""]
    assert [row["recipient"] for row in rows] == ["You", "Marc D.", ""]


@pytest.mark.parametrize("url", ["https://[", "about:blank", "not an address"])
def test_an_address_without_a_host_has_none(url: str) -> None:
    assert table(of([said("own", "You")], url=url))[0]["host"] == ""


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Hockey parents · Direct messages", ["Marc D."]),
        ("Marc D., Julie M. · Direct messages", ["Marc D."]),
        ("Marc D. · Direct messages", ["Marc D.", "Julie M."]),
        ("Marc · Direct messages", ["Marc D."]),
        ("", ["Marc D."]),
        ("Direct messages", [""]),
    ],
)
def test_nobody_is_told_as_recipient_where_the_page_does_not_tell(
    title: str, names: list[str]
) -> None:
    items = [*(said("other", name) for name in names), said("own", "You")]
    assert [row["recipient"] for row in table(of(items, title))] == [""] * len(items)


@pytest.mark.parametrize("title", ["Marc D.", "Messenger | marc d.", "Marc D. – Chat", TITLE])
def test_the_title_names_the_other_side_whatever_stands_beside_it(title: str) -> None:
    assert parties(title, [said("other", "Marc D.")]).other == "Marc D."


def test_a_time_is_there_in_the_zone_of_the_capture_too() -> None:
    times = ["2026-11-24T19:03:22.000Z", "2026-07-01T02:00:00.000Z", "", "soon"]
    rows = table(of([said("own", "You", f"{n}", time=time) for n, time in enumerate(times)]))
    assert [row["local_time"] for row in rows] == [
        "2026-11-24T14:03:22-05:00",
        "2026-06-30T22:00:00-04:00",
        "",
        "",
    ]
    assert [row["zone"] for row in rows] == ["America/Toronto", "America/Toronto", "", ""]


def test_a_zone_that_is_not_known_is_told_by_its_offset() -> None:
    one = of([said("own", "You", time="2026-07-01T02:00:00.000Z")])
    assert one.manifest is not None
    started = msgspec.structs.replace(one.manifest.started, zone="Moon/Crater", offset_minutes=-210)
    manifest = msgspec.structs.replace(one.manifest, started=started)
    row = table(dataclasses.replace(one, manifest=manifest))[0]
    assert (row["local_time"], row["zone"]) == ("2026-06-30T22:30:00-03:30", "UTC-03:30")


def pictured(one: bundle.Exhibit, *parts: int) -> bundle.Exhibit:
    """The same with pictures under these part numbers, other parts between them."""
    kinds = {part: "tile" if part in parts else "items" for part in range(max(parts) + 1)}
    rows = tuple(
        Part(part, kind, f"{kind}-{part}", "image/png", 1, "00", WRITTEN.utc)
        for part, kind in kinds.items()
    )
    body = msgspec.structs.replace(one.body, parts=rows)
    raw = encode("capture", body, WRITTEN, bytes(32))
    return dataclasses.replace(one, data=raw, record=decode(raw), body=body)


def test_a_message_has_one_number_in_report_and_lists_and_so_has_a_picture() -> None:
    items = [
        said("", "", "Today", kind="divider"),
        said("other", "Marc D.", "pay", boxes=[Box(part=2)]),
        said("own", "You", "no", boxes=[Box(part=5), Box(part=2), Box(part=-1), Box(part=4)]),
    ]
    one = pictured(of(items), 2, 5)
    proof = bundle.Proof(one.entry, b"", 5, ())
    facts = model.Facts(MADE, 5, CHECKED, [proof], {})
    pages = model.exhibit_pages(one, proof, facts, Words("en"), Printed((), (), Spots(one)), 100)
    rows = table(one)
    told = [(row.number, row.text) for row in pages.items]
    assert [(int(row["number"]), row["text"]) for row in rows] == told
    assert [row["pictures"] for row in rows] == ["", "1", "1\n2"]
    listed = json.loads(b"".join(messages.as_json(messages.messages([one]))))
    assert [row["pictures"] for row in listed] == [[], [1], [1, 2]]
