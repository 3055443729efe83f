"""What left although it did not verify: told on the reader's first screen and by its check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page, unlock, view
from e2e.bundle.papers import paper
from fixtures.bundles import export, files_of, open_payload, reader
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser


def exhibit_of_the_briefing(page: Page) -> Locator:
    """What page 1 says is missing of the first exhibit."""
    return page.locator(".brief div", has=page.locator("h3", has_text="Exhibit 1")).last


def _flowing(data: bytes, folder: Path) -> str:
    return " ".join(paper(data, folder)[0].split())


def test_the_first_screen_says_what_was_insisted_on(chromium: Browser, tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "v", [sample.thread(4), sample.profile()], passphrase=None)
    unlocked = access.unlock(vault, None)
    path = unlocked.part_path(unlocked.capture(1).body.capture, 1)
    path.unlink()
    done = export(unlocked, [1, 2], tmp_path / "copy", reader(), force=True)
    with cut_off_page(chromium) as page:
        unlock(page, done.folder, done.passphrase)
        told = page.locator(".insisted")
        expect(told).to_have_count(1)
        expect(told).to_contain_text("Exhibit 1 did not pass the check when this copy was made.")
        expect(told).to_contain_text(path.name)
        expect(page.locator("section.verdict.invalid")).to_be_visible()
        report = files_of(open_payload(done))["data/report.pdf"]
        counted = re.findall(r"4 messages or posts, (\d+) pictures?", _flowing(report, tmp_path))
        assert counted
        expect(page.locator("article.card").first).to_contain_text(
            f"4 messages or posts · {counted[0]} picture"
        )
        view(page, "exhibits")
        expect(page.get_by_role("heading", name=f"{counted[0]} pictures")).to_be_visible()
        view(page, "overview")
        # What is said of the capture does not outshine that a file of it is not here.
        missing = "1 file of this exhibit is not in this copy: 0001-"
        for place in (page.locator("article.card").first, exhibit_of_the_briefing(page)):
            expect(place.locator(".incomplete")).to_contain_text(missing)
            expect(place).to_contain_text("but not all of it is in this copy")
        expect(page.locator("main")).not_to_contain_text("without a known gap")
