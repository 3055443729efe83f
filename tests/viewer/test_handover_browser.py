"""Handing over and redacting as a person does it: in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.viewer.server import serve
from viewer.access import violations
from viewer.conftest import THREAD
from viewer.screens import come_in, shoot, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, vault: Path, unlocked: Unlocked) -> Iterator[Page]:
    with serve(vault) as running, come_in(browser, running, language="en", width=1280) as page:
        unlock_at_once(running, unlocked)
        page.goto(running.address + "/hand-over")
        yield page


def stays(page: Page) -> None:
    """The words are there again after a reload, and from home."""
    shown = page.inner_text("p.words")
    page.reload()
    assert page.inner_text("p.words") == shown
    page.goto(page.url.partition("/hand-over")[0])
    page.get_by_role("link", name="Show the words").click()
    assert page.inner_text("p.words") == shown


def written_down(page: Page) -> None:
    page.emulate_media(media="screen")
    page.get_by_role("button", name="I have written them down").click()
    page.wait_for_selector("#folder")
    page.emulate_media(media="print")


def test_from_the_form_to_the_words(page: Page, tmp_path: Path) -> None:
    page.fill("#folder", str(tmp_path / "copy"))
    page.fill("#to", "Const. A. Roy")
    page.click("button.main")
    page.wait_for_selector("#look-goes")
    found = violations(page)
    shoot(page, "hand-over-look")
    page.click("form button.main:has-text('Make the folder')")
    page.wait_for_selector(".making, p.words")
    shoot(page, "hand-over-making")
    found += violations(page)
    page.wait_for_selector("p.words", timeout=180_000)
    found += violations(page)
    shoot(page, "hand-over-done")
    assert found == []
    assert (tmp_path / "copy" / "OPEN-ME.html").is_file()
    stays(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#copy-sheet")
    page.wait_for_selector("#copy-told:has-text('Copied.')")
    copied = page.evaluate("navigator.clipboard.readText()")
    words = page.inner_text("p.words").replace("-", " ").split()
    assert len(words) == 6
    assert [word for word in words if f"{word} {' '.join(word.upper())}" not in copied] == []
    # On paper, with the dark look chosen: only the sheet, over the whole width, in dark ink.
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 740, "height": 1000})
    sheet = page.locator("#sheet").bounding_box()
    assert sheet is not None
    assert sheet["width"] > 600
    assert not page.is_visible("#copy-sheet")
    assert not page.is_visible("p.words")
    ink = page.locator("#sheet strong").first.evaluate("one => getComputedStyle(one).color")
    assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 60, ink
    written_down(page)
    page.goto(f"{page.url.partition('/hand-over')[0]}/captures/{THREAD}/custody")
    assert page.is_visible(".log-row")
    assert not page.is_visible(".one-line"), "a field has no use on paper"
    assert not page.is_visible("main button")


def test_the_mouse_fills_the_fields(page: Page) -> None:
    page.goto(page.url.replace("/hand-over", f"/captures/{THREAD}/picture/1/redact"))
    frame = page.locator(".redact-frame")
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 90, steps=4)
    page.mouse.up()
    expect(frame.locator("i")).to_have_count(1)
    expect(page.locator("#width-1")).to_have_value(re.compile(r"\d{3,}"))
    expect(page.locator("#height-1")).to_have_value(re.compile(r"[6-9]\d|\d{3,}"))
    page.focus("#x-2")
    for value in ("5", "6", "70", "80"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(frame.locator("i")).to_have_count(2)
    shoot(page, "redact")
    assert violations(page) == []
