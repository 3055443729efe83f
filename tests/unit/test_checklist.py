"""What a court asks: worked out from each bundle, and everything that a row names is there."""

from __future__ import annotations

import dataclasses
import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from fixtures import whole_case
from fixtures.bundles import files_of, open_payload
from keepsake import __version__
from keepsake.core.entry import Part
from keepsake.formats.checklist import capture_rows, log_rows
from keepsake.formats.checklist.assess import RULES
from keepsake.formats.checklist.rows import MET, NOT, PARTLY, Found, requirements, share
from keepsake.formats.checklist.subject import Beside, Subject
from keepsake.formats.interchange.media import MediaRow
from unit.reports import exhibit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.formats.report.validation import Validation

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    made = whole_case.make(tmp_path_factory.mktemp("whole"), record=whole_case.TESTED)
    return files_of(open_payload(made))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Files:
    made = whole_case.make(tmp_path_factory.mktemp("bare"), did_all=False, told=frozenset())
    return files_of(open_payload(made))


def rows(files: Mapping[str, bytes]) -> dict[int, dict[str, Any]]:
    told = json.loads(files["data/checklist.json"])
    return {row["row"]: row for row in told["rows"]}


def states(files: Mapping[str, bytes]) -> dict[int, str]:
    return {number: row["state"] for number, row in rows(files).items()}


def test_each_requirement_has_a_rule_and_words() -> None:
    asked = requirements()
    assert [one.row for one in asked.rows] == [*range(1, 34)] == [*RULES]
    assert not asked.confirmed
    for one in asked.rows:
        assert one.asks.keys() == one.how.keys() == {"en", "fr"}


def test_of_a_case_in_which_the_person_did_all_thirty_are_met(whole: Files) -> None:
    missing = {number: row["why"] for number, row in rows(whole).items() if row["state"] != MET}
    assert missing == {8: "risk", 9: "no_address", 16: "not_confirmed"}
    assert sum(state == MET for state in states(whole).values()) == 30


def test_of_a_case_of_captures_alone_what_lacks_is_told(bare: Files, whole: Files) -> None:
    found, full = states(bare), states(whole)
    assert rows(bare)[11]["why"] == "no_record"
    less = {number for number in found if found[number] != full[number]}
    assert {7, 12, 14, 19, 20, 22, 25, 28, 30, 32} <= less
    assert rows(bare)[25]["why"] == "nobody"
    assert rows(bare)[28] == {"row": 28, "state": NOT, "places": [], "why": "nobody_else"}
    assert rows(bare)[7]["why"] == "no_name"
    assert found[19] == PARTLY


@pytest.mark.parametrize("name", ["whole", "bare"])
def test_every_place_is_in_the_copy(name: str, request: pytest.FixtureRequest) -> None:
    files: Files = request.getfixturevalue(name)
    numbers = {row["number"] for row in json.loads(files["data/contents.json"])["exhibits"]}
    words = json.loads((whole_case.bundles.ROOT / "shared/data/words/reader.json").read_text())
    for row in rows(files).values():
        assert row["why"] == "" or row["why"] in requirements().why
        for place in row["places"]:
            assert place.keys() <= {"exhibits", "item", "file", "part"}
            assert "file" not in place or f"data/{place['file']}" in files, place
            assert set(place.get("exhibits", [])) <= numbers
            assert "part" not in place or f"checklist.part.{place['part']}" in words
        # What is met says where, but for what a page does not have.
        assert row["places"] or row["state"] != MET, row


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_guide_has_each_row_word_for_word(language: str) -> None:
    path = whole_case.bundles.ROOT / "shared/guide" / language / "13-court.md"
    told = [line for line in path.read_text("utf-8").splitlines() if re.match(r"\d+\. ", line)]
    assert told == [
        f"{one.row}. {one.asks[language]}. {one.how[language]}" for one in requirements().rows
    ]


def test_a_record_of_tests_counts_for_its_own_version_and_where_all_passed() -> None:
    def found(record: Validation | None) -> Found:
        facts: Any = SimpleNamespace(validation=record)
        one: Any = SimpleNamespace(
            record=SimpleNamespace(kind="capture", program=f"keepsake-host {__version__}"), number=1
        )
        return log_rows.tested(Subject([one], facts, cast("Any", None), Beside()))

    tested = whole_case.TESTED
    failed = msgspec.structs.replace(tested.groups[0], passed=899, failed=1)
    assert found(None).why == "no_record"
    assert found(tested).state == MET
    assert found(msgspec.structs.replace(tested, groups=(failed,))).why == "failures"
    assert found(msgspec.structs.replace(tested, program="9.9.9")).why == "other_version"


