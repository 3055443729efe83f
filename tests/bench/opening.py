"""How long a copy takes to open where it is read: in Chromium and in Firefox, from its folder."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from bench.measure import Figure
from e2e.firefox_start import COMMAND, started

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_SCREEN_LIMIT = 2.0  # seconds
VERDICT_RATE = 200e6 / 6  # bytes a second
_PATIENCE_SECONDS = 600
_FORM, _SCREEN, _VERDICT = "#secret", ".frame main h1", ".verdict"
# The page tells when it shows something: to ask it again and again would take its processors away.
_SHOWN = """
(selector, done) => {
  const look = () => {
    if (!document.querySelector(selector)) return;
    watch.disconnect();
    done();
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });
  look();
}
"""


class Copy(NamedTuple):
    """A bundle, what opens it, and how many bytes it is of."""

    folder: Path
    passphrase: str
    size: int


class Taken(NamedTuple):
    """Seconds from the passphrase on."""

    screen: float
    verdict: float


def figures(copy: Copy) -> list[Figure]:
    """From the passphrase to the first screen and to the verdict, in each browser."""
    browsers: tuple[tuple[str, Callable[[Copy], Taken]], ...] = (
        ("Chromium", _in_chromium),
        ("Firefox", _in_firefox),
    )
    return [one for name, opened in browsers for one in _told(name, copy.size, opened(copy))]


def _told(browser: str, size: int, taken: Taken) -> list[Figure]:
    what = f"{size / 1e6:.0f} MB, {browser}"
    screen = (
        f"from the passphrase to the summary of a bundle of {size / 1e6:.0f} MB in {browser}, from "
        f"its folder; every byte is read and compared after it. Against {FIRST_SCREEN_LIMIT:.0f} s."
    )
    verdict = (
        "from the passphrase to the verdict, when every byte was opened, hashed twice and compared "
        "in the page; against 6 s for 200 MB, and no less than the limit of the first screen. The "
        "page can be read meanwhile."
    )
    limit = max(FIRST_SCREEN_LIMIT, size / VERDICT_RATE)
    return [
        Figure(
            f"first screen {what}", taken.screen, FIRST_SCREEN_LIMIT, "s", 1, False, screen
        ),
        Figure(f"verdict in the page {what}", taken.verdict, limit, "s", 1, False, verdict),
    ]  # fmt: skip


def _in_chromium(copy: Copy) -> Taken:
    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = browser.new_context(offline=True, locale="en-CA").new_page()
        page.set_default_timeout(_PATIENCE_SECONDS * 1000)
        page.goto((copy.folder / "OPEN-ME.html").as_uri())
        if page.locator("#file").count():
            page.locator("#file").set_input_files(copy.folder / "evidence.age")
            page.locator(".drop .name:has-text('evidence.age')").wait_for()
        page.fill(_FORM, copy.passphrase)
        start = time.perf_counter()
        page.click("button.primary")
        shown = f"(selector) => new Promise((done) => ({_SHOWN})(selector, done))"
        page.evaluate(shown, _SCREEN)
        screen = time.perf_counter() - start
        page.evaluate(shown, _VERDICT)
        verdict = time.perf_counter() - start
        browser.close()
    return Taken(screen, verdict)


def _in_firefox(copy: Copy) -> Taken:
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    options.binary_location = str(COMMAND)
    with tempfile.TemporaryDirectory(prefix="bench-firefox-") as home:
        browser = started(options, Path(home), {"HOME": home})
        try:
            wait = WebDriverWait(browser, _PATIENCE_SECONDS, poll_frequency=0.02)
            browser.get((copy.folder / "OPEN-ME.html").as_uri())
            if browser.find_elements(By.ID, "file"):
                picked = str(copy.folder / "evidence.age")
                browser.find_element(By.ID, "file").send_keys(picked)
                wait.until(lambda _: browser.find_element(By.CSS_SELECTOR, ".drop .name").text)
            browser.find_element(By.CSS_SELECTOR, _FORM).send_keys(copy.passphrase)
            start = time.perf_counter()
            browser.find_element(By.CSS_SELECTOR, "button.primary").click()
            browser.set_script_timeout(_PATIENCE_SECONDS)
            shown = f"({_SHOWN})(arguments[0], arguments[1])"
            browser.execute_async_script(shown, _SCREEN)
            screen = time.perf_counter() - start
            browser.execute_async_script(shown, _VERDICT)
            return Taken(screen, time.perf_counter() - start)
        finally:
            browser.quit()
