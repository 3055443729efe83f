"""The opened copy says of calendars' proofs what the host says, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import files_of, open_payload, reader_that_trusts, seal
from fixtures.timed import Bundles, make_bundles
from fixtures.tsa.calendar import HEIGHT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    return make_bundles(tmp_path_factory.mktemp("timed"))


@pytest.fixture(scope="module")
def reader(bundles: Bundles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reader_that_trusts(bundles.pending.authorities, tmp_path_factory.mktemp("reader"))


@pytest.mark.parametrize(
    ("locale", "pending", "block", "untested"),
    [
        ("en-CA", "The proof is pending", f"Bitcoin block {HEIGHT}", "not checked"),
        ("fr-CA", "La preuve est en attente", f"bloc Bitcoin {HEIGHT}", "non vérifié"),
    ],
)
def test_pending_and_block_are_told_and_never_marked_valid(
    chromium: Browser,
    bundles: Bundles,
    reader: Path,
    locale: str,
    pending: str,
    block: str,
    untested: str,
) -> None:
    page = chromium.new_context(offline=True, locale=locale).new_page()
    for made, words, count in ((bundles.pending, pending, 2), (bundles.block, block, 1)):
        show(page, reader, seal(files_of(open_payload(made)), SECRET))
        page.wait_for_selector(".verdict")
        page.click("nav [data-view=checks]")
        expect(page.locator(".verdict.valid")).to_have_count(1)
        for fold in page.locator(".checks details").all():
            fold.evaluate("fold => { fold.open = true; }")
        told = page.locator(".finding", has_text=words)
        expect(told).to_have_count(count)
        for one in told.all():
            expect(one).to_contain_text(untested)
            expect(one.locator("code")).to_contain_text("-ots.ots")
    root = bundles.header[36:68][::-1].hex()
    expect(page.locator(".finding", has_text=block)).to_contain_text(root)
    page.context.close()
