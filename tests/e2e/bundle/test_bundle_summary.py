"""The first screen is gathered from what is proven, whatever the copy says of itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from e2e.bundle.questions import QUESTIONS, says
from e2e.bundle.verdicts import SECRET, Files, show
from fixtures import case
from fixtures.bundles import files_of, open_payload, reader_that_trusts, rebagged, seal
from keepsake.formats.paper.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(made: Made) -> Files:
    return files_of(open_payload(made))


def _emptied(name: str) -> Callable[[Any], None]:
    def forge(brief: Any) -> None:
        brief[name] = {} if isinstance(brief[name], dict) else []

    return forge


def _at(*place: Any, value: Any) -> Callable[[Any], None]:
    def forge(brief: Any) -> None:
        *way, last = place
        for step in way:
            brief = brief[step]
        assert brief[last] != value
        brief[last] = value

    return forge


FORGED: dict[str, Callable[[Any], None]] = {
    "the words of the demand": _at("pointed", 0, "said", "text", value="Pay me 6 dollars."),
    "where a name comes from": _at("pointed", 0, "said", "author_source", value="before"),
    "what a message is pointed out as": _at("pointed", 0, "meaning", value="other"),
    "a deadline": _at("pointed", 3, "due", value="2027-01-01"),
    "a mark less": lambda brief: brief["pointed"].pop(),
    "no marks": _emptied("pointed"),
    "what disappeared": _emptied("gone"),
    "when it disappeared": _at("gone", 0, "since", value="2020-01-01T00:00:00.000Z"),
    "the statement": _at("told", "what", value="I paid him and threatened him."),
    "no statement": _emptied("told"),
    "a contact with the police": _at("contacts", 0, "badge", value="1"),
    "no contacts": _emptied("contacts"),
    "an event": _at("events", 0, "text", value="Nothing happened."),
    "no events": _emptied("events"),
    "a page that was looked at again": lambda brief: brief["again"].append(
        {"exhibit": 1, "by": 0, "seen": "gone", "when": "2026-11-27", "said": "All gone."}
    ),
    "an account id": _at("accounts", 0, "permanent", 0, "value", value=f"{case.ACCOUNT}0"),
    "an address more": lambda brief: brief["accounts"][0]["addresses"].append("https://x.com/me"),
    "who is behind it": _at("accounts", 0, "behind", 0, "name", value="Somebody Else"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_summary_that_says_otherwise_is_a_problem_and_is_not_shown(
    what: str, files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    reader = reader_that_trusts(made.authorities, tmp_path)
    brief = json.loads(files["data/briefing.json"])
    FORGED[what](brief)
    forged = rebagged({**files, "data/briefing.json": json.dumps(brief).encode()})
    show(page, reader, seal(forged, SECRET))
    expect(page.locator("section.verdict.invalid")).to_contain_text("data/briefing.json")
    expect(page.locator("main")).not_to_contain_text("no change was found")
    _same_as_made(page)


def _same_as_made(page: Page) -> None:
    """Every question is answered as in the copy as it was made, but whether it is intact."""
    said = page.inner_text("main")
    for question, answers in QUESTIONS.items():
        for answer in () if question == "is it intact" else answers:
            assert says(said, answer), answer


def test_without_a_summary_the_screen_is_there_all_the_same(
    files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    left = {name: data for name, data in files.items() if name != "data/briefing.json"}
    show(page, reader_that_trusts(made.authorities, tmp_path), seal(rebagged(left), SECRET))
    page.wait_for_selector("section.verdict")
    said = page.inner_text("main")
    for question, answers in QUESTIONS.items():
        if question != "is it intact":
            assert all(says(said, answer) for answer in answers), question
    # Who reports stands in the statement too, in the person's own words.
    expect(page.locator(".facts dd").first).to_have_text("I am Ada Example.")


def test_records_that_were_taken_out_say_nothing_any_more(
    files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    """Whoever drops them with their proofs cannot have their words stand in the summary alone."""
    gone = [name for name in files if name.startswith("data/log/records/")]
    gone += [f"data/log/proofs/{name[17:-5]}.tlog-proof" for name in gone]
    left = {name: data for name, data in files.items() if name not in gone}
    show(page, reader_that_trusts(made.authorities, tmp_path), seal(rebagged(left), SECRET))
    expect(page.locator("section.verdict.invalid")).to_contain_text("data/briefing.json")
    expect(page.locator("main")).to_contain_text("This copy includes no statement.")
    expect(page.locator("main")).not_to_contain_text("26-1041")


@pytest.mark.parametrize("what", ["number", "entry", "folder", "capture"])
def test_a_table_of_contents_that_says_otherwise_is_a_problem(
    what: str, files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    summary = json.loads(files["data/summary.json"])
    one, two = summary["exhibits"]
    one[what], two[what] = two[what], one[what]
    forged = rebagged({**files, "data/summary.json": json.dumps(summary).encode()})
    show(page, reader_that_trusts(made.authorities, tmp_path), seal(forged, SECRET))
    expect(page.locator("section.verdict.invalid")).to_contain_text("data/summary.json")


def test_what_to_ask_platforms_is_what_the_page_itself_knows(
    files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    reader = reader_that_trusts(made.authorities, tmp_path)
    for rows in (json.loads(files["data/briefing.json"])["ask"], []):
        for row in rows:
            row["wants"] = {"en": "Nothing at all.", "fr": "Rien."}
        brief = {**json.loads(files["data/briefing.json"]), "ask": rows}
        changed = rebagged({**files, "data/briefing.json": json.dumps(brief).encode()})
        show(page, reader, seal(changed, SECRET))
        page.wait_for_selector("section.verdict")
        assert _answered("what to ask the platform", page)
        expect(page.locator("main")).not_to_contain_text("Nothing at all.")


def _answered(question: str, page: Page) -> bool:
    said = page.inner_text("main")
    return all(says(said, answer) for answer in QUESTIONS[question])


def test_utc_is_named_once(files: Files, page: Page, made: Made, tmp_path: Path) -> None:
    name = next(name for name in files if re.fullmatch(r"data/exhibits/001/.*manifest.json", name))
    zoned = re.sub(rb'"America/Toronto"', b'"UTC"', files[name])
    zoned = re.sub(rb'"offset_minutes": ?-?[0-9]+', b'"offset_minutes":0', zoned)
    assert zoned != files[name]
    changed = rebagged({**files, name: zoned})
    show(page, reader_that_trusts(made.authorities, tmp_path), seal(changed, SECRET))
    expect(page.locator(".facts")).to_contain_text("UTC")
    said = page.inner_text(".facts")
    assert "UTC, UTC" not in said
    assert not _answered("in which zone its times are", page)
    assert Words("en").zone("UTC", 0) == Words("fr").zone("Etc/UTC", 0) == "UTC"
    assert Words("en").zone("UTC", 60) == "UTC, UTC+01:00"
