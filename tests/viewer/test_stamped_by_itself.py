"""What is added or written in the window is stamped by itself; handing over says what is not."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.handle import Vault
from keepsake.viewer import stamping, window
from keepsake.viewer.server import serve
from keepsake.viewer.stamping import Stamping
from viewer import sample
from viewer.conftest import HOST, NEW, THREAD, Browser
from viewer.screens import come_in, unlock_at_once
from viewer.sending import added

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium

    from keepsake.vault.unlocked import Unlocked

EVENT = {"when-date": "2026-11-20", "text": "He rang at the door."}


def waits(path: Path) -> bool:
    """Whether an authority has not stamped all of a vault."""
    vault = Vault.open(path, real_environment())
    newest = vault.stamps.newest_of_each()
    return any(newest.get(one.id, 0) < vault.size() for one in load_authorities())


def until_stamped(path: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while waits(path):
        assert time.monotonic() < end, "nothing was stamped"
        time.sleep(0.2)


# What is started outlives the window by design, and nobody waits for its end.
@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
@pytest.mark.browser
def test_what_is_written_in_the_window_is_stamped_while_it_is_open(
    browser: Chromium, vault: Path, unlocked: Unlocked
) -> None:
    with serve(vault, stamping=True) as running, come_in(browser, running) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/timeline/event")
        page.fill("#when-date", "2026-11-20")
        page.fill("#text", "He rang at the door.")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".told")).to_be_visible()
        until_stamped(vault)
        # And again: what started the first time has ended.
        page.goto(f"{running.address}/hand-over")
        page.fill("#folder", str(vault.parent / "copy"))
        page.click("button.main")
        expect(page.locator("#look-goes")).to_be_visible()
        expect(page.get_by_role("button", name="Get the time stamps now")).to_have_count(0)


def test_the_window_has_it_switched_on(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    class EndedError(Exception):
        pass

    def note(*_facts: object, **named: object) -> object:
        asked.update(named)
        raise EndedError

    monkeypatch.setattr(window, "serve", note)
    with pytest.raises(EndedError):
        window.run(vault, browser=True)
    assert asked["stamping"] is True


def counted(browser: Browser) -> list[int]:
    """Grows with each time that the window is told of something written."""
    told: list[int] = []
    browser.state.wrote = lambda: told.append(1)
    return told


def test_adding_keeping_and_unlocking_ask_for_it_and_nothing_else_does(
    working: Browser, vault: Path
) -> None:
    told = counted(working)
    assert working.post("/timeline/event", **EVENT)[0] == 303
    assert len(told) == 1
    added(working, b"words of a chat")
    assert len(told) == 2
    for page in ("/", "/timeline", "/hand-over"):
        working.get(page)
    working.post("/alive")
    working.post("/hand-over/look", capture=[str(THREAD)], folder=str(vault.parent / "x"))
    assert len(told) == 2, "nothing was written into the log"
    working.post("/lock")
    assert working.post("/timeline/event", **EVENT)[0] == 303
    assert len(told) == 2
    working.unlock()
    assert len(told) == 3
    assert working.client.post("/alive", base_url=f"http://{HOST}").status_code == 403
    assert len(told) == 3, "who has no session asks for nothing"


@pytest.fixture
def started(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stamping, list[str]]]:
    """A watch over a vault, and what it starts."""
    monkeypatch.setattr(stamping, "PAUSE_SECONDS", 0.3)
    found: list[str] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        found.append(" ".join(arguments))
        if len(found) == 1:
            raise KeepsakeError(Code.TOOL_MISSING)
        running.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return running[-1]

    running: list[subprocess.Popen[bytes]] = []
    watch = Stamping(vault, real_environment())
    thread = threading.Thread(target=watch.watch, args=(start,))
    thread.start()
    yield watch, found
    watch.stop()
    thread.join(20)
    assert not thread.is_alive()
    for one in running:
        one.communicate(b"\n")


def test_it_is_started_once_for_all_that_is_written_in_one_go(
    started: tuple[Stamping, list[str]], vault: Path
) -> None:
    watch, found = started
    for _ in range(20):
        watch.soon()
    time.sleep(1.5)
    assert found == [f"stamp --quiet --vault {vault}"]
    watch.soon()
    time.sleep(1.5)
    assert len(found) == 2, "that it could not be started once ends nothing"
    watch.soon()
    time.sleep(1.5)
    assert len(found) == 2, "the one that runs takes what comes meanwhile"


def test_nothing_is_started_where_nothing_waits_or_stamps_are_off(
    started: tuple[Stamping, list[str]], vault: Path
) -> None:
    watch, found = started
    stamp_now(Vault.open(vault, real_environment()), load_authorities(), real_environment(), fetch)
    watch.soon()
    time.sleep(1)
    assert found == []
    sample.capture(Vault.open(vault, real_environment()), sample.page_gone())
    switched_off(vault)
    watch.soon()
    time.sleep(1)
    assert found == []


def switched_off(vault: Path) -> None:
    config = vault / "config.toml"
    config.write_text(re.sub("enabled = true", "enabled = false", config.read_text()))
    assert not Vault.open(vault, real_environment()).config.stamps_enabled


def look(browser: Browser, vault: Path, action: str = "look") -> str:
    chosen = {"capture": [str(THREAD), str(NEW)], "folder": str(vault.parent / "copy")}
    status, text = browser.post(f"/hand-over/{action}", **chosen)
    assert status == 200
    return text


def test_handing_over_says_how_many_wait_and_gets_their_stamps(
    working: Browser, vault: Path
) -> None:
    text = look(working, vault)
    assert "1 of 2 has no time stamp yet." in text
    assert 'formaction="/hand-over/stamp"' in text
    text = look(working, vault, "stamp")
    assert "Everything has a time stamp now." in text
    assert 'formaction="/hand-over/stamp"' not in text
    assert not waits(vault)
    assert f'value="{vault.parent / "copy"}"' in text, "what was chosen is still there"


def test_where_no_authority_answers_it_says_so_and_goes_on(working: Browser, vault: Path) -> None:
    session = working.state.unlocked_session
    assert session is not None
    session.authorities = tuple(
        dataclasses.replace(one, url="http://127.0.0.1:9/") for one in session.authorities
    )
    text = look(working, vault, "stamp")
    assert "1 of 2 has no time stamp yet." in text
    assert "The time-stamp authorities are not answering right now." in text
    assert 'formaction="/hand-over/change"' in text


def test_where_stamps_are_switched_off_nothing_is_offered(working: Browser, vault: Path) -> None:
    switched_off(vault)
    text = look(working, vault)
    assert "Time stamps are switched off in this vault" in text
    assert 'formaction="/hand-over/stamp"' not in text
