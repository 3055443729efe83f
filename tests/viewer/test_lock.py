"""The passphrase, the wait after a wrong one, the lock by itself, and the quick exit."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.preferences import Preferences, load, save
from keepsake.viewer.tries import TooSoonError, wait_after
from viewer import sample
from viewer.conftest import HOST, THREAD, Browser, session_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.app_state import BrowserSession


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = field(default_factory=real_environment().now)

    def environment(self) -> Environment:
        real = real_environment()
        return replace(real, now=lambda: self.now)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_waits_grow_after_three_wrong_passphrases_up_to_a_minute() -> None:
    assert [wait_after(failures) for failures in range(9)] == [0, 0, 0, 2, 4, 8, 16, 32, 60]
    assert wait_after(10_000) == 60


def test_during_the_wait_even_the_right_passphrase_is_not_tried(vault: Path, clock: Clock) -> None:
    state = AppState(vault, clock.environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    for _ in range(3):
        status, text = browser.post("/unlock", passphrase="wrong wrong wrong wrong")
        assert status == 403
        assert "Nothing is lost." in text
    assert "Try again in 2 seconds." in text
    assert browser.post("/unlock", passphrase=sample.PASSPHRASE)[0] == 429
    with pytest.raises(TooSoonError):
        state.unlock(sample.PASSPHRASE)
    clock.wait(2)
    browser.unlock()
    assert state.unlocked_session is not None
    assert state.wait_seconds() == 0


def test_the_key_is_dropped_when_nobody_is_there(
    vault: Path, unlocked: Unlocked, clock: Clock
) -> None:
    state = AppState(vault, clock.environment(), idle_seconds=600)
    state.unlocked_session = session_of(vault, unlocked, state.env)
    state.touch()
    clock.wait(599)
    assert not state.lock_if_idle()
    state.touch()
    clock.wait(599)
    assert not state.lock_if_idle()
    clock.wait(1)
    assert state.lock_if_idle()
    assert state.unlocked_session is None


def test_a_page_asked_for_too_late_shows_the_door(
    vault: Path, unlocked: Unlocked, clock: Clock
) -> None:
    state = AppState(vault, clock.environment(), idle_seconds=60)
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    state.unlocked_session = session_of(vault, unlocked, state.env)
    state.touch()
    assert browser.get("/captures")[0] == 200
    clock.wait(61)
    assert browser.get("/captures")[0] == 303
    assert browser.post("/alive")[0] == 403


def test_locking_forgets_everything_that_was_read(opened: Browser) -> None:
    session = opened.state.unlocked_session
    assert session is not None
    for page in ("/captures", f"/captures/{THREAD}/text", f"/captures/{THREAD}/small/1", "/check"):
        opened.get(page)
    opened.get(f"/captures/{THREAD}/check")
    opened.get("/search?q=friday")
    assert opened.post("/lock")[0] == 303
    assert opened.state.unlocked_session is None
    assert not session.jobs.reports
    assert "Marc" not in repr(vars(session))


def test_leaving_ends_the_session_and_tells_the_window(opened: Browser) -> None:
    left: list[bool] = []
    state, browser = opened.state, opened
    state.on_leave = lambda: left.append(state.unlocked_session is None)
    unused = state.issue_token()
    assert browser.post("/leave")[0] == 303
    assert left == [True]
    assert browser.get("/")[0] == 403
    assert state.enter(unused) is None
    status, text = browser.get("/away")
    assert status == 200
    assert "keepsake" not in text.lower()


@pytest.mark.parametrize("how", ["leave", "enter"])
def test_who_hears_of_an_end_finds_it_done(
    opened: Browser, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    # Else a page that hears of it at once is told of a lock, and asks for the door of another's.
    state = opened.state
    before, end, heard = state.browser_session, state.turns.end, []

    def ends() -> None:
        end()
        heard.append(state.browser_session)

    monkeypatch.setattr(state.turns, "end", ends)
    if how == "leave":
        state.leave()
    else:
        state.enter(state.issue_token())
    assert heard
    assert before not in heard


def test_a_page_whose_session_ends_as_it_asks_is_shut_out(
    opened: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = opened.state
    find = state.find_session

    def found_then_left(cookie: str) -> BrowserSession | None:
        login = find(cookie)
        state.leave()
        return login

    turn = state.turns.now
    monkeypatch.setattr(state, "find_session", found_then_left)
    assert opened.get(f"/alive?turn={turn}&hold=1")[0] == 403


def test_the_first_passphrase_is_set_and_opens(
    new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    state = AppState(new_vault(tmp_path / "vault"), real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    assert "nobody can open" in browser.get("/")[1]
    assert (
        browser.post("/passphrase", passphrase="aaaaaaaaaaaaaaaa", again="aaaaaaaaaaaaaaaa")[0]
        == 400
    )
    assert browser.post("/passphrase", passphrase=sample.PASSPHRASE, again="other")[0] == 400
    assert not state.vault().claimed
    assert (
        browser.post("/passphrase", passphrase=sample.PASSPHRASE, again=sample.PASSPHRASE)[0] == 303
    )
    assert state.vault().claimed
    assert "Marc D." in browser.get("/captures")[1]


def test_every_page_says_so_while_there_is_no_passphrase(
    new_vault: Callable[[Path], Path], tmp_path: Path
) -> None:
    state = AppState(new_vault(tmp_path / "vault"), real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    assert browser.post("/later")[0] == 303
    for page in ("/", "/captures", "/captures/1", "/hand-over", "/check", "/settings"):
        assert "No passphrase is set." in browser.get(page)[1]
    assert "Choose a passphrase" in browser.get("/passphrase")[1]


def test_a_vault_with_a_passphrase_does_not_open_without_it(locked: Browser) -> None:
    status, _text = locked.post("/later")
    assert status == 303
    assert locked.state.unlocked_session is None


def test_nothing_that_was_shown_is_in_the_log(
    vault: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = AppState(vault, real_environment())
    opened = Browser(state, create_app(state, HOST).test_client())
    opened.enter()
    opened.unlock()
    with caplog.at_level(logging.DEBUG):
        for page in ("/captures", f"/captures/{THREAD}/text", "/search?q=friday"):
            opened.get(page)
        for sealed in (vault / "parts").rglob("0001.age"):
            sealed.write_bytes(b"damaged")
        assert opened.get(f"/captures/{THREAD}/pictures/1")[0] == 500
    assert "Marc" not in caplog.text
    assert "instagram" not in caplog.text


def test_preferences_outlive_damage_and_nonsense(tmp_path: Path) -> None:
    assert load(tmp_path) == Preferences()
    save(tmp_path, Preferences("fr", "dark", blur=True, idle_minutes=5))
    assert load(tmp_path) == Preferences("fr", "dark", blur=True, idle_minutes=5)
    (tmp_path / "viewer.json").write_bytes(b'{"language":"xx","theme":"loud","idle_minutes":99999}')
    assert load(tmp_path) == Preferences()
    (tmp_path / "viewer.json").write_bytes(b"\xff")
    assert load(tmp_path) == Preferences()
