"""The files for programs that review short messages: their form, and that nothing is made up."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from datetime import datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest

from keepsake.catalogue import filled, table
from keepsake.core.manifest import Box
from keepsake.formats.interchange import rsmf
from unit.test_export_lists import of, pictured, said

if TYPE_CHECKING:
    from email.message import EmailMessage

    from keepsake.core.manifest import Manifest
    from keepsake.formats.bundle.payload import Exhibit

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "schemas" / "rsmf.schema.json").read_text("utf-8")
)
TIME = "2026-11-24T19:03:22.123Z"


def say(key: str, **facts: object) -> str:
    return filled(table("lists", "en")[key], {name: str(value) for name, value in facts.items()})


def made(one: Exhibit) -> dict[str, bytes]:
    files = rsmf.rsmf(one, "keepsake-host 0.1.0", say)
    return {name: b"".join(map(bytes, contents.open())) for name, contents in files}


def opened(data: bytes) -> tuple[EmailMessage, dict[str, Any]]:
    """The mail and the manifest in its archive, held against the schema and against each other."""
    mail = BytesParser(policy=policy.default).parsebytes(data)
    attached = list(mail.iter_attachments())
    assert [one.get_filename() for one in attached] == ["rsmf.zip"]
    with zipfile.ZipFile(io.BytesIO(attached[0].get_content())) as archive:
        assert archive.namelist() == ["rsmf_manifest.json"]
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        manifest: dict[str, Any] = json.loads(archive.read("rsmf_manifest.json"))
    jsonschema.Draft7Validator(SCHEMA).validate(manifest)
    events = manifest["events"]
    people = {one["id"] for one in manifest["participants"]}
    assert {one["participant"] for one in events if "participant" in one} <= people
    assert {one["conversation"] for one in events} == {manifest["conversations"][0]["id"]}
    assert set(manifest["conversations"][0]["participants"]) == people
    assert len({one["id"] for one in events}) == len(events) == int(mail["X-RSMF-EventCount"])
    for one in events:
        if "timestamp" in one:
            datetime.fromisoformat(one["timestamp"])
    return mail, manifest


def _with(one: Exhibit, manifest: Manifest) -> Exhibit:
    return dataclasses.replace(one, manifest=manifest, page=manifest.page)


def custom(event: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in event.get("custom", ())}


def test_a_thread_is_one_file_with_its_people_and_its_messages() -> None:
    items = [
        said("", "", "Today", kind="divider"),
        said("other", "Marc D.", "Pay me", time=TIME, boxes=[Box(part=2)]),
        said("own", "You", "No \N{SLIGHTLY SMILING FACE}", time=TIME, time_shown="2 h"),
    ]
    files = made(pictured(of(items), 2))
    assert list(files) == ["exhibit-001.rsmf"]
    mail, manifest = opened(files["exhibit-001.rsmf"])
    assert mail["X-RSMF-Version"] == manifest["version"] == "2.0.0"
    assert [one["display"] for one in manifest["participants"]] == ["Marc D.", "You"]
    conversation = manifest["conversations"][0]
    assert (conversation["type"], conversation["custodian"]) == ("direct", "P2")
    messages = [one for one in manifest["events"] if one["type"] == "message"]
    assert [one["id"] for one in messages] == ["1/2", "1/3"]
    assert [one["direction"] for one in messages] == ["incoming", "outgoing"]
    assert [one["timestamp"] for one in messages] == [TIME, TIME]
    assert mail["X-RSMF-BeginDate"] == mail["X-RSMF-EndDate"] == TIME
    assert custom(messages[0])["number"] == "Exhibit 1, message 2"
    assert custom(messages[0])["pictures"] == "1"
    assert custom(messages[1])["time_shown"] == "2 h"
    body = mail.get_body()
    assert body is not None
    assert "You: No \N{SLIGHTLY SMILING FACE}" in body.get_content()


@pytest.mark.parametrize("time", ["", "soon", "2026-11-24"])
def test_a_message_without_a_time_gets_none(time: str) -> None:
    one = of([said("other", "Marc D.", time=time, time_shown="yesterday")])
    mail, manifest = opened(made(one)["exhibit-001.rsmf"])
    message = next(each for each in manifest["events"] if each["type"] == "message")
    assert "timestamp" not in message
    assert custom(message)["time_shown"] == "yesterday"
    assert mail["X-RSMF-BeginDate"] is None


def test_what_is_missing_changed_or_gone_is_told_in_its_place_without_a_time() -> None:
    items = [
        said("other", "Marc D.", "a"),
        said("other", "Marc D.", "b", state="gone", missing_since=TIME),
        said("other", "", "c", state="changed", earlier=[{"text": "was", "until": TIME}]),
        said("own", "You", "d", state="changed", earlier=[{"text": "old", "until": TIME}]),
    ]
    one = of(items)
    assert one.manifest is not None
    gaps = ({"after": "c", "before": "d"}, {"after": "", "before": "a"}, {"part": 3}, 7)
    raw = tuple(msgspec.Raw(msgspec.json.encode(gap)) for gap in gaps)
    known = msgspec.structs.replace(one.manifest.completeness, gaps=raw)
    manifest = msgspec.structs.replace(one.manifest, completeness=known)
    _, found = opened(made(_with(one, manifest))["exhibit-001.rsmf"])
    events = found["events"]
    assert [each["id"] for each in events] == [
        "1/made", "1/gap", "1/gap-0", "1/1", "1/2", "1/2-gone", "1/3", "1/3-changed-1", "1/gap-3",
        "1/4", "1/4-changed-1",
    ]  # fmt: skip
    by_id = {each["id"]: each for each in events}
    assert by_id["1/2"]["deleted"] is True
    local = "2026-11-24 14:03:22.123-05:00 (America/Toronto)"
    assert by_id["1/2-gone"]["body"] == f"{say('lists.gone', number=2, seen=local)}"
    assert by_id["1/3-changed-1"]["body"] == say("lists.changed", number=3, seen=local, text="was")
    assert "edits" not in by_id["1/3"]
    assert by_id["1/4"]["edits"] == [{"participant": "P2", "previous": "old", "new": "d"}]
    assert not any("timestamp" in each for each in events)
    others = {each["type"] for each in events if each["id"] not in ("1/1", "1/2", "1/3", "1/4")}
    assert others == {"disclaimer"}


def test_where_nobody_knows_when_a_message_went_no_moment_is_told() -> None:
    item = said("other", "Marc D.", "b", state="gone", earlier=[{"text": "was"}])
    _, found = opened(made(of([item]))["exhibit-001.rsmf"])
    bodies = [each["body"] for each in found["events"]]
    assert say("lists.gone.undated", number=1) in bodies
    assert say("lists.changed.undated", number=1, text="was") in bodies


def test_no_file_has_more_events_than_programs_take(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rsmf.EVENTS_MAX == 10_000
    monkeypatch.setattr(rsmf, "EVENTS_MAX", 4)
    for count, files in ((3, 1), (4, 2), (6, 2), (7, 3)):
        one = of([said("own", "You", f"{number}") for number in range(count)])
        found = made(one)
        assert len(found) == files
        read = [opened(data)[1] for data in found.values()]
        assert max(len(each["events"]) for each in read) <= 4
        bodies = [
            each["body"] for one in read for each in one["events"] if each["type"] == "message"
        ]
        assert bodies == [f"{number}" for number in range(count)]
        assert len({each["eventcollectionid"] for each in read}) == 1


def test_twice_made_it_is_the_same_bytes() -> None:
    one = of([said("own", "You", time=TIME), said("other", "Marc D.")])
    assert made(one) == made(one)


def test_a_page_writes_no_line_of_the_mail() -> None:
    hostile = "Marc\r\nX-RSMF-Version: 9\r\n\r\n\u202ebody \N{SNOWMAN}" * 30
    one = of([said("other", hostile, hostile)], title=hostile)
    mail, _ = opened(made(one)["exhibit-001.rsmf"])
    assert mail.get_all("X-RSMF-Version") == ["2.0.0"]
    assert "Marc X-RSMF-Version: 9" in mail["Subject"]


def test_a_permanent_id_that_the_page_has_for_a_name_goes_along() -> None:
    one = of([said("other", "marc.d"), said("own", "You")])
    ids = [
        {"name": "user_id", "value": "61", "where": "json", "of": "marc.d"},
        {"name": "thread_id", "value": "17", "where": "address"},
    ]
    page = msgspec.convert(msgspec.to_builtins(one.page) | {"ids": ids}, type(one.page))
    assert one.manifest is not None
    one = _with(one, msgspec.structs.replace(one.manifest, page=page))
    _, manifest = opened(made(one)["exhibit-001.rsmf"])
    assert [row.get("account_id") for row in manifest["participants"]] == ["61", None]


def test_a_page_on_which_nobody_speaks_has_no_file() -> None:
    assert rsmf.has_messages(of([said("own", "You")]))
    assert not rsmf.has_messages(of([said("", "", "Today", kind="divider")]))
    assert not rsmf.has_messages(of([said("", "Rimouski", kind="row")]))
