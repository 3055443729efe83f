"""What is closed is closed everywhere: each tab and window ends with the first, by itself.

Nothing is clicked, moved or brought to the front in the tabs that are looked at.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from keepsake.core.hashing import sha256_hex
from keepsake.viewer.server import Serving, serve
from viewer.conftest import CUT_SHORT, THREAD
from viewer.screens import come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

    Act = Callable[[Page, Serving], None]

pytestmark = pytest.mark.browser

SECONDS = 1.0
PLACES = (
    "/",
    f"/captures/{THREAD}/text",
    f"/captures/{THREAD}/picture/1",
    f"/captures/{THREAD}/copy",
    f"/captures/{CUT_SHORT}",
    "/people",
    "/timeline",
    "/statement",
    "/statement/print",
    "/police/talk",
    "/hand-over",
)


@pytest.fixture
def serving(vault: Path) -> Iterator[Serving]:
    with serve(vault) as running:
        yield running


def _leave(page: Page, _serving: Serving) -> None:
    page.click("#leave button", no_wait_after=True)


def _escape(page: Page, _serving: Serving) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def _lock(page: Page, _serving: Serving) -> None:
    page.click("#lock button", no_wait_after=True)


def _clock(_page: Page, serving: Serving) -> None:
    serving.state.lock()


def _window(_page: Page, serving: Serving) -> None:
    serving.state.leave()


def _another_browser(_page: Page, serving: Serving) -> None:
    assert serving.state.enter(serving.state.issue_token())


WAYS: dict[str, tuple[Act, str]] = {
    "leave": (_leave, "/away"),
    "escape": (_escape, "/away"),
    "lock": (_lock, "/"),
    "clock": (_clock, "/"),
    "window": (_window, "/away"),
    "another browser": (_another_browser, "/away"),
}


@contextmanager
def _tabs(first: Page, serving: Serving) -> Iterator[list[Page]]:
    """A tab for each place, one of them in a window of its own."""
    tabs = []
    for number, place in enumerate(PLACES):
        if number == 1:
            with first.expect_popup() as popup:
                first.evaluate("address => { open(address, '', 'popup') }", serving.address + place)
            tab = popup.value
        else:
            tab = first.context.new_page()
            tab.goto(serving.address + place)
        tab.wait_for_load_state()
        tabs.append(tab)
    yield tabs


def _shown(page: Page) -> str:
    """What is on a screen; while it changes pages, nothing is."""
    try:
        return str(page.evaluate("document.body ? document.body.innerText : ''"))
    except Error:  # the page is being replaced
        return ""


@pytest.mark.parametrize("way", list(WAYS))
def test_every_tab_and_window_ends_within_a_second_by_itself(
    browser: Browser, serving: Serving, unlocked: Unlocked, way: str
) -> None:
    act, where = WAYS[way]
    with come_in(browser, serving) as first:
        unlock_at_once(serving, unlocked)
        first.goto(f"{serving.address}/captures/{THREAD}")
        with _tabs(first, serving) as tabs:
            before = [_shown(tab) for tab in tabs]
            assert all(len(one) > 100 for one in before)
            act(first, serving)
            ended = time.monotonic() + SECONDS
            while any(_shown(tab) in before for tab in tabs) and time.monotonic() < ended:
                time.sleep(0.02)
            assert [tab.url for tab in tabs if _shown(tab) in before] == []
            for tab in tabs:
                tab.wait_for_url(serving.address + where)
                expect(tab.locator("body")).not_to_contain_text("Marc")
            assert serving.state.unlocked_session is None


def test_two_escapes_leave_also_from_within_a_page_copy(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        unlock_at_once(serving, unlocked)
        page.goto(f"{serving.address}/captures/{THREAD}/copy")
        page.locator("iframe.copy").click()
        # What drives this browser has keys heard outside the frame, where a keyboard does not.
        expect(page.locator("iframe.copy")).not_to_be_focused()
        _escape(page, serving)
        page.wait_for_url("**/away")
        assert serving.state.unlocked_session is None


def _paper_of(page: Page, where: str, button: str) -> Page:
    """Has a paper made by a button, and gives the tab that it is shown in."""
    page.goto(where)
    for line in page.locator("input[name=why]").all():
        line.fill("for a friend")
    for number, side in enumerate(("x", "y", "width", "height")):
        for field in page.locator(f"#{side}-1").all():
            field.fill(str(40 + number))
    if page.locator(button).evaluate("one => one.form.target") == "_blank":
        with page.expect_popup() as popup:
            page.click(button)
        made = popup.value
    else:
        page.click(button)
        made = page
    made.wait_for_url("**/papers/**")
    return made


PAPERS = {
    "statement": ("/statement/print", "form[action$='/statement/pdf'] button"),
    "custody": (f"/captures/{THREAD}/custody", "form[action$='/custody/form'] button"),
    "picture": (f"/captures/{THREAD}/picture/1/redact", "#redact button.main"),
}


@pytest.mark.parametrize("paper", list(PAPERS))
def test_a_paper_is_shown_within_our_frame_and_ends_with_the_others(
    browser: Browser, serving: Serving, unlocked: Unlocked, paper: str
) -> None:
    with come_in(browser, serving) as first:
        unlock_at_once(serving, unlocked)
        where, button = PAPERS[paper]
        made = _paper_of(first, serving.address + where, button)
        expect(made.locator("#leave button")).to_be_visible()
        picture = made.locator(".paper-sheet").first
        expect(picture).to_be_visible()
        wide = "picture => picture.decode().then(() => picture.naturalWidth)"
        assert picture.evaluate(wide) > 500
        another = first.context.new_page()
        another.goto(serving.address)
        # Wherever the focus is on it, two presses are enough.
        picture.click()
        _escape(made, serving)
        another.wait_for_url("**/away", timeout=1000 * SECONDS)
        made.wait_for_url("**/away")
        assert serving.state.unlocked_session is None
        expect(made.locator(".paper-sheet")).to_have_count(0)


def test_a_paper_can_be_saved_and_is_what_was_entered(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as first:
        unlock_at_once(serving, unlocked)
        made = _paper_of(first, f"{serving.address}/statement/print", PAPERS["statement"][1])
        with made.expect_download() as saved:
            made.click("form[action$='/save'] button")
        data = Path(saved.value.path()).read_bytes()
        assert data.startswith(b"%PDF-")
        assert saved.value.suggested_filename == "Keepsake.pdf"
        session = serving.state.unlocked_session
        assert session is not None
        *_, (_place, last) = session.unlocked.entries()
        assert sha256_hex(data).encode() in bytes(last.body)


BARE = (
    f"/captures/{THREAD}/pictures/1",
    f"/captures/{THREAD}/small/1",
    f"/captures/{THREAD}/copy/frame",
    f"/captures/{THREAD}/whole/0",
    "/typed?at=/police/talk",
    "/statement/exhibit?exhibit=3&item=5",
    "/alive",
)


def test_no_address_shows_bare_bytes_in_a_tab(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        unlock_at_once(serving, unlocked)
        made = _paper_of(page, serving.address + PAPERS["picture"][0], PAPERS["picture"][1])
        of_paper = made.url.removeprefix(serving.address) + "/1"
        for bare in (*BARE, of_paper):
            answer = page.goto(serving.address + bare)
            assert answer is not None
            assert answer.status == 403, bare
            expect(page).to_have_title("Page closed")


def test_coming_in_anew_ends_the_tabs_of_before_and_not_the_new_one(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as first:
        unlock_at_once(serving, unlocked)
        first.goto(f"{serving.address}/captures/{THREAD}")
        second = first.context.new_page()
        second.goto(serving.entrance())
        first.wait_for_selector("text=Type your passphrase")
        unlock_at_once(serving, unlocked)
        second.goto(f"{serving.address}/captures/{THREAD}")
        expect(second.locator("main")).to_contain_text("Marc")
        # In the same tab too: it is not called off by the end of what was in it.
        second.goto(serving.entrance())
        second.wait_for_selector("text=Type your passphrase")
