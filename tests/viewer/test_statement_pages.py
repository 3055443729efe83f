"""The statement in the window: sealed while it is written, kept in versions, put on paper."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from keepsake.core.custody import PrintBody
from keepsake.core.entry import body as body_of
from keepsake.env import real_environment
from viewer.conftest import THREAD, Browser, opened_at

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.case.entries import StatementBody
    from keepsake.core.case.fold import Record
    from keepsake.vault.unlocked import Unlocked


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.real = real_environment()
        self.ahead = timedelta()

    def environment(self) -> object:
        return replace(self.real, now=lambda: self.real.now() + self.ahead)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(vault: Path, unlocked: Unlocked, clock: Clock) -> Browser:
    return opened_at(vault, unlocked, clock.environment())


def _record(browser: Browser) -> Record[StatementBody]:
    session = browser.state.unlocked_session
    assert session is not None
    case = session.case()
    assert case is not None
    found = session.casework().statement(case.case)
    assert found is not None
    return found


def _drafts(browser: Browser) -> list[Path]:
    return list((browser.state.path / "drafts").glob("*.age"))


def test_what_is_written_is_sealed_and_is_no_entry_until_it_is_kept(browser: Browser) -> None:
    before = len(_record(browser).versions)
    status, text = browser.post("/statement/draft", who="Robin", what="A secret word: xylophone.")
    assert status == 200
    assert json.loads(text)["saved"].startswith("Sealed at ")
    assert len(_record(browser).versions) == before
    (draft,) = _drafts(browser)
    assert draft.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"xylophone" not in draft.read_bytes()
    page = browser.get("/statement")[1]
    assert "xylophone" in page
    assert "not saved as a version yet" in page
    assert browser.post("/statement", who="Robin", what="xylophone")[0] == 303
    assert len(_record(browser).versions) == before + 1
    assert _drafts(browser) == []


def test_after_ten_minutes_a_draft_becomes_a_version_by_itself(
    browser: Browser, clock: Clock
) -> None:
    before = len(_record(browser).versions)
    for minutes in range(0, 31, 3):
        clock.ahead = timedelta(minutes=minutes)
        assert browser.post("/statement/draft", who=f"Robin {minutes}")[0] == 200
    kept = _record(browser).versions[before:]
    assert [version.body.by_itself for version in kept] == [True, True]
    assert kept[0].body.parts["who"] == "Robin 12"


def test_the_same_text_is_kept_once(browser: Browser) -> None:
    parts = dict(_record(browser).body.parts)
    before = len(_record(browser).versions)
    assert browser.post("/statement", **parts)[0] == 303
    assert len(_record(browser).versions) == before
    # A draft that was sealed while its version was being kept is not told as something more.
    assert browser.post("/statement/draft", **parts)[0] == 200
    assert "not saved as a version yet" not in browser.get("/statement")[1]
    assert browser.post("/statement/draft", **(parts | {"when": "In May."}))[0] == 200
    assert "not saved as a version yet" in browser.get("/statement")[1]


def test_names_of_exhibits_are_looked_up_with_their_own_times(browser: Browser) -> None:
    text = "[Exhibit 3, message 5] [Exhibit 3] [Exhibit 9] [Exhibit 3, message 99]"
    told = json.loads(browser.post("/statement/draft", what=text)[1])["parts"]["what"]["named"]
    assert [one["there"] for one in told] == [True, True, False, False]
    assert told[0]["about"].startswith("Marc D., 2")
    assert browser.post("/statement", what=text)[0] == 303
    references = _record(browser).body.references
    assert [(one.exhibit, one.entry, one.item) for one in references] == [
        (3, THREAD, 5),
        (3, THREAD, 0),
    ]
    assert references[0].time == "2026-11-20T04:04:00.000Z"
    found = json.loads(browser.get("/statement/exhibit?exhibit=3&item=5")[1])
    assert found["name"] == "[Exhibit 3, message 5]"
    assert found["text"].startswith("600 dollars")
    assert not json.loads(browser.get("/statement/exhibit?exhibit=99&item=x")[1])["there"]


def test_words_that_conclude_get_a_question_while_one_writes(browser: Browser) -> None:
    told = json.loads(browser.post("/statement/draft", what="He harassed me.")[1])
    assert "on which days" in told["parts"]["what"]["hints"][0]
    assert told["parts"]["who"]["hints"] == []


def test_versions_show_what_changed(browser: Browser) -> None:
    parts = dict(_record(browser).body.parts) | {"who": "I am Robin Tremblay of Ottawa."}
    assert browser.post("/statement", **parts)[0] == 303
    text = browser.get("/statement/versions")[1]
    assert "<ins>" in text
    assert "<del>" in text
    assert "Ottawa" in text
    first = _record(browser).versions[0].entry
    assert "This is the first version." in browser.get(f"/statement/versions/{first}")[1]
    assert browser.get("/statement/versions/9999")[0] == 404


def test_a_supplement_is_added_and_the_statement_stays(browser: Browser) -> None:
    before = _record(browser).now
    assert browser.post("/statement/supplement", text="He wrote again [Exhibit 2].")[0] == 303
    assert _record(browser).now == before
    assert "He wrote again" in browser.get("/statement")[1]
    given = re.sub(r"\s+", " ", browser.get("/hand-over")[1])
    assert re.search(
        r"<li[^>]*>(?:<[^>]+>)*Supplement, \d+ \w+ \d{4}, [\d:]+: He wrote again", given
    )
    assert browser.post("/statement/supplement", text=" ")[0] == 303


def test_the_paper_has_the_exhibits_times_and_is_entered_in_the_log(browser: Browser) -> None:
    page = browser.get("/statement/print")[1]
    for word in ("Exhibit 3, message 5", "Marc D., ", "Signature", "Supplement, "):
        assert word in page
    data = browser.paper("/statement/pdf")
    assert data.startswith(b"%PDF-")
    assert browser.state.unlocked_session is not None
    unlocked = browser.state.unlocked_session.unlocked
    last = list(unlocked.entries())[-1][1]
    assert last.kind == "print"
    printed = body_of(last, PrintBody)
    assert (printed.document, printed.bytes) == ("statement", len(data))


def test_a_very_long_statement_is_taken_and_other_forms_are_not(browser: Browser) -> None:
    long = "é" * 39_000
    assert browser.post("/statement/draft", **dict.fromkeys(("who", "what", "how"), long))[0] == 200
    assert browser.post("/timeline/event", text=long)[0] == 413
    assert browser.post("/statement/draft", who="x" * 4_100_000)[0] == 413


def test_without_a_statement_there_is_nothing_to_print(browser: Browser) -> None:
    browser.post("/cases", name="Winter")
    assert browser.get("/statement/print")[0] == 303
    assert "Save a version first" in browser.get("/statement/versions")[1]
    assert browser.post("/statement/pdf")[0] == 303
