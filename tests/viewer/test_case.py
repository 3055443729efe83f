"""A case from the first name to the outcome: each verb is an entry, and nothing is lost."""

from __future__ import annotations

import dataclasses
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from keepsake.core.case.entries import ContactBody, EventBody, OutcomeBody
from keepsake.env import real_environment
from viewer import sample
from viewer.conftest import (
    CUT_SHORT,
    HOSTILE,
    NEW,
    PROFILE,
    THREAD,
    Browser,
    case_of,
    opened_at,
    work_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked


def test_captures_wait_and_are_put_into_a_case_many_at_once(working: Browser) -> None:
    waiting = working.get("/captures?in=inbox")[1]
    assert waiting.count('name="capture"') == 2
    answer = working.post(
        "/captures/assign", capture=[str(HOSTILE), str(NEW), "999", "x"], case=case_of(working)
    )
    assert answer[0] == 303
    assert work_of(working).inbox() == []
    assert work_of(working).cases[case_of(working)].numbered == [
        (1, CUT_SHORT), (2, PROFILE), (3, THREAD), (4, HOSTILE), (5, NEW)
    ]  # fmt: skip
    assert working.post("/captures/assign", capture=[str(NEW)], case="")[0] == 303
    assert work_of(working).inbox() == [NEW]


def test_another_case_is_made_from_what_waits_and_chosen(working: Browser) -> None:
    assert working.post("/cases", name=" ", waiting="on")[0] == 400
    assert working.post("/cases", name="Winter", waiting="on")[0] == 303
    work = work_of(working)
    assert work.cases[case_of(working)].name == "Winter"
    assert work.cases[case_of(working)].inside == {HOSTILE, NEW}
    blue = next(case for case in work.cases.values() if case.name == "Blue")
    assert working.post("/cases/choose", case=blue.case)[0] == 303
    assert case_of(working) == blue.case
    assert working.post("/cases/change", case=blue.case, action="rename", name="Sea")[0] == 303
    assert working.post("/cases/change", case=blue.case, action="close")[0] == 303
    blue = work_of(working).cases[blue.case]
    assert (blue.name, blue.closed) == ("Sea", True)
    assert working.state.unlocked_session is not None
    assert working.state.unlocked_session.case() is None, "a closed case gets no new captures"
    assert working.post("/cases/change", case=blue.case, action="open")[0] == 303
    assert work_of(working).cases[blue.case].closed is False


def test_a_new_capture_belongs_to_the_chosen_case(working: Browser) -> None:
    assert working.state.unlocked_session is not None
    vault = working.state.unlocked_session.unlocked.vault
    entry = sample.capture(vault, sample.french())
    assert entry in work_of(working).cases[case_of(working)].inside
    assert f"/captures/{entry}" in working.get("/captures")[1]


def test_what_is_noted_without_a_case_makes_one(working: Browser) -> None:
    assert working.post("/cases/choose", case="")[0] == 303
    answer = working.post(
        "/timeline/event", **{"when-date": "2026-11-20", "text": "He waited outside."}
    )
    assert answer[0] == 303
    assert work_of(working).cases[case_of(working)].name == "My case"
    assert "He waited outside." in working.get("/timeline")[1]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"when-date": "soon", "text": "x"}, "Enter a day"),
        ({"when-date": "2026-11-20", "text": " "}, "at least a few words"),
    ],
)
def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(
    working: Browser, form: dict[str, str], problem: str
) -> None:
    status, text = working.post("/timeline/event", place="At home", **form)
    assert status == 400
    assert problem in text
    assert 'value="At home"' in text


def test_nothing_is_noted_that_was_not_chosen_or_named(working: Browser) -> None:
    day = {"when-date": "2026-12-01", "note": "He called."}
    assert '<option value="" selected>' in working.get("/police/outcome")[1]
    status, text = working.post("/police/outcome", **day)
    assert status == 400
    assert "Select what happened" in text.split('role="alert"')[1]
    assert "He called." in text
    assert work_of(working).records(case_of(working), OutcomeBody) == []
    status, text = working.post("/people/person", why="He writes like this.")
    assert status == 400
    assert "Enter a name, or what you call this person." in text
    assert "He writes like this." in text
    form = {"action": "merge", "key": "instagram:61577840233190", "note": "The same photo."}
    status, text = working.post("/people/account", **form)
    assert status == 400
    assert 'value="The same photo."' in text


def test_an_event_is_corrected_and_both_versions_stay(working: Browser) -> None:
    root = work_of(working).records(case_of(working), EventBody)[0].root
    form = {"when-date": "2026-11-19", "when-clock": "21:45", "text": "A call at 21:45."}
    assert working.post(f"/timeline/event/{root}", **form)[0] == 303
    text = working.get(f"/timeline/event/{root}")[1]
    assert "A call at 21:45." in text
    assert "A stranger asked for a video call." in text
    assert working.post(f"/timeline/event/{root}", withdraw="1")[0] == 303
    assert "A call at 21:45." not in working.get("/timeline")[1]
    kept = work_of(working).record(EventBody, root)
    assert kept is not None
    assert len(kept.versions) == 3


