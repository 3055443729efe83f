"""Cases as the fold of their entries; nothing of what was replaced is lost."""

from __future__ import annotations

import msgspec
import pytest

from keepsake.core.case.entries import (
    KIND_OF,
    AssignBody,
    Body,
    CaseBody,
    ContactBody,
    Day,
    EventBody,
    PersonBody,
    StatementBody,
    SupplementBody,
    spoken,
)
from keepsake.core.case.fold import Casework
from keepsake.core.case.police import ROLES, next_step
from keepsake.core.entry import CaptureBody, Entry
from keepsake.core.errors import KeepsakeError
from keepsake.flows.casework import day_of
from keepsake.viewer.guides import ladder, ways

BLUE, RED = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def _entry(kind: str, body: msgspec.Struct) -> Entry:
    raw = msgspec.Raw(msgspec.json.encode(body))
    return Entry(1, kind, "00" * 32, "2026-11-24T19:00:00.000Z", "", 0, "test", raw)


def _capture(case: str = "") -> Entry:
    return _entry("capture", CaptureBody("x", "complete", "", case, 0, (), {}))


def _folded(*bodies: Body | Entry) -> Casework:
    work = Casework()
    for index, body in enumerate(bodies):
        entry = body if isinstance(body, Entry) else _entry(KIND_OF[type(body)], body)
        work.add(index, entry)
    return work


def test_captures_wait_until_a_case_is_made_and_the_latest_word_counts() -> None:
    work = _folded(_capture(), _capture(), CaseBody(BLUE, "made", "Blue"))
    assert work.inbox() == [0, 1]
    work.add(3, _entry("assign", AssignBody(BLUE, (1, 0, 99))))
    assert (work.inbox(), sorted(work.cases[BLUE].inside)) == ([], [0, 1])
    work.add(4, _entry("case", CaseBody(RED, "made", "Red")))
    work.add(5, _entry("assign", AssignBody(RED, (0,))))
    assert (work.cases[BLUE].inside, work.cases[RED].inside) == ({1}, {0})
    work.add(6, _entry("assign", AssignBody("", (0,))))
    assert (work.inbox(), work.cases[RED].inside) == ([0], set())


def test_a_capture_belongs_to_the_case_that_was_chosen_when_it_was_made() -> None:
    work = _folded(CaseBody(BLUE, "made", "Blue"), _capture(BLUE), _capture(RED))
    assert work.cases[BLUE].inside == {1}
    assert work.inbox() == [2]
    work.add(3, _entry("case", CaseBody(RED, "made", "Red")))
    assert (work.inbox(), work.cases[RED].inside) == ([], {2})


def test_a_number_of_an_exhibit_never_moves_and_is_never_given_again() -> None:
    work = _folded(
        _capture(), _capture(), CaseBody(BLUE, "made", "Blue"), AssignBody(BLUE, (1,)),
        AssignBody(BLUE, (0,)), AssignBody("", (1,)), _capture(BLUE), AssignBody(BLUE, (1,)),
    )  # fmt: skip
    assert work.cases[BLUE].numbered == [(1, 1), (2, 0), (3, 6)]


def test_renaming_and_closing() -> None:
    work = _folded(
        CaseBody(BLUE, "made", "Blue"), CaseBody(BLUE, "renamed", "Sea"), CaseBody(BLUE, "closed")
    )
    assert (work.cases[BLUE].name, work.cases[BLUE].closed) == ("Sea", True)
    work.add(3, _entry("case", CaseBody(BLUE, "opened")))
    assert work.cases[BLUE].closed is False


def test_a_correction_takes_the_place_and_keeps_what_was_said() -> None:
    first = EventBody(BLUE, Day("2026-11-20"), "He called.")
    work = _folded(
        first,
        msgspec.structs.replace(first, text="He called twice.", replaces=0),
        msgspec.structs.replace(first, text="He called three times.", replaces=1),
    )
    (record,) = work.records(BLUE, EventBody)
    assert record.root == 0
    assert record.body.text == "He called three times."
    assert record.versions[0].body.text == "He called."


def test_what_was_withdrawn_is_off_the_list_and_still_there() -> None:
    first = PersonBody(BLUE, "Marc")
    work = _folded(first, msgspec.structs.replace(first, replaces=0, withdrawn=True))
    assert work.records(BLUE, PersonBody) == []
    kept = work.record(PersonBody, 0)
    assert kept is not None
    assert kept.versions[0].body.name == "Marc"


