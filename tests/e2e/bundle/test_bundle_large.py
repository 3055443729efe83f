"""A copy too large to be held: read where it is looked at, and checked while it is shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from e2e.bundle.pages import axe
from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import files_of, open_payload, rebagged, seal
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from selenium import webdriver

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

# Over what is opened at once, and with one file over what is hashed in one piece.
FILM = "data/derived/film.bin"
FILM_BYTES = 50 * 1024 * 1024
SECONDS = 240
# Noted by the page itself when the check is first shown: how long it takes depends on the computer.
WATCH = """
globalThis.checking = { verdicts: null };
new MutationObserver(() => {
  if (!document.querySelector(".checking progress")) return;
  checking.verdicts ??= [document.querySelectorAll(".verdict, .checking .mark").length];
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture(scope="module")
def sealed(whole_bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = files_of(open_payload(whole_bundle))
    path = tmp_path_factory.mktemp("large") / "evidence.age"
    path.write_bytes(
        seal(rebagged({FILM: os.urandom(FILM_BYTES), **files}, whole_bundle.signer), SECRET)
    )
    return path


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True, locale="en-CA", accept_downloads=True)
    context.add_init_script(WATCH)
    opened = context.new_page()
    opened.set_default_timeout(SECONDS * 1000)
    yield opened
    context.close()


def test_it_is_shown_before_all_of_it_is_read_and_nothing_looks_like_a_verdict(
    page: Page, empty_reader: Path, sealed: Path
) -> None:
    show(page, empty_reader, sealed)
    until(lambda: page.evaluate("checking.verdicts"), SECONDS, "it is never checked")
    assert page.evaluate("checking.verdicts") == [0]
    assert axe(page) == []
    page.click("nav [data-view=exhibits]")
    expect(page.locator(".tiles img").first).to_have_js_property("naturalWidth", 1280)
    page.click("nav [data-view=overview]")
    expect(page.locator(".verdict.valid")).to_be_visible()
    expect(page.locator(".checking")).to_have_count(0)


def test_everything_can_be_saved_from_it(page: Page, tmp_path: Path) -> None:
    page.click("nav [data-view=files]")
    with page.expect_download() as saved:
        page.click("main button.primary")
    saved.value.save_as(tmp_path / "evidence.zip")
    found = files_of((tmp_path / "evidence.zip").read_bytes())
    assert len(found[FILM]) == FILM_BYTES


def test_a_byte_changed_in_the_middle_is_found_and_the_file_named(
    page: Page, empty_reader: Path, sealed: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "evidence.age"
    changed.write_bytes(sealed.read_bytes())
    with changed.open("r+b") as file:
        file.seek(FILM_BYTES // 2)
        file.write(b"changed")
    show(page, empty_reader, changed)
    expect(page.locator(".verdict.invalid code").first).to_have_text(FILM)


@pytest.mark.parametrize("cut", [1, 65552, 20 << 20])
def test_one_that_was_cut_short_is_not_shown(
    cut: int, page: Page, empty_reader: Path, sealed: Path, tmp_path: Path
) -> None:
    short = tmp_path / "evidence.age"
    short.write_bytes(sealed.read_bytes()[:-cut])
    show(page, empty_reader, short)
    expect(page.locator(".status")).to_contain_text("damaged")


def test_firefox_reads_it_from_the_file_too(
    firefox: webdriver.Firefox, empty_reader: Path, sealed: Path
) -> None:
    firefox.get(empty_reader.as_uri())
    firefox.find_element(By.ID, "file").send_keys(str(sealed))
    wait = WebDriverWait(firefox, SECONDS)
    wait.until(lambda driver: driver.find_element(By.CSS_SELECTOR, ".drop .name").text)
    firefox.find_element(By.ID, "secret").send_keys(SECRET)
    firefox.find_element(By.CSS_SELECTOR, "button.primary").click()
    wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".verdict.valid"))
