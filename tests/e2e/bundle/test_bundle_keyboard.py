"""The copy is opened, looked at and saved from with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import VIEWS, cut_off_page
from fixtures.bundles import files_of, open_payload

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser
STOPS_MAX = 400
FOCUSED = "document.activeElement?.matches(selector) ?? false"


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which must be seen."""
    for _ in range(STOPS_MAX):
        if page.evaluate("selector => " + FOCUSED, selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_everything_can_be_done_with_the_keyboard(
    chromium: Browser, whole_bundle: Made, tmp_path: Path
) -> None:
    with cut_off_page(chromium) as page:
        page.goto((whole_bundle.folder / "OPEN-ME.html").as_uri())
        expect(page.locator("#secret")).to_be_focused()
        page.keyboard.type(whole_bundle.passphrase)
        page.keyboard.press("Enter")
        expect(page.locator(".verdict.valid")).to_be_visible()
        for number, name in enumerate(VIEWS, start=1):
            tab_to(page, f"nav button:nth-child({number})")
            page.keyboard.press("Enter")
            expect(page.locator("nav button[aria-current]")).to_have_count(1)
            assert page.evaluate("document.activeElement.id") == "main", name
            WITHIN.get(name, lambda _: None)(page)
        tab_to(page, f"nav button:nth-child({VIEWS.index('files') + 1})")
        page.keyboard.press("Enter")
        tab_to(page, "button[aria-label='Save data/log/checkpoint']")
        with page.expect_download() as saved:
            page.keyboard.press("Enter")
        saved.value.save_as(tmp_path / "checkpoint")
    kept = files_of(open_payload(whole_bundle))["data/log/checkpoint"]
    assert (tmp_path / "checkpoint").read_bytes() == kept


def _pictures(page: Page) -> None:
    tab_to(page, ".tiles li:nth-child(2) .tile")
    page.keyboard.press("Enter")
    expect(page.locator("dialog img")).to_have_js_property("naturalWidth", 1280)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "tile"


def _search(page: Page) -> None:
    tab_to(page, "input[type=search]")
    page.keyboard.type("gift cards")
    expect(page.locator("main [role=status]")).to_have_text("1 result")


def _steps(page: Page) -> None:
    tab_to(page, "details:nth-of-type(3) summary")
    page.keyboard.press("Enter")
    expect(page.locator("details[open]")).to_have_count(1)
    tab_to(page, "#earlier")
    tab_to(page, ".compare button")
    page.keyboard.press("Enter")
    expect(page.locator(".compare .status")).to_contain_text("Choose the earlier copy first")


WITHIN = {"exhibits": _pictures, "text": _search, "checks": _steps}
