"""What a capture that was cut short had read is in the copy, in the report, and called that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page, unlock, view
from e2e.bundle.papers import paper
from e2e.bundle.questions import flat
from fixtures.bundles import export, files_of, open_payload, reader
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
CUT = "The capture was cut short. Everything that had arrived by then is here."
COUNTED = "12 messages had been read from the page by then. There may have been more."


def test_the_words_are_shown_and_printed_and_said_to_be_cut_short(
    chromium: Browser, tmp_path: Path
) -> None:
    pages = [sample.thread_cut_short()]
    vault = sample.make_vault(tmp_path / "vault", pages, passphrase=None)
    done = export(access.unlock(vault, None), [1], tmp_path / "copy", reader())
    words = [text for _, text in sample.thread(12).lines]
    with cut_off_page(chromium) as page:
        unlock(page, done.folder, done.passphrase)
        told = page.locator("article.card .incomplete")
        expect(told).to_contain_text(CUT)
        expect(told).to_contain_text(COUNTED)
        view(page, "text")
        expect(page.locator("main")).to_contain_text(words[4])
        shown = page.locator("main").inner_text()
        places = [shown.index(text) for text in words[:10]]
        assert places == sorted(places)
    report, _ = paper(files_of(open_payload(done))["data/report.pdf"], tmp_path)
    for text in (CUT, COUNTED, words[4], words[0]):
        assert flat(text) in flat(report)
