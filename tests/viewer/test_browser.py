"""The whole path in a real browser, by keyboard too; leaving fast; nothing captured runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.core.passphrase import strength
from keepsake.viewer.server import Serving, serve
from viewer import sample
from viewer.conftest import HOSTILE, THREAD
from viewer.screens import come_in, settle, shoot, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser


@pytest.fixture
def serving(vault: Path) -> Iterator[Serving]:
    with serve(vault) as running:
        yield running


@pytest.fixture
def page(browser: Browser, serving: Serving, unlocked: Unlocked) -> Iterator[Page]:
    """A browser page on home, unlocked."""
    with come_in(browser, serving) as opened:
        unlock_at_once(serving, unlocked)
        opened.goto(serving.address)
        yield opened


def _write_down(page: Page) -> None:
    """Says that the sheet is on paper, and types the two words that are asked for."""
    words = page.inner_text(".words").split("-")
    page.click("text=I have written it down")
    for field in page.locator("[name^=word-]").all():
        field.fill(words[int((field.get_attribute("name") or "").removeprefix("word-"))])


def test_from_the_first_passphrase_to_leaving(
    browser: Browser, new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    vault = new_vault(tmp_path / "vault")
    with serve(vault) as running, come_in(browser, running) as page:
        shoot(page, "first")
        page.click("#use-offered")
        offered = page.inner_text("#offered")
        expect(page.locator("#passphrase")).to_have_value(offered)
        expect(page.locator("#strength-words")).to_have_text(re.compile("Strong|Good enough"))
        page.fill("#again", offered)
        page.click("text=Set the passphrase")
        shoot(page, "recovery-offer-first")
        page.click("text=Make a recovery code")
        page.wait_for_selector("text=Recovery code")
        shoot(page, "recovery-sheet")
        _write_down(page)
        page.click("main form button.main")
        page.wait_for_selector(".now")
        expect(page.locator("[role=status]")).to_contain_text("Your recovery sheet is right.")
        page.click("nav >> text=Captures")
        page.click("text=Marc D.")
        page.wait_for_selector(".tile img")
        wide = """() => { const picture = document.querySelector('.tile img');
          return picture.decode().then(() => picture.naturalWidth); }"""
        assert page.evaluate(wide) == 1280
        page.click(".tabs >> text=Check")
        expect(page.locator(".step")).to_have_count(8)
        page.click("text=Lock")
        page.wait_for_selector("text=Type your passphrase")
        page.fill("#passphrase", offered)
        page.click("button.main")
        page.wait_for_selector(".now")
        page.click("text=Leave")
        page.wait_for_url("**/away")
        assert running.state.unlocked_session is None
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("Marc")


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_empties_the_screen_before_anything_else_and_locks(
    page: Page, serving: Serving, way: str
) -> None:
    """How fast that is is a figure of `build/dev.py bench --only viewer`."""
    page.goto(f"{serving.address}/captures/{THREAD}")
    # What the page itself saw before the answer came outlives it in the window's name.
    page.evaluate("""() => {
      new MutationObserver(() => {
        if (!document.body.innerText.includes("Marc")) { window.name = "emptied"; }
      }).observe(document.documentElement, { childList: true, subtree: true });
    }""")
    if way == "button":
        page.click("#leave button")
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url("**/away")
    expect(page).to_have_title("Page closed")
    assert page.evaluate("window.name") == "emptied"
    assert serving.state.unlocked_session is None
    assert serving.state.browser_session is None


def test_one_escape_does_not_leave(page: Page, serving: Serving) -> None:
    page.keyboard.press("Escape")
    page.wait_for_timeout(700)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    expect(page.locator(".now")).to_have_count(1)
    assert serving.state.unlocked_session is not None


def test_the_page_locks_when_nobody_is_there(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        unlock_at_once(serving, unlocked)
        page.goto(f"{serving.address}/captures/{THREAD}/text")
        assert "Marc" in page.content()
        # The page is told how long when it is made; the first one was, so that it could be read.
        serving.state.idle_seconds = 2
        page.reload(wait_until="commit")
        page.wait_for_selector("text=Type your passphrase", timeout=60_000)
        assert serving.state.unlocked_session is None


def test_by_keyboard_alone(page: Page, serving: Serving) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("gift cards")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    page.goto(f"{serving.address}/captures?in=all")
    page.focus(".capture-link >> nth=0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/captures/{THREAD}")
    outline = page.evaluate("""() => { document.querySelector('.tabs a').focus();
      return getComputedStyle(document.querySelector('.tabs a')).outlineStyle; }""")
    assert outline == "solid"


@pytest.mark.parametrize("part", ["", "/text", "/facts", "/check", "/copy", "/picture/1"])
def test_nothing_captured_runs_or_asks_for_anything(
    page: Page, serving: Serving, part: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{serving.address}/captures/{HOSTILE}{part}")
    settle(page)
    assert page.title() == "Keepsake"
    assert asked
    assert all(url.startswith(serving.address) for url in asked)
    if part == "/copy":
        frame = page.frame_locator("iframe")
        expect(frame.locator("text=plain words")).to_have_count(1)
        frame.locator("text=a link").click()
        page.wait_for_timeout(300)
        assert all(url.startswith(serving.address) for url in asked)


def test_another_site_cannot_show_or_reach_it(serving: Serving, page: Page) -> None:
    answered: dict[str, int] = {}
    other = page.context.new_page()
    other.route(
        "http://other.example/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<iframe src='{serving.address}/'></iframe>"
            f"<img src='{serving.address}/captures/{THREAD}/pictures/1'>"
            f"<form method=post action='{serving.address}/leave'><button>go</button></form>",
        ),
    )
    other.on("response", lambda answer: answered.update({answer.url: answer.status}))
    other.goto("http://other.example/")
    assert other.evaluate("document.images[0].naturalWidth") == 0
    with other.expect_response("**/static/away.css"):
        other.click("button")
    ours = {url: status for url, status in answered.items() if url.startswith(serving.address)}
    # The page that says nothing, which the refused form leads to, has its own style sheet.
    ours.pop(f"{serving.address}/static/away.css")
    assert set(ours.values()) == {403}
    assert serving.state.unlocked_session is not None


def test_pictures_stay_blurred_until_wanted(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/settings")
    page.check("#blur")
    with page.expect_response("**/settings") as saved:
        page.click("text=Save")
    assert saved.value.status == 303
    page.goto(f"{serving.address}/captures/{THREAD}")
    picture = page.locator(".tile img").first
    try:
        expect(picture).to_have_css("filter", "blur(28px)")
        page.click(".reveal >> nth=0")
        expect(picture).to_have_css("filter", "none")
        shoot(page, "blurred")
    finally:
        (serving.state.path / "viewer.json").unlink()


def test_the_strength_shown_is_the_strength_that_counts(
    browser: Browser, new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    words = {"weak": "Too easy to guess.", "fair": "Good enough.", "strong": "Strong."}
    typed = [
        "abc",
        sample.PASSPHRASE,
        "aaaa bbbb cccc dddd eeee",
        "Kx9#mQ2$vL7!pR4&",
        "é à ü ñ 漢字 😀😀 x1y2z3",
        "one two three four five six",
        "12345 67890 qwerty",
        "Marble_otter.lantern,plum violin",
    ]
    with serve(new_vault(tmp_path / "vault")) as running, come_in(browser, running) as page:
        for text in typed:
            page.fill("#passphrase", text)
            expect(page.locator("#strength-words"), text).to_have_text(words[strength(text).level])
            expect(page.locator("#strength")).to_have_js_property(
                "value", min(80, strength(text).bits)
            )
