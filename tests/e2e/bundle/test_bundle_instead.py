"""A page that was gone is never called whole to who opens the copy, and what it said is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page, unlock
from e2e.bundle.papers import paper
from e2e.bundle.questions import flat
from fixtures.bundles import export, files_of, open_payload, reader
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SEEN = "the page was gone. It said: “This content isn't available right now”"


def test_what_the_page_was_instead_is_told(chromium: Browser, tmp_path: Path) -> None:
    gone = sample.page_gone()
    gone.end = "reached"  # there is nothing to scroll on such a page
    vault = sample.make_vault(tmp_path / "vault", [gone], passphrase=None)
    done = export(access.unlock(vault, None), [1], tmp_path / "copy", reader())
    with cut_off_page(chromium) as page:
        unlock(page, done.folder, done.passphrase)
        told = page.locator("article.card .incomplete")
        expect(told).to_contain_text(SEEN)
        expect(told).to_contain_text("On 2026-11-25 09:03 the page was gone")
        expect(page.locator("main")).not_to_contain_text("without a known gap")
    report, _ = paper(files_of(open_payload(done))["data/report.pdf"], tmp_path)
    assert flat(f"On 2026-11-25 09:03 {SEEN}") in flat(report)
    assert flat("without a known gap") not in flat(report)
