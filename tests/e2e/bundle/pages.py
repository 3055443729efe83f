"""A bundle's page in a browser: opened without a network, unlocked, and gone through."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from fixtures.bundles import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ("overview", "exhibits", "leads", "accounts", "text", "checks", "files", "checklist")
OPEN_SECONDS = 60.0


@contextlib.contextmanager
def cut_off_page(chromium: Browser) -> Iterator[Page]:
    """A page without a network, that fails the test when something goes wrong in it."""
    context = chromium.new_context(locale="en-CA", offline=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(OPEN_SECONDS * 1000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


def view(page: Page, name: str) -> None:
    page.click(f"nav [data-view={name}]")


def unlock(page: Page, folder: Path, passphrase: str) -> float:
    """Opens the copy; seconds from the click to the summary."""
    page.goto((folder / "OPEN-ME.html").as_uri())
    page.fill("#secret", passphrase)
    start = time.monotonic()
    page.click("button.primary")
    page.wait_for_selector(".verdict")
    return time.monotonic() - start


def axe(page: Page) -> list[str]:
    """Ids of the rules that a page breaks."""
    run = (
        "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => one.id))"
    )
    found: list[str] = page.evaluate(f"{AXE.read_text(encoding='utf-8')}; {run}")
    return found
