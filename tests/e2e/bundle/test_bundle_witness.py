"""The opened copy tells what a witness saw, in both languages, and never marks it valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import files_of, open_payload, reader_that_trusts, seal
from fixtures.cosigned_copy import cosigned_copy
from fixtures.tsa.witness import NAME

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_what_a_witness_saw_is_told_and_a_changed_one_is_wrong(
    chromium: Browser, tmp_path: Path
) -> None:
    made, seer = cosigned_copy(tmp_path)
    reader = reader_that_trusts(made.authorities, tmp_path)
    files = files_of(open_payload(made))
    (name,) = [name for name in files if name.endswith(".cosigned")]
    for locale, words, untested in (
        ("en-CA", f"Seen by {NAME} with {seer.seen[0]} records on ", "not checked"),
        ("fr-CA", f"Vu par {NAME} avec {seer.seen[0]} inscriptions le ", "non vérifié"),
    ):
        page = chromium.new_context(offline=True, locale=locale).new_page()
        show(page, reader, seal(files, SECRET))
        page.wait_for_selector(".verdict")
        page.click("nav [data-view=checks]")
        expect(page.locator(".verdict.valid")).to_have_count(1)
        for fold in page.locator(".checks details").all():
            fold.evaluate("fold => { fold.open = true; }")
        told = page.locator(".finding", has_text=words)
        expect(told).to_have_count(1)
        expect(told).to_contain_text(untested)
        expect(told).to_contain_text(seer.key.text())
        page.context.close()
    page = chromium.new_context(offline=True, locale="en-CA").new_page()
    changed = files[name].replace(b"witness.example", b"witness.exAmple")
    show(page, reader, seal({**files, name: changed}, SECRET))
    page.wait_for_selector(".verdict.invalid")
    page.click("nav [data-view=checks]")
    told = page.locator(".finding", has_text="What a witness signed is damaged")
    expect(told).to_have_count(1)
    page.context.close()
