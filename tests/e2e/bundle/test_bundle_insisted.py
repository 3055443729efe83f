"""What left although it did not verify: told on the reader's first screen and by its check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page, unlock
from fixtures.bundles import export, reader
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser


def exhibit_of_the_briefing(page: Page) -> Locator:
    """What page 1 says is missing of the first exhibit."""
    return page.locator(".brief div", has=page.locator("h3", has_text="Exhibit 1")).last


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
        # What is said of the capture does not outshine that a file of it is not here.
        missing = "1 file of this exhibit is not in this copy: 0001-"
        for place in (page.locator("article.card").first, exhibit_of_the_briefing(page)):
            expect(place.locator(".incomplete")).to_contain_text(missing)
            expect(place).to_contain_text("but not all of it is in this copy")
        expect(page.locator("main")).not_to_contain_text("without a known gap")
