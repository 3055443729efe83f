"""The summary on the first screen is no evidence: what the exhibits do not bear out is marked."""

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
from keepsake.formats.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return case.make(tmp_path_factory.mktemp("case")).made


@pytest.fixture(scope="module")
def files(made: Made) -> Files:
    return files_of(open_payload(made))


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True, locale="en-CA", timezone_id="America/Toronto")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def _other_words(brief: Any) -> None:
    brief["pointed"][0]["said"]["text"] += " by Monday"


def _other_origin_of_a_name(brief: Any) -> None:
    said = brief["pointed"][0]["said"]
    said["author_source"] = "" if said["author_source"] else "before"


def _other_account(brief: Any) -> None:
    brief["accounts"][0]["permanent"][0]["value"] += "0"


def _other_address(brief: Any) -> None:
    brief["accounts"][0]["addresses"].append("https://www.instagram.com/somebody.else/")


def _other_beginning(brief: Any) -> None:
    brief["first"]["time"] = "2020-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "forge",
    [_other_words, _other_origin_of_a_name, _other_account, _other_address, _other_beginning],
)
def test_a_summary_that_the_exhibits_do_not_bear_out_is_told(
    forge: Callable[[Any], None], files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    brief = json.loads(files["data/briefing.json"])
    forge(brief)
    forged = rebagged({**files, "data/briefing.json": json.dumps(brief).encode()})
    show(page, reader_that_trusts(made.authorities, tmp_path), seal(forged, SECRET))
    expect(page.locator(".insisted")).to_contain_text("Go by the exhibits.")
    marked = page.locator(".brief").get_by_text("It does not stand so in the exhibit.")
    expect(marked.first).to_be_visible()


def test_without_what_platforms_want_it_is_not_told_what_to_ask_them(
    files: Files, page: Page, made: Made, tmp_path: Path
) -> None:
    asked = "what to ask the platform"
    reader = reader_that_trusts(made.authorities, tmp_path)
    for rows in (json.loads(files["data/briefing.json"])["ask"], []):
        brief = {**json.loads(files["data/briefing.json"]), "ask": rows}
        changed = rebagged({**files, "data/briefing.json": json.dumps(brief).encode()})
        show(page, reader, seal(changed, SECRET))
        expect(page.locator("h2#ask")).to_be_visible()
        assert _answered(asked, page) is bool(rows)


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
