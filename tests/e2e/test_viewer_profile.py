"""The vault in a person's own browser: nothing of it is in what that browser keeps on the disk.

A browser writes down the addresses it was at and, to bring its pages back after a crash, what was
typed into them. A page that does nothing against it shows that both are looked at, and when.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from e2e import firefox_start
from fixtures.canary import hits, marks
from fixtures.serving import Handler, serving
from keepsake.vault import access
from keepsake.viewer.server import serve
from keepsake.viewer.unlocked_session import UnlockedSession
from keepsake_drive.chromium import find_chromium
from keepsake_drive.targets import until
from viewer import sample, sample_case
from viewer.screens import ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.viewer.server import Serving

    Visit = Callable[[str, str, str], None]

pytestmark = pytest.mark.browser

ASKED_CONTROL, TYPED_CONTROL = "hyzfkuwo", "bdgmnprt"
TYPED = "zebraquarrel"
OF_PAGES = ("61577840233190", "marc.d.photo", "gift cards", "Direct messages")
OURS = marks((TYPED, *OF_PAGES))
THREAD = 3
SECONDS = 60

FORMS = (
    ("/", "#search"),
    (f"/captures/{THREAD}/text", "#find"),
    ("/timeline/event", "#text"),
    ("/police/talk", "#said"),
    ("/people/person", "#name"),
    ("/statement", "textarea"),
    ("/copies", "#folder"),
    ("/hand-over", "#to"),
)
"""Addresses and what can be typed into there; the first two ask for a page, which is asked for."""

PAGES = (
    "/captures",
    f"/captures/{THREAD}",
    f"/captures/{THREAD}/copy",
    f"/captures/{THREAD}/custody",
    "/people",
)


class Careless(Handler):
    """A page as most are: its browser keeps what is typed into it."""

    def get(self) -> None:
        self.answer("text/html", b"<!doctype html><title>x</title><form><input id=box></form>")


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


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Serving]:
    """A vault with a case, open in the window."""
    vault = sample.make_vault(
        tmp_path / "vault", [sample.cut_short(), sample.profile(), sample.thread()]
    )
    sample_case.fill(vault, (1, 2, THREAD))
    with serve(vault.path) as serving:
        serving.state.unlocked_session = UnlockedSession(
            access.unlock(vault, sample.PASSPHRASE), serving.state.env
        )
        yield serving


@pytest.mark.parametrize("browser", [chromium, firefox])
def test_neither_addresses_nor_what_is_typed_are_kept_by_the_browser(
    tmp_path: Path, running: Serving, browser: Any
) -> None:
    profile = tmp_path / "profile"
    with browser(profile) as visit, serving(Careless) as port:
        entrance = running.entrance()
        session, running.state.unlocked_session = running.state.unlocked_session, None
        visit(entrance)
        running.state.unlocked_session = session
        running.state.touch()
        for page in PAGES:
            visit(running.address + page)
        visit(f"{running.address}/people", "a[href*='people/account']")
        for page, where in FORMS[:2]:
            for text in (TYPED, OF_PAGES[2]):
                visit(running.address + page, where, f"{text}\n")
        for page, where in FORMS[2:]:
            visit(running.address + page, where, TYPED)
        visit(f"http://127.0.0.1:{port}/?{ASKED_CONTROL}", "#box", TYPED_CONTROL)
        for control in (ASKED_CONTROL, TYPED_CONTROL):
            wanted = marks((control,))
            until(lambda: hits(profile, wanted), SECONDS, f"{control} is not kept")  # noqa: B023
        assert hits(profile, OURS) == []
    assert hits(profile, OURS) == []