def test_what_is_true_of_none_is_not_told_as_true_of_some() -> None:
    assert [share(good, 2).why for good in (0, 1, 2)] == ["none", "some", ""]
    assert share(0, 2, why="no_media").why == "no_media"


@pytest.mark.parametrize(
    ("kinds", "browser", "program", "state", "why"),
    [
        (("capture",), "Firefox/150", "keepsake-host 1", MET, ""),
        (("capture", "file"), "Firefox/150", "keepsake-host 1", MET, ""),
        (("capture",), "", "keepsake-host 1", PARTLY, "no_browser"),
        (("file",), "", "keepsake-host 1", PARTLY, "added_tool"),
        (("capture", "file"), "", "", NOT, "none"),
        ((), "", "", NOT, "none"),
    ],
)
def test_of_the_tool_no_more_is_told_than_each_exhibit_says(
    kinds: tuple[str, ...], browser: str, program: str, state: str, why: str
) -> None:
    environment = SimpleNamespace(user_agent=browser)
    exhibits: list[Any] = [
        SimpleNamespace(
            number=at,
            record=SimpleNamespace(kind=kind, program=program),
            manifest=SimpleNamespace(environment=environment),
        )
        for at, kind in enumerate(kinds, start=1)
    ]
    found = capture_rows.tool(Subject(exhibits, cast("Any", None), cast("Any", None), Beside()))
    assert (found.state, found.why) == (state, why)
    assert bool(found.places) == (state != NOT)


@pytest.mark.parametrize(("put_back", "state"), [("true", MET), ("false", PARTLY)])
def test_a_page_that_was_not_put_back_is_not_told_as_untouched(put_back: str, state: str) -> None:
    one = exhibit([])
    kept = Part(5, "manifest", "manifest.json", "application/json", 9, "00", one.record.utc)
    data = b'{"pane":{"put_back":%s}}' % put_back.encode()
    body = msgspec.structs.replace(one.body, parts=(kept,))
    told: Any = dataclasses.replace(one, body=body, read=lambda _part: data)
    subject = Subject([told], cast("Any", None), cast("Any", None), Beside())
    assert capture_rows.untouched(subject).state == state


@pytest.mark.parametrize("lack", ["unread", "not_in_copy"])
def test_originals_that_are_not_in_the_browser_s_copy_are_not_told_as_there(lack: str) -> None:
    one = exhibit([])
    kept = tuple(
        Part(n, kind, f"page.{kind}", "text/html", 9, "00", one.record.utc)
        for n, kind in ((5, "snapshot"), (6, "mhtml"))
    )
    body = msgspec.structs.replace(one.body, parts=(*one.body.parts, *kept))
    reads: list[int] = []

    def read(part: int) -> bytes:
        reads.append(part)
        return b'<img src="a.png">'

    told: Any = dataclasses.replace(one, body=body, read=read)
    whole = MediaRow(one.number, "page.mhtml", 1, "https://e.test/a", "image/png", 1, "00", (1,))

    def found(*media: MediaRow) -> Found:
        facts: Any = SimpleNamespace(media=media)
        subject = Subject([told], facts, cast("Any", None), Beside())
        capture_rows.moving(subject)
        return capture_rows.originals(subject)

    assert found(whole).state == MET
    assert reads == [5]
    lacking = whole._replace(not_known=lack)
    assert (found(whole, lacking).state, found(whole, lacking).why) == (PARTLY, "not_all_kept")


@pytest.mark.parametrize(
    ("copy", "state", "why"),
    [
        (b"<p>Words.</p>", MET, "nothing_moving"),
        (b'<img src="a.png">', MET, "nothing_moving"),
        (b'<span data-kept-tag="video"></span>', NOT, "no_recording"),
        (b"<audio></audio>", NOT, "no_recording"),
        (None, PARTLY, "moving_unknown"),
    ],
)
def test_a_film_on_a_page_without_messages_is_not_passed_over(
    copy: bytes | None, state: str, why: str
) -> None:
    one = exhibit([])
    kept = (Part(5, "snapshot", "page.html", "text/html", 9, "00", one.record.utc),) if copy else ()
    body = msgspec.structs.replace(one.body, parts=(*one.body.parts, *kept))
    told: Any = dataclasses.replace(one, body=body, read=lambda _part: copy or b"")
    subject = Subject([told], cast("Any", None), cast("Any", None), Beside())
    found = capture_rows.moving(subject)
    assert (found.state, found.why) == (state, why)
    without = capture_rows.originals(subject)
    assert (without.why == "no_media") == (copy == b"<p>Words.</p>")
