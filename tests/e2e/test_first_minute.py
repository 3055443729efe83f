"""From the first start to the first tick, before any passphrase: what a person does, and how long.

Prints the steps and the seconds, which the limits of time are not part of.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from selenium.common.exceptions import StaleElementReferenceException

from e2e.firefox import STARTERS, Firefox
from e2e.harness import SHORT_SECONDS, capture, follow
from e2e.screen import Screen
from keepsake.core.practice import CASE, PATH, is_practice
from keepsake.formats import practice_page
from keepsake_drive.capture import WAITS
from keepsake_drive.chromium import find_chromium
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.harness import Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


@contextmanager
def _viewer(machine: Machine) -> Iterator[str]:
    """The viewer as somebody starts it who has never started it; gives the address it says."""
    unseen = {"KEEPSAKE_VAULT": str(machine.vault_path), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with subprocess.Popen(
        [machine.program, "view", "--serve"],
        env={**os.environ, **machine.variables, **unseen},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


def _open(browser: Browser | Firefox, address: str) -> Any:
    if isinstance(browser, Firefox):
        # Not by what waits for the page: that is evaluated in it, which its policy forbids.
        return browser.beside(browser.open("about:blank"), address)
    return browser.open(address)


def _text(browser: Browser | Firefox, tab: Any, selector: str = "body") -> str:
    """What the elements say that a selector finds."""
    if isinstance(browser, Firefox):
        try:
            return " ".join(browser.texts(tab, selector))
        except StaleElementReferenceException:
            return ""  # it is being left for the next page at this moment
    found = f"[...document.querySelectorAll({json.dumps(selector)})].map((one) => one.textContent)"
    return str(browser.evaluate(tab, f"{found}.join(' ')"))


@pytest.mark.parametrize("started", STARTERS)
def test_three_presses_to_the_first_tick(
    machine: Machine, started: str, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    with _viewer(machine) as address, STARTERS[started](machine) as browser:
        there = time.monotonic()
        first = _open(browser, address)
        assert "Step 1 of 3" in _text(browser, first)
        assert _text(browser, first, "main label") == "", "something is asked"
        practice = address.split("/enter/")[0] + PATH
        assert is_practice(practice)
        tab = _open(browser, practice)
        capture(browser, tab)
        ticked = time.monotonic()
        until(
            lambda: "Step 2 of 3" in _text(browser, first),
            SHORT_SECONDS,
            "the first page did not go on by itself",
        )
        assert "Passphrase" in _text(browser, first, "main label")
    kept = machine.newest()
    assert kept.body.case == CASE
    assert kept.body.state == "complete"
    assert len([item for item in kept.manifest.items if "umbrella" in item.text]) > 0
    with capsys.disabled():
        steps = "start the program, open the practice page, press the button"
        seconds = f"{ticked - begun:.1f} s, {ticked - there:.1f} s of them with the first page open"
        print(f"\n{started}: 3 steps ({steps}); first start to first tick {seconds}")


def test_the_add_on_shows_once_how_to_begin_also_where_it_was_loaded_by_hand(
    machine: Machine,
) -> None:
    made = "chrome.contextMenus.update('keep', {}).then(() => true, () => false)"
    shown = (
        "chrome.tabs.query({ url: chrome.runtime.getURL('ui/welcome.html') })"
        ".then((tabs) => tabs.length)"
    )
    with Screen() as screen, sync_playwright() as playwright:
        for first in (True, False):
            context = playwright.chromium.launch_persistent_context(
                machine.profile,
                executable_path=find_chromium(),
                headless=False,
                args=[
                    f"--load-extension={machine.extension}",
                    f"--disable-extensions-except={machine.extension}",
                ],
                ignore_default_args=["--disable-extensions"],
                env={**os.environ, **machine.variables, **screen.variables},
            )
            (worker,) = context.service_workers or [context.wait_for_event("serviceworker")]
            wanted = shown if first else made
            until(partial(worker.evaluate, wanted), SHORT_SECONDS, "nothing was shown")
            assert worker.evaluate(shown) == first
            context.close()


@pytest.mark.parametrize("met", [False, True], ids=["program never met", "program met before"])
def test_the_add_on_alone_practises_in_the_waiting_room(machine: Machine, met: bool) -> None:
    if met:
        with machine.browser() as browser:
            capture(browser, browser.open(_own(browser, "practice")))
        _forget(machine)
    with machine.browser(registered=False) as browser:
        welcome = browser.open(_own(browser, "welcome"))
        shown = browser.evaluate(welcome, "document.querySelector('a.button').href")
        tab = browser.open(str(shown))
        assert "umbrella" in _text(browser, tab)
        assert is_practice(str(shown))
        assert follow(browser, tab)[-1].text == WAITS
        waiting = browser.open(_own(browser, "waiting"))
        sealed = "Sealed to your vault" if met else "Sealed to this browser"
        until(lambda: sealed in _text(browser, waiting), SHORT_SECONDS, "none")
    with machine.browser() as browser:
        until(lambda: len(machine.captures()) == 1 + met, SHORT_SECONDS, "it was not taken over")
    kept = machine.newest()
    assert (kept.body.case, kept.body.state) == (CASE, "complete")
    assert len([item for item in kept.manifest.items if "umbrella" in item.text]) == 4


@pytest.mark.parametrize("started", STARTERS)
def test_with_the_program_practice_goes_to_it_at_once(machine: Machine, started: str) -> None:
    with STARTERS[started](machine) as browser:
        own = isinstance(browser, Firefox)
        tab = browser.own("practice") if own else browser.open(_own(browser, "practice"))
        capture(browser, tab)
    kept = machine.newest()
    assert (kept.body.case, kept.body.state) == (CASE, "complete")
    assert kept.manifest.tiles
    read = " ".join(item.text for item in kept.manifest.items)
    assert [line for line in practice_page.lines("en") if line not in read] == []


def _forget(machine: Machine) -> None:
    """The browser cannot start the program any more."""
    (machine.profile / "NativeMessagingHosts" / "org.keepsake.host.json").unlink()


def _own(browser: Browser, name: str) -> str:
    return f"chrome-extension://{browser.extension}/ui/{name}.html"
