"""Looks at pages of a desk as somebody sees them who has no mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from viewer.access import sticks_out, violations
from viewer.screens import shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (390, 1280)


class Looks:
    """Pages as they are seen at two widths, and what is wrong there."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self._page, self._address, self._language = page, address, language
        self.seen: list[str] = []
        self.found: list[str] = []

    def go(self, path: str, name: str = "") -> None:
        """Goes to a page, and looks at it."""
        answer = self._page.goto(f"{self._address}/{path}")
        # A page that says that something broke is for everyone, too.
        assert answer
        assert answer.status < 500, path
        self._look(name or path)

    def press(self, action: str = "") -> None:
        """Sends a form by its keys, and looks at what comes."""
        form = f'form[action$="{action}"]' if action else "main form:not([action])"
        self._page.focus(f"{form} button")
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        self._look(f"after {action or self._page.url.removeprefix(self._address)}")

    def _look(self, name: str) -> None:
        page = self._page
        self.seen.append(page.url.removeprefix(self._address))
        assert page.get_attribute("html", "lang") == self._language
        for fold in page.query_selector_all("details"):
            fold.evaluate("fold => { fold.open = true; }")
        self.found += [f"{name}: {each}" for each in violations(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if sticks_out(page):
                self.found.append(f"{name} at {width}: sticks out by {sticks_out(page)}")
            plain = re.sub("[^a-z]+", "-", name.lower()).strip("-")
            shoot(page, f"desk-{self._language}-{width}-{plain}")
