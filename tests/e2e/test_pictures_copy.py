"""The page copy: opened from a file, without scripts and without asking any site, it looks like the
page.

At most one pixel in five hundred may differ, by more than a tenth of the range. That is what a
password's dots and the frame around what has the keyboard take: neither is in a copy.
"""

from __future__ import annotations

import io
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops
from selenium import webdriver

from e2e.firefox_start import COMMAND, started
from fixtures.page_part import page_part
from fixtures.pictures.copies import COPIES
from fixtures.pictures.server import one_page
from keepsake.viewer.pagecopy import still
from keepsake.viewer.security import COPY_POLICY
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MOST = 1 / 500
LEAST_STEP = 25  # of 255
SIZE = {"width": 1000, "height": 700}
SECONDS = 20.0
LET_GO = 2.5
SNAPSHOT = "keepsakePage.ask.snapshot({budget: 5000})"
IN_FIREFOX = [*COPIES, "a page scrolled down"]
IN_VIEWER = [
    "a filled form",
    "shadow roots",
    "frames",
    "canvas and pictures",
    "rules made by scripts",
    "a dialog",
    "elements of its own kind",
]


def differing(first: bytes, second: bytes) -> float:
    """Share of the pixels that differ between two pictures."""
    one, two = (Image.open(io.BytesIO(each)).convert("RGB") for each in (first, second))
    assert one.size == two.size
    grey = ImageChops.difference(one, two).convert("L")
    return sum(grey.histogram()[LEAST_STEP:]) / (one.width * one.height)


def comes_to_look_like(picture: bytes, take: Callable[[], bytes]) -> bool:
    """Whether the copy comes to look like the page, once it has been laid out."""
    until(lambda: differing(picture, take()) < MOST, SECONDS, "the copy looks different")
    return True


def _kept(browser: Browser, name: str) -> tuple[dict[str, Any], bytes]:
    """Copies a page; gives the copy, and the page's picture."""
    with one_page(COPIES[name]) as address:
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        if "document.title = 'ready'" in COPIES[name]:
            page.wait_for_function("document.title === 'ready'")
        picture = page.screenshot()
        page.evaluate(page_part("main"))
        kept = page.evaluate(SNAPSHOT)
        page.close()
    return kept, picture


def _open(browser: Browser, html: str, folder: Path) -> tuple[Page, list[str]]:
    """Opens a copy from a file, without scripts; gives the page and what it asks for."""
    path = folder / "copy.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_context(java_script_enabled=False, viewport=SIZE).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page, [each for each in asked if not each.startswith(("file:", "data:", "about:"))]


@pytest.mark.parametrize("name", COPIES)
def test_it_looks_like_the_page(chromium: Browser, tmp_path: Path, name: str) -> None:
    kept, picture = _kept(chromium, name)
    page, asked = _open(chromium, kept["html"], tmp_path)
    assert comes_to_look_like(picture, page.screenshot)
    assert asked == []
    assert not re.search(r"<script|\son\w+=|javascript:", kept["html"])
    page.context.close()


@pytest.mark.parametrize("name", IN_VIEWER)
def test_the_viewer_shows_it_as_the_page_looked(chromium: Browser, name: str) -> None:
    kept, picture = _kept(chromium, name)
    with one_page(still(kept["html"].encode()).decode(), COPY_POLICY) as address:
        page = chromium.new_context(viewport=SIZE).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        assert comes_to_look_like(picture, page.screenshot)
        assert {each for each in asked if each.startswith("http")} <= {
            address,
            f"{address}favicon.ico",
        }
        page.context.close()


