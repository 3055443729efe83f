"""Browsers with a profile that is kept, as a person's is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from e2e import firefox_start
from keepsake_drive.chromium import find_chromium
from keepsake_drive.targets import until
from viewer.screens import ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Visit = Callable[[str, str, str], None]

SECONDS = 60


@contextmanager
def chromium(profile: Path) -> Iterator[Visit]:
    """Gives what opens an address in a tab, and there types something, or follows a link."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=str(find_chromium()), args=ARGUMENTS
        )

        def visit(address: str, where: str = "", text: str = "") -> None:
            page = context.new_page()
            page.goto(address)
            if where and text:
                page.locator(where).first.press_sequentially(text)
            elif where:
                page.locator(where).first.click()
            if where and not text.isalpha():
                page.wait_for_url(lambda url: url != address)

        yield visit
        context.close()


@contextmanager
def firefox(profile: Path) -> Iterator[Visit]:
    """The same in Firefox, which is told to keep its pages every second."""
    profile.mkdir()
    chosen = webdriver.FirefoxOptions()
    chosen.add_argument("-profile")
    chosen.add_argument(str(profile))
    chosen.binary_location = str(firefox_start.COMMAND)
    chosen.add_argument("-headless")
    # What drives it would have it keep nothing.
    chosen.set_preference("remote.prefs.recommended", False)
    chosen.set_preference("browser.sessionstore.resume_from_crash", True)
    chosen.set_preference("browser.sessionstore.interval", 1000)
    chosen.set_preference("browser.sessionstore.interval.idle", 1000)
    driver = firefox_start.started(chosen, profile.parent, {"HOME": str(profile.parent)})

    def visit(address: str, where: str = "", text: str = "") -> None:
        driver.switch_to.new_window("tab")
        driver.get(address)
        if where:
            found = driver.find_element("css selector", where)
            found.send_keys(text.replace("\n", Keys.ENTER)) if text else found.click()
        if where and not text.isalpha():
            until(lambda: driver.current_url != address, SECONDS, "it leads nowhere")

    try:
        yield visit
    finally:
        driver.quit()
