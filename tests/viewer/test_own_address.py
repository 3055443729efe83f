"""The session goes to no other program of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.serving import Handler, serving
from keepsake.env import real_environment
from keepsake.viewer.server import own_address, serve
from viewer.screens import come_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.browser
def test_no_other_port_of_this_computer_is_shown_the_session(browser: Browser, vault: Path) -> None:
    told: list[str] = []

    class Other(Handler):
        """A program that writes down what it is shown."""

        def get(self) -> None:
            told.append(self.headers.get("Cookie", ""))
            self.answer("text/html", b"<!doctype html><img src=/pixel><title>other</title>")

    with serving(Other) as port, serve(vault) as running, come_in(browser, running) as page:
        assert [one["name"] for one in page.context.cookies(running.address)] == ["keepsake"]
        for host in ("127.0.0.1", "localhost"):
            page.goto(f"http://{host}:{port}/")
            page.wait_for_load_state("networkidle")
        assert told
        assert set(told) == {""}


def test_each_run_has_an_address_of_its_own() -> None:
    assert len({own_address(real_environment()) for _ in range(20)}) > 15