def test_what_was_scrolled_to_can_be_scrolled_away_from(chromium: Browser, tmp_path: Path) -> None:
    kept, picture = _kept(chromium, "a conversation scrolled to its middle")
    page, _ = _open(chromium, kept["html"], tmp_path)
    assert comes_to_look_like(picture, page.screenshot)
    page.wait_for_timeout(
        1000 * LET_GO
    )  # the rule that brings it there is let go of by its own clock
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -300)
    until(lambda: differing(picture, page.screenshot()) > MOST, SECONDS, "it did not scroll")
    page.wait_for_timeout(1000)
    assert differing(picture, page.screenshot()) > MOST
    page.context.close()


def test_a_password_is_not_in_it_and_everything_else_filled_in_is(chromium: Browser) -> None:
    html = _kept(chromium, "a filled form")[0]["html"]
    assert "never kept" not in html
    assert 'value="Nora"' in html
    assert "first line was empty\n&lt;b&gt;not bold&lt;/b&gt;" in html
    assert re.search(r'<option value="Three" selected>', html)


def test_pictures_are_in_it_and_what_is_not_is_named_with_its_address(chromium: Browser) -> None:
    kept, _ = _kept(chromium, "canvas and pictures")
    assert kept["inlined"] == 2
    assert 'data-kept-src="http://127.0.0.1:9/none.png"' in kept["html"]
    assert kept["named"] == 1


def test_a_picture_that_may_not_be_read_keeps_no_other_out(chromium: Browser) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 40)).save(out, "PNG")
    html = (
        "<img src='http://other.test/1.png'><img src='/2.png'><img src='http://other.test/3.png'>"
    )
    page = chromium.new_page(viewport=SIZE)
    page.route("**/*.png", lambda route: route.fulfill(body=out.getvalue()))
    page.route("http://own.test/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://own.test/", wait_until="load")
    page.evaluate(page_part("main"))
    kept = page.evaluate(SNAPSHOT)
    page.close()
    assert (kept["inlined"], kept["named"]) == (1, 2)
    assert 'data-kept-src="http://own.test/2.png" src="data:image/png' in kept["html"]


@contextmanager
def _firefox(folder: Path, *, runs_scripts: bool) -> Iterator[webdriver.Firefox]:
    """A Firefox as it is installed."""
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    options.binary_location = str(COMMAND)
    options.set_preference("javascript.enabled", runs_scripts)
    options.set_preference("network.proxy.type", 0)
    driver = started(options, folder, {})
    try:
        yield driver
    finally:
        driver.quit()


def test_it_looks_like_the_page_in_firefox(tmp_path: Path) -> None:
    kept: dict[str, bytes] = {}
    with _firefox(tmp_path, runs_scripts=True) as driver:
        for number, name in enumerate(IN_FIREFOX):
            with one_page(COPIES[name]) as address:
                driver.get(address)
                kept[name] = driver.get_screenshot_as_png()
                copy = driver.execute_script(f"{page_part('main')}\nreturn {SNAPSHOT}")
            (tmp_path / f"{number}.html").write_text(copy["html"], encoding="utf-8")
    with _firefox(tmp_path, runs_scripts=False) as driver:
        for number, name in enumerate(IN_FIREFOX):
            driver.get((tmp_path / f"{number}.html").as_uri())
            assert comes_to_look_like(kept[name], driver.get_screenshot_as_png), name
        for name in IN_VIEWER:
            html = still((tmp_path / f"{IN_FIREFOX.index(name)}.html").read_bytes()).decode()
            with one_page(html, COPY_POLICY) as address:
                driver.get(address)
                assert comes_to_look_like(kept[name], driver.get_screenshot_as_png), name
        driver.get((tmp_path / f"{len(IN_FIREFOX) - 1}.html").as_uri())
        name = IN_FIREFOX[-1]
        assert comes_to_look_like(kept[name], driver.get_screenshot_as_png), name
        time.sleep(LET_GO)
        webdriver.ActionChains(driver).scroll_by_amount(0, -300).perform()
        picture = kept[name]
        until(
            lambda: differing(picture, driver.get_screenshot_as_png()) > MOST,
            SECONDS,
            "it did not scroll away",
        )