@pytest.mark.parametrize("replaces", [-1, 7, 1])
def test_what_names_no_earlier_thing_of_its_kind_stands_for_itself(replaces: int) -> None:
    event = EventBody(BLUE, Day("2026-11-20"), "one")
    work = _folded(event, PersonBody(BLUE, "Marc"))
    work.add(2, _entry("event", msgspec.structs.replace(event, text="two", replaces=replaces)))
    assert [record.body.text for record in work.records(BLUE, EventBody)] == ["one", "two"]


def test_cases_do_not_see_each_other() -> None:
    work = _folded(
        EventBody(BLUE, Day("2026-11-20"), "blue"), SupplementBody(RED, 0, "red"),
        StatementBody(RED, "en", {"who": "red"}),
    )  # fmt: skip
    assert work.records(RED, EventBody) == []
    assert work.supplements(BLUE) == []
    assert work.statement(BLUE) is None


def test_other_kinds_are_passed_over_and_a_damaged_body_is_told() -> None:
    work = _folded(_entry("another", CaseBody(BLUE, "made", "Blue")))
    assert work.cases == {}
    with pytest.raises(KeepsakeError):
        work.add(1, _entry("event", CaseBody(BLUE, "made", "Blue")))


def test_all_words_are_searchable_and_no_choices_or_ids() -> None:
    day = Day("2026-11-24")
    talk = ContactBody(BLUE, day, "call", person="Roy", file_number="2026-1", said="no")
    words = spoken(talk)
    assert words.split("\n") == ["2026-11-24", "Roy", "2026-1", "no"]
    assert spoken(StatementBody(BLUE, "en", {"who": "Robin", "what": ""})) == "Robin"


def _talk(role: str = "complaint_taker", result: str = "refused", **facts: object) -> ContactBody:
    given = {"way": "call", "role": role, "result": result} | facts
    return ContactBody(BLUE, Day("2026-11-24"), **given)


@pytest.mark.parametrize(
    ("talks", "key", "due"),
    [
        ([], "first_call", ""),
        ([_talk()], "supervisor", ""),
        ([_talk(), _talk("supervisor")], "watch_commander", ""),
        ([_talk(), _talk("watch_commander")], "elsewhere", ""),
        ([_talk(), _talk("officer", way="came")], "watch_commander_after", ""),
        ([_talk("officer", way="visit")], "watch_commander_after", ""),
        ([_talk(result="taken")], "file_number", ""),
        ([_talk(result="taken", file_number="1")], "preserve", ""),
        ([_talk(result="taken", file_number="1", asked=("preserve",))], "ask_what_next", ""),
        (
            [_talk(result="taken", file_number="1", asked=("preserve",), promised_on="2026-12-01")],
            "follow_up",
            "2026-12-01",
        ),
        ([_talk(result="open")], "ask_what_next", ""),
        ([_talk(result="open", follow_up="2026-11-30")], "follow_up", "2026-11-30"),
    ],
)
def test_the_ladder_names_the_next_step(talks: list[ContactBody], key: str, due: str) -> None:
    assert next_step(talks, ended=False) == (key, due)


def test_an_outcome_ends_the_ladder() -> None:
    assert next_step([_talk()], ended=True).key == "ended"


def test_each_step_and_way_has_its_words_its_source_and_says_what_is_not_confirmed() -> None:
    keys = {next_step([_talk(role, result)], ended=False).key for role in ROLES for result in
            ("refused", "taken", "open")}  # fmt: skip
    assert keys <= set(ladder())
    for one in (*ladder().values(), *ways()):
        assert set(one.source) == {"en", "fr"}
        assert all(one.source.values())
        assert one.checked == "2026-11-24"
    assert {step.role for step in ladder().values()} <= set(ROLES)
    assert [way.key for way in ways() if way.confirmed] == ["preserve"]
    assert all(len(way.lines[language]) == 2 for way in ways() for language in ("en", "fr"))


@pytest.mark.parametrize(
    ("date", "clock", "zone", "expected"),
    [
        ("2026-11-20", "18:04", "America/Toronto", ("2026-11-20", "18:04", "2026-11-20T23:04")),
        ("2026-11-20", "", "America/Toronto", ("2026-11-20", "", "2026-11-20T05:00")),
        ("2026-11-20", "nonsense", "", ("2026-11-20", "", "2026-11-20T00:00")),
        ("2026-07-01", "12:00", "No/Such", ("2026-07-01", "12:00", "2026-07-01T12:00")),
        ("20 November", "18:04", "", ("", "", "")),
        ("2026-11-20T10:00", "", "", ("", "", "")),
        ("", "", "", ("", "", "")),
    ],
)
def test_a_day_is_kept_as_it_was_said(
    date: str, clock: str, zone: str, expected: tuple[str, str, str]
) -> None:
    day = day_of(date, clock, zone)
    assert (day.date, day.clock, day.utc[:16]) == expected
