"""A real Chromium for the window's pages, and where pictures of them go."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from keepsake.viewer.unlocked_session import UnlockedSession
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving

SCREENSHOTS = Path(__file__).parents[2] / "dist" / "screenshots" / "viewer"
# So long nothing new is asked for.
QUIET_MS = 500
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts the computer's Chromium without a screen."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(find_chromium()), args=ARGUMENTS)
        yield started
        started.close()


@contextmanager
def come_in(
    browser: Browser,
    serving: Serving,
    *,
    language: str = "en",
    theme: str = "light",
    width: int = 1280,
) -> Iterator[Page]:
    """Opens the one-time address in a browser of its own."""
    context = browser.new_context(
        locale=f"{language}-CA",
        color_scheme=theme,
        viewport={"width": width, "height": 860},
        timezone_id="America/Toronto",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(serving.entrance())
    yield page
    context.close()


def unlock_at_once(serving: Serving, unlocked: Unlocked) -> None:
    """What giving the passphrase does to the vault that is served, without the second it takes."""
    state = serving.state
    own = type(unlocked)(type(unlocked.vault).open(state.path, state.env), unlocked.identity)
    state.unlocked_session = UnlockedSession(own, state.env)
    state.touch()


def settle(page: Page) -> None:
    """Waits until the page has all that it asks for itself.

    Its network is never idle: one of the tabs always holds an answer open, to hear of the end.
    """
    page.wait_for_load_state("load")
    asked = "() => performance.getEntriesByType('resource').length"
    before, now = -1, page.evaluate(asked)
    while before != now:
        page.wait_for_timeout(QUIET_MS)
        before, now = now, page.evaluate(asked)


def shoot(page: Page, name: str) -> None:
    """Keeps a picture of the whole page for people to look at, when KEEPSAKE_PICTURES=1 asks."""
    if os.environ.get("KEEPSAKE_PICTURES") != "1":
        return
    # With all of a picture in pieces.
    settle(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"), full_page=True)
