"""The session goes to no other program of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures.serving import Handler, serving
from keepsake.env import real_environment
from keepsake.viewer import server
from keepsake.viewer.server import own_address
from viewer.screens import come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving


@pytest.fixture(params=["own address", "shared address"])
def running(
    request: pytest.FixtureRequest, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Serving]:
    """With an address of its own; and as on macOS, where all programs share one."""
    if request.param == "shared address":
        monkeypatch.setattr(server, "own_address", lambda _env: server.LOOPBACK)
    with server.serve(vault) as serving:
        yield serving


@pytest.mark.browser
def test_no_other_port_of_this_computer_is_shown_the_session(
    browser: Browser, running: Serving
) -> None:
    told: list[str] = []

    class Other(Handler):
        """A program that writes down what it is shown."""

        def get(self) -> None:
            told.append(self.headers.get("Cookie", ""))
            self.answer("text/html", b"<!doctype html><img src=/pixel><title>other</title>")

    with serving(Other) as port, come_in(browser, running) as page:
        within = page.context.cookies(f"{running.address}/")
        assert [one["name"] for one in within] == ["keepsake"]
        for host in ("127.0.0.1", "localhost"):
            page.goto(f"http://{host}:{port}/")
            page.wait_for_load_state("networkidle")
        assert told
        assert set(told) == {""}


def test_each_run_has_an_address_of_its_own() -> None:
    assert len({own_address(real_environment()) for _ in range(20)}) > 15


@pytest.mark.browser
def test_all_is_found_again_where_addresses_begin_with_what_nobody_else_knows(
    browser: Browser, running: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, running) as page:
        unlock_at_once(running, unlocked)
        page.goto(running.address)
        page.fill("header input[type=search]", "Marc")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{running.address}/search?*")
        page.click("nav >> text=Police")
        page.click("text=Write down this call or visit")
        page.fill("#person", "Sam")
        expect(page.locator(".held")).to_contain_text("Sealed at ")
        page.goto(f"{running.address}/")
        page.click(".unfinished a")
        expect(page.locator("#person")).to_have_value("Sam")
        page.click(".typed-back button")
        expect(page.locator("#person")).to_have_value("")
        page.click("text=Leave")
        page.wait_for_url(f"{running.address}/away")
