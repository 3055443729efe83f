"""The checklist in the reader and on paper: each row leads to where it stands in this copy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import axe
from e2e.bundle.papers import paper
from e2e.bundle.questions import flat
from e2e.bundle.verdicts import SECRET, Files, show
from fixtures import whole_case
from fixtures.bundles import files_of, open_payload, reader_that_trusts, rebagged, seal
from keepsake.formats.checklist.rows import requirements

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser
PATH = "data/checklist.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return whole_case.make(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def held(whole: Made) -> Files:
    return files_of(open_payload(whole))


def _shown(files: Files, made: Made, page: Page, folder: Path) -> None:
    show(page, reader_that_trusts(made.authorities, folder), seal(files, SECRET))
    page.wait_for_selector(".verdict")
    page.get_by_role("button", name="Checklist", exact=True).click()


def test_each_row_leads_to_where_it_stands(
    held: Files, whole: Made, page: Page, tmp_path: Path
) -> None:
    _shown(held, whole, page, tmp_path)
    expect(page.locator("h1")).to_have_text("What a court asks, and where it stands in this copy")
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(33)
    expect(page.locator("main")).to_contain_text("29 of 33 are met")
    for number, asked in enumerate(requirements().rows):
        expect(rows.nth(number)).to_contain_text(asked.asks["en"])
    expect(rows.nth(7)).to_contain_text("Not met")
    expect(rows.nth(7)).to_contain_text("could tell others where the person is")
    expect(page.locator(".checklist .insisted")).to_have_count(0)
    assert axe(page) == []
    rows.nth(24).get_by_role("button", name="Exhibit 2, message 5").click()
    expect(page.locator("#item-2-5")).to_be_in_viewport()
    page.get_by_role("button", name="Checklist", exact=True).click()
    rows.nth(27).get_by_role("button", name="Seen together").click()
    expect(page.locator("#eyewitnesses")).to_be_in_viewport()


def test_what_a_row_names_and_is_not_here_is_told(
    held: Files, whole: Made, page: Page, tmp_path: Path
) -> None:
    """A list that somebody else wrote: nothing signs it, and it names what there is not."""
    told = json.loads(held[PATH])
    told["rows"][21]["places"] = [{"file": "drafts/atlantis.pdf"}]
    told["rows"][0]["places"] = [{"exhibits": [9]}]
    changed = rebagged({**held, PATH: json.dumps(told).encode()})
    _shown(changed, whole, page, tmp_path)
    expect(page.locator("main")).to_contain_text("does not cover this list")
    expect(page.locator("main")).to_contain_text("not in this copy: drafts/atlantis.pdf")
    expect(page.locator("main")).to_contain_text("not in this copy: 9")


def test_it_is_on_paper_too_with_what_the_program_tells(held: Files, tmp_path: Path) -> None:
    # Cell by cell: what stands beside each other in a table is read across otherwise.
    text, _pages = paper(held["data/checklist.pdf"], tmp_path, "-raw")
    words = flat(text)
    for asked in requirements().rows:
        assert flat(asked.asks["en"]) in words.replace("-", "-"), asked.asks["en"]
    assert flat("29 of 33 are met") in words
    assert flat("What the program tells whoever captures (keepsake-host") in words
    assert flat("What a machine made, and what none did") in words


def test_in_french_nothing_is_left_in_english(
    held: Files, whole: Made, page: Page, tmp_path: Path
) -> None:
    _shown(held, whole, page, tmp_path)
    page.get_by_role("button", name="Français").click()
    told = " ".join(page.inner_text("main").split())
    for asked in requirements().rows:
        assert " ".join(asked.asks["fr"].split()) in told
        assert asked.asks["en"] not in told
        same = asked.origin["en"] == asked.origin["fr"]
        assert same or f"{asked.origin['en']}." not in told
