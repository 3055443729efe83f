"""Pictures that a page loaded, out of the browser's own copy of it, as the reader shows them."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from e2e.bundle.pages import axe, unlock, view
from fixtures import browser_copy, bundles
from fixtures.browser_copy import FACE, MISSING, PICTURES, SENT
from keepsake.core.hashing import sha256_hex
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

    from keepsake.flows.export.write import ExportResult


def copy_by(page: Page) -> bytes:
    browser = page.context.browser
    assert browser is not None
    return browser_copy.browser_copy(browser)


def made(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> ExportResult:
    """A thread whose last message shows two pictures, one of them not in the copy."""
    folder = tmp_path_factory.mktemp("media")
    said = {
        "key": "id:shown", "kind": "message", "author": "Marc D.", "text": "Look at this.",
        "media": [{"kind": "image", "src": src} for src in (SENT, MISSING)],
    }  # fmt: skip
    page = dataclasses.replace(sample.thread(12), extra=[said], mhtml=data)
    unlocked = access.unlock(sample.make_vault(folder / "vault", [page]), sample.PASSPHRASE)
    return bundles.export(unlocked, [1], folder / "copy", bundles.reader())


def test_each_is_shown_with_hash_address_and_the_way_to_its_message(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    done = made(tmp_path_factory, copy_by(page))
    unlock(page, done.folder, done.passphrase)
    view(page, "exhibits")
    page.locator("summary:has-text('page.mhtml')").click()
    rows = page.locator(".media > li")
    expect(rows).to_have_count(3)
    shown = [text.replace("\n", " ") for text in rows.all_inner_texts()]
    assert SENT in shown[0]
    assert sha256_hex(PICTURES[SENT]) in shown[0]
    assert "Message 13" in shown[0]
    assert MISSING in shown[1]
    assert "Not in the browser’s copy of the page." in shown[1]
    assert FACE in shown[2]
    assert sha256_hex(PICTURES[FACE]) in shown[2]
    assert "No message is known to show it." in shown[2]
    pictures = page.locator(".media img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        expect(picture).to_have_js_property("naturalWidth", 320)
    assert axe(page) == []
    page.get_by_role("button", name="Message 13").first.click()
    expect(page.locator("#item-1-13")).to_be_focused()


def test_a_copy_that_is_none_says_so(page: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = made(tmp_path_factory, copy_by(page)[:2000])
    unlock(page, done.folder, done.passphrase)
    view(page, "exhibits")
    page.locator("summary:has-text('page.mhtml')").click()
    said = page.locator(".status", has_text=re.compile("This copy of the page could not be read"))
    expect(said).to_be_visible()
