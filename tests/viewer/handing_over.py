"""Hands a case over in the window, as a person would."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.conftest import Browser


def hand_over(browser: Browser, **form: str | list[str]) -> None:
    """Has a folder made, and waits for it."""
    status, _text = browser.post("/hand-over", **form)
    assert status == 303
    making = browser.state.unlocked_session.jobs.export if browser.state.unlocked_session else None
    assert making is not None
    assert making.wait(60)


def written_down(browser: Browser) -> tuple[int, str]:
    """Presses the button that ends the page of what was made."""
    text = browser.get("/hand-over/done")[1]
    entry = re.findall(r'name="entry" value="(\d+)"', text)[0]
    return browser.post("/hand-over/written", entry=entry)


def words_of(text: str) -> str:
    return html.unescape(re.findall(r'class="words"[^>]*>([^<]+)<', text)[0])
