"""Redacted working copies in the reader: under their originals, and labelled as what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page
from e2e.bundle.verdicts import show
from fixtures.bundles import export, files_of, open_payload, rebagged, seal
from keepsake.core.briefing.gather import Disclosure
from keepsake.core.custody import Attribution
from keepsake.flows.redaction.redact import Passages, Rectangle, redact, redact_text
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser
SECRET = "redacted"
TOLD = Attribution(why="<b>a friend</b> who has nothing to do with it")
LIST = "data/derived/redacted/index.json"


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Unlocked:
    folder = tmp_path_factory.mktemp("redacted")
    return access.unlock(sample.make_vault(folder / "v", [sample.thread(4)], passphrase=None), None)


@pytest.fixture(scope="module")
def files(
    unlocked: Unlocked, empty_reader: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    made = [
        redact(unlocked, 1, 1, [Rectangle(0, 0, 60, 40)], TOLD, "en"),
        redact_text(unlocked, 1, Passages({1}, ()), TOLD, "en"),
    ]
    copy = tmp_path_factory.mktemp("out") / "copy"
    chosen = Disclosure(redacted=frozenset(one.entry for one in made))
    return files_of(open_payload(export(unlocked, [1], copy, empty_reader, disclosure=chosen)))


def test_they_are_shown_and_an_original_is_found_by_its_hash_alone(
    files: dict[str, bytes], chromium: Browser, empty_reader: Path
) -> None:
    told = json.loads(files[LIST])
    first = told["copies"][0]
    liar = {**first, "original": "ab" * 32, "path": "log/checkpoint"}
    files = rebagged(
        {**files, LIST: json.dumps({**told, "copies": [*told["copies"], liar]}).encode()}
    )
    with cut_off_page(chromium) as page:
        show(page, empty_reader, seal(files, SECRET), SECRET)
        page.wait_for_selector(".verdict")
        page.locator("nav").get_by_role("button", name="Exhibits").click()
        shown = page.locator("section.working")
        expect(shown.locator("h2")).to_have_text("3 redacted working copies")
        expect(shown).to_contain_text("They are not evidence on their own.")
        each = shown.locator("details")
        for at in range(3):
            each.nth(at).locator("summary").click()
        original = first["original_path"].rsplit("/", 1)[1]
        expect(each.nth(0)).to_contain_text(f"of {original} in this exhibit.")
        expect(each.nth(0)).to_contain_text(TOLD.why)
        expect(each.nth(0).locator("img")).to_have_js_property("complete", value=True)
        assert each.nth(0).locator("img").evaluate("image => image.naturalWidth") > 0
        expect(each.nth(1).locator("pre")).to_contain_text("Redacted working copy. The original is")
        expect(each.nth(1).locator("pre")).to_contain_text("[redacted]")
        expect(each.nth(2)).to_contain_text("whose original is not in this exhibit.")
        assert each.nth(2).locator("img, pre, button").count() == 0
