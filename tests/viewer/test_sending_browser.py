"""Sending as a person does it: in a real browser, by keyboard, with axe on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import NAME, StandIn, stand_in
from keepsake.viewer.server import serve
from viewer.access import look_at
from viewer.conftest import THREAD
from viewer.screens import come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1280), ("fr", "dark", 360)]
)
def test_from_the_link_to_the_receipt_by_keyboard_for_everyone(
    browser: Browser,
    vault: Path,
    unlocked: Unlocked,
    desk: StandIn,
    language: str,
    theme: str,
    width: int,
) -> None:
    look = {"language": language, "theme": theme, "width": width}
    with serve(vault) as running, come_in(browser, running, **look) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/hand-over?capture={THREAD}")
        assert _walk(page, desk, f"{language}-{theme}-{width}") == []
    assert desk.state == "received"


def _walk(page: Page, desk: StandIn, look: str) -> list[str]:
    page.focus("#way-invited")
    page.keyboard.press("Space")
    page.fill("#invitation", desk.link)
    found = look_at(page, "sending-form", look)
    page.keyboard.press("Enter")
    page.wait_for_selector("#look-opens")
    assert NAME in page.inner_text("main")
    found += look_at(page, "sending-look", look)
    assert desk.asked == []
    desk.manner.checks = 1_000
    page.focus("button[formaction$='/hand-over/send']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".making")
    found += look_at(page, "sending", look)
    while "confirm" not in _stage(page) and desk.state != "checking":
        page.wait_for_timeout(100)
    page.focus("form[action$='/sending/stop'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("main [role=alert]")
    found += look_at(page, "not-sent", look)
    desk.left_to_check = 0
    page.goto(page.url.partition("/hand-over")[0] + "/hand-over")
    page.wait_for_selector("#unfinished")
    found += look_at(page, "sending-unfinished", look)
    page.focus("form[action$='/send/continue'] button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[action$='/sent/end'] button")
    found += look_at(page, "sent", look)
    page.keyboard.press("Tab")
    return found


def _stage(page: Page) -> str:
    return page.inner_text(".making-stage") if page.query_selector(".making-stage") else "confirm"
