"""What is printed from the opened copy holds every picture and message, or says what it lacks."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import unlock, view
from fixtures.bundles import make
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser
PICTURES, MESSAGES = 40, 510
MISSING = "Pictures missing on this paper"
# Instead of a dialog: what is there when the browser is asked to print.
NO_DIALOG = "void (window.print = () => { document.documentElement.dataset.asked = 'yes' })"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    page = sample.thread(MESSAGES)
    page.tiles = PICTURES
    return make(tmp_path_factory.mktemp("print"), [page])


@pytest.fixture
def page(chromium: Browser, made: Made) -> Iterator[Page]:
    context = chromium.new_context(offline=True, locale="en-CA")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    unlock(opened, made.folder, made.passphrase)
    yield opened
    context.close()


def printed(page: Page, folder: Path) -> tuple[str, int]:
    """The words on the paper and how many pictures of the capture are on it."""
    path = folder / "paper.pdf"
    page.pdf(path=path)
    run = {"check": True, "capture_output": True, "text": True}
    words = subprocess.run(["pdftotext", path, "-"], **run).stdout  # type: ignore[call-overload]
    rows = subprocess.run(["pdfimages", "-list", path], **run).stdout  # type: ignore[call-overload]
    return " ".join(words.split()), sum(" 1280 " in row for row in rows.splitlines())


def test_the_button_waits_for_every_picture(page: Page, tmp_path: Path) -> None:
    view(page, "exhibits")
    page.evaluate(NO_DIALOG)
    page.click("text=Print")
    page.wait_for_selector("html[data-asked]")
    drawn = "[...document.querySelectorAll('.tiles img')].filter(i => i.naturalWidth > 0).length"
    assert page.evaluate(drawn) == PICTURES
    words, pictures = printed(page, tmp_path)
    assert pictures == PICTURES
    assert MISSING not in words
    assert f"See it in picture {PICTURES // 2}" in words
    # What is folded and what is shown only on request is on the paper, and as before afterwards.
    assert "manifest.json" in words
    expect(page.locator(".items li")).to_have_count(MESSAGES)
    expect(page.locator("details[open]")).to_have_count(0)


def test_the_browsers_own_printing_tells_what_was_not_loaded(page: Page, tmp_path: Path) -> None:
    view(page, "exhibits")
    expect(page.locator(".tiles img").first).to_have_js_property("naturalWidth", 1280)
    words, pictures = printed(page, tmp_path)
    assert pictures < PICTURES
    assert f"{MISSING}: {PICTURES - pictures}." in words
    expect(page.locator(".unprinted")).to_have_count(0)
    expect(page.locator(".items li")).to_have_count(MESSAGES)


def test_someone_who_goes_on_meanwhile_gets_no_other_paper(page: Page) -> None:
    view(page, "exhibits")
    page.evaluate(NO_DIALOG)
    page.evaluate(
        "document.querySelector('.tools [role=status]').previousSibling.click();"
        "document.querySelector('nav button').click()"
    )
    expect(page.locator("nav button[aria-current]")).to_have_text("Overview")
    page.wait_for_timeout(1500)
    assert page.locator("html[data-asked]").count() == 0