def test_the_ladder_on_the_page_follows_what_was_noted(working: Browser) -> None:
    assert "Ask what has happened" in working.get("/police")[1]
    working.post("/cases", name="Winter")
    assert "Call your local police" in working.get("/police")[1]
    asked = {"when-date": "2026-11-24", "role": "complaint_taker", "result": "refused"}
    assert working.post("/police/talk", **asked)[0] == 303
    page = working.get("/police")[1]
    assert "Ask for the supervisor" in page
    assert "whether you are a civilian or a police officer" in page
    assert 'value="other" selected' in working.get("/police/talk")[1], "nothing is assumed"
    assert 'value="supervisor" selected' in working.get("/police/talk?step=supervisor")[1]
    assert working.post("/police/talk", **asked | {"role": "supervisor"})[0] == 303
    assert "Call again and ask for the watch commander" in working.get("/police")[1]
    assert working.post("/police/talk", **asked | {"role": "officer", "way": "came"})[0] == 303
    assert "After the visit, call the watch commander" in working.get("/police")[1]
    assert (
        working.post("/police/outcome", **{"when-date": "2026-12-01", "outcome": "court"})[0] == 303
    )
    assert "This case has an outcome" in working.get("/police")[1]


def test_a_talk_keeps_every_field_and_names_what_was_handed_over(
    working: Browser, tmp_path: Path
) -> None:
    made = working.post("/hand-over", capture=[str(THREAD)], folder=str(tmp_path / "for police"))
    assert working.state.unlocked_session.jobs.export.wait(60)
    assert made[0] == 303
    assert working.state.unlocked_session is not None
    handed = working.state.unlocked_session.exports()[0]
    form = {
        "when-date": "2026-11-24", "when-clock": "10:00", "way": "visit", "number": "613",
        "agency": "RCMP", "person": "Roy", "rank": "Cst.", "badge": "12", "role": "ice",
        "civilian": "police", "file_number": "F-1", "said": "Come back.\r\nTomorrow.",
        "result": "taken", "reason": "r", "promised": "p", "promised_on": "2026-12-01",
        "follow_up": "2026-12-02", "asked": ["ice", "mlat", "nonsense"],
        "handed": str(handed.entry),
    }  # fmt: skip
    assert working.post("/police/talk", **form)[0] == 303
    body = work_of(working).records(case_of(working), ContactBody)[-1].body
    assert body.said == "Come back.\nTomorrow."
    assert (body.asked, body.handed) == (("ice", "mlat"), handed.entry)
    page = working.get("/police")[1]
    for word in ("RCMP", "Cst. Roy", "F-1", handed.body.bundle_sha256, "2 December 2026"):
        assert word in page


@dataclass
class Clock:
    """A clock that shows what it is set to; what is due depends on the day."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """Noon of the day on which the sample case was last worked on."""
    return Clock(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


@pytest.fixture
def dated(vault: Path, unlocked: Unlocked, clock: Clock) -> Browser:
    """A browser with an open vault of its own, on the day that the clock shows."""
    env = dataclasses.replace(real_environment(), now=clock, zone=lambda: "America/Toronto")
    return opened_at(vault, unlocked, env)


def test_days_to_keep_in_mind_are_on_home(dated: Browser, clock: Clock) -> None:
    clock.moment += timedelta(days=3)
    dated.state.touch()
    text = dated.get("/")[1]
    day = "<strong>27 November 2026</strong>"
    assert day in text
    assert "1 day ago" in text
    assert "in 2 days" in text
    clock.moment += timedelta(days=200)
    dated.state.touch()
    assert day not in dated.get("/")[1]


def test_home_names_the_next_step_until_all_is_done(
    dated: Browser, clock: Clock, tmp_path: Path
) -> None:
    def step() -> str:
        found = re.search(r'class="next">\s*<p>([^<]+)<', dated.get("/")[1])
        assert found is not None
        return html.unescape(found[1])

    assert "recovery sheet" in step()
    assert dated.post("/recovery-sheet")[0] == 303
    assert "are not in a case yet" in step()
    dated.post("/captures/assign", capture=[str(HOSTILE), str(NEW)], case=case_of(dated))
    assert "make a folder for the police" in step()
    dated.post("/hand-over", capture=[str(THREAD)], folder=str(tmp_path / "bundle"))
    assert dated.state.unlocked_session.jobs.export.wait(60)
    assert "Save new messages as they arrive" in step()
    clock.moment += timedelta(days=3)
    dated.state.touch()
    assert "It is time to ask what has happened" in step()
    dated.post("/cases", name="Winter")
    assert "Write down what happened" in step()
    dated.post("/statement", who="I am Robin.")
    assert "Contact the police" in step()
