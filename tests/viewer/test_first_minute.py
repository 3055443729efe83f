"""The first minute: what is there already, a passphrase, a sheet; the way back when forgotten."""

from __future__ import annotations

import html
import json
import re
import secrets
import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from keepsake.core.practice import is_practice
from keepsake.env import real_environment
from keepsake.flows.passphrase import recovery_code
from keepsake.vault import access
from keepsake.vault.handle import Vault
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from viewer import sample
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OTHER = "walnut-harbour-cinder-maple-trumpet-velvet"


@pytest.fixture
def fresh(new_vault: Callable[[Path], Path], tmp_path: Path) -> Browser:
    """A browser before the first passphrase, with one capture there."""
    state = AppState(new_vault(tmp_path / "vault"), real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    return browser


def _code(text: str) -> str:
    return html.unescape(re.findall(r'class="words"[^>]*>([^<]+)<', text)[0])


def test_from_a_capture_to_home_in_three_steps(fresh: Browser) -> None:
    text = fresh.get("/")[1]
    assert "1 capture is already sealed here." in text
    assert "Step 2 of 3" in text
    chosen = {"passphrase": sample.PASSPHRASE, "again": sample.PASSPHRASE}
    answer = fresh.client.post(
        "/passphrase",
        base_url=f"http://{HOST}",
        data=chosen
        | {"csrf": fresh.state.browser_session.csrf if fresh.state.browser_session else ""},
        headers={"Origin": f"http://{HOST}"},
    )
    assert answer.location == "/recovery-sheet?first=1"
    _alone(fresh.get(answer.location)[1])
    assert fresh.post("/recovery-sheet")[0] == 303
    _alone(fresh.get("/recovery-sheet")[1])
    code = _code(fresh.get("/recovery-sheet")[1])
    assert fresh.post("/recovery-sheet/written")[0] == 303
    assert code not in fresh.get("/recovery-sheet")[1]
    _alone(fresh.get("/recovery-sheet")[1])
    assert fresh.post("/recovery-sheet/check", **_two_words(fresh, code))[0] == 303
    home = fresh.get("/?written=1")[1]
    assert 'class="rail"' in home
    assert 'class="rail"' in fresh.get("/recovery-sheet")[1], "later it is a page like others"
    assert "Your recovery sheet is right." in home
    for line in (
        "let the other person know",
        "Delete nothing",
        "Capture everything",
        "touch nothing",
        "Write down",
    ):
        assert line in home
    assert "You have 1 capture." in home
    assert "Nothing you captured has been removed." in home
    assert "You haven’t written anything yet." in home
    assert "You have a recovery sheet." in home
    fresh.post("/lock")
    _comes_back_with(fresh, code)


def _alone(page: str) -> None:
    """A step of the first minute, with nothing else in the way but the doors."""
    assert "Step 3 of 3" in page
    assert 'class="rail"' not in page
    assert 'type="search"' not in page
    assert 'id="lock"' in page
    assert 'id="leave"' in page


def _two_words(browser: Browser, code: str) -> dict[str, str]:
    """What a person types who has the sheet before them, a little as people type."""
    asked = re.findall(r'name="word-(\d+)"', browser.get("/recovery-sheet")[1])
    assert len(set(asked)) == 2
    return {f"word-{n}": f" {code.split('-')[int(n)].capitalize()} " for n in asked}


@pytest.fixture
def with_sheet(working: Browser) -> tuple[Browser, str]:
    """A browser that has just made a recovery sheet, and its code."""
    assert working.post("/recovery-sheet")[0] == 303
    return working, _code(working.get("/recovery-sheet")[1])


def test_wrong_words_are_told_kindly_and_lose_nothing(with_sheet: tuple[Browser, str]) -> None:
    browser, code = with_sheet
    browser.post("/recovery-sheet/written")
    right = _two_words(browser, code)
    for wrong in ({}, right | {next(iter(right)): "wrong"}, dict.fromkeys(right, "")):
        status, text = browser.post("/recovery-sheet/check", **wrong)
        assert status == 400
        assert "Nothing is lost." in text
        assert "isn’t checked yet" in browser.get("/")[1]
    # The same two are asked for until they are right, or the sheet is looked at again.
    assert _two_words(browser, code) == right
    assert browser.post("/recovery-sheet/again")[0] == 303
    assert code in browser.get("/recovery-sheet")[1]
    assert browser.post("/recovery-sheet/check", **right)[0] == 400, "nothing is asked for now"


def test_which_words_are_asked_for_is_left_to_chance(with_sheet: tuple[Browser, str]) -> None:
    browser, code = with_sheet
    drawn = set()
    for _ in range(40):
        browser.post("/recovery-sheet/written")
        drawn.add(tuple(_two_words(browser, code)))
        browser.post("/recovery-sheet/again")
    assert len({place for pair in drawn for place in pair}) == len(code.split("-"))


def test_home_keeps_asking_until_the_sheet_is_shown_to_be_on_paper(
    with_sheet: tuple[Browser, str], vault: Path
) -> None:
    browser, code = with_sheet
    browser.post("/recovery-sheet/written")
    browser.post("/lock")
    browser.unlock()
    assert "Your recovery sheet isn’t checked yet." in browser.get("/")[1]
    # What the code was is forgotten here: all of it is asked for, and nothing else is taken.
    assert 'name="code"' in browser.get("/recovery-sheet")[1]
    assert browser.post("/recovery-sheet/check", code="wrong wrong")[0] == 400
    assert browser.post("/recovery-sheet/check", code=code.replace("-", " "))[0] == 303
    assert "You have a recovery sheet." in browser.get("/")[1]
    browser.post("/recovery-sheet")
    assert "isn’t checked yet" in browser.get("/")[1], "a new code makes the old sheet void"
    assert code not in (vault / "config.toml").read_text(encoding="utf-8")


def test_a_person_with_nothing_yet_is_led_to_a_first_capture(tmp_path: Path) -> None:
    state = AppState(tmp_path / "vault", real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    text = browser.get("/")[1]
    assert "Step 1 of 3" in text
    assert f"http://{HOST}/practice" in text
    assert 'type="password"' not in text, "a capture comes before any passphrase"
    assert json.loads(browser.get("/begin/state")[1]) == {"there": 0}
    assert 'type="password"' in browser.get("/passphrase")[1]
    sample.capture(state.vault(), sample.thread(3))
    assert json.loads(browser.get("/begin/state")[1]) == {"there": 1}
    assert "Step 2 of 3" in browser.get("/")[1]


@pytest.mark.parametrize("unlocked", [False, True])
def test_the_practice_page_opens_in_the_own_browser_and_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unlocked: bool
) -> None:
    state = AppState(tmp_path / "vault", real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    if unlocked:
        browser.post("/later")
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not asked.append(address))
    text = browser.get("/begin" if unlocked else "/")[1]
    assert ("Step 1 of 3" in text) is not unlocked
    assert asked == []
    assert browser.post("/begin/practice")[0] == 303
    assert asked == [f"http://{HOST}/practice"]
    assert is_practice(asked[0])


@pytest.mark.parametrize("agent", ["Firefox/153.0", "Chrome/156.0"])
def test_the_picture_is_of_the_browser_that_asks_first(tmp_path: Path, agent: str) -> None:
    state = AppState(tmp_path / "vault", real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    shown = re.findall(r"toolbar/(\w+)/(\w+)", browser.get("/", **{"User-Agent": agent})[1])
    first, second = ("firefox", "chromium") if "Firefox" in agent else ("chromium", "firefox")
    assert [name for name, _theme in shown] == [first, first, second, second]
    assert {theme for _name, theme in shown} == {"light", "dark"}
    for name, theme in shown:
        assert browser.get(f"/begin/toolbar/{name}/{theme}")[0] == 200
    assert browser.get("/begin/toolbar/safari/light")[0] == 404


def test_files_from_a_phone_can_be_added_from_home(working: Browser) -> None:
    assert 'class="button" href="/add"' in working.get("/")[1]


def _comes_back_with(browser: Browser, code: str) -> None:
    assert 'href="/forgotten"' in browser.get("/")[1]
    assert browser.post("/forgotten", code="not the code at all")[0] == 403
    assert browser.post("/forgotten", code=f"  {code.upper().replace('-', ' ')} ")[0] == 303
    text = browser.get("/passphrase/change")[1]
    assert 'name="present"' not in text
    assert browser.post("/passphrase/change", passphrase=OTHER, again="x")[0] == 400
    assert browser.post("/passphrase/change", passphrase=OTHER, again=OTHER)[0] == 303
    browser.post("/lock")
    assert browser.post("/unlock", passphrase=sample.PASSPHRASE)[0] == 403
    assert browser.post("/unlock", passphrase=OTHER)[0] == 303
    # The code does not stay in force for what asks who is there.
    assert 'name="present"' in browser.get("/passphrase/change")[1]


def test_wrong_codes_have_to_wait_as_wrong_passphrases_do(locked: Browser, vault: Path) -> None:
    state = locked.state
    access.set_recovery_code(
        access.unlock(Vault.open(vault, real_environment()), sample.PASSPHRASE),
        "one-two-three-four-five-six",
    )
    state.path = vault
    now = state.env.now()
    state.env = replace(state.env, now=lambda: now)
    for _ in range(3):
        assert locked.post("/forgotten", code="wrong wrong wrong")[0] == 403
    assert locked.post("/forgotten", code="one two three four five six")[0] == 429
    assert locked.post("/unlock", passphrase=sample.PASSPHRASE)[0] == 429
    assert state.unlocked_session is None


def test_without_a_sheet_it_is_said_plainly(locked: Browser) -> None:
    text = locked.get("/forgotten")[1]
    assert "No recovery sheet was made" in text
    assert 'name="code"' not in text
    assert locked.post("/forgotten", code=sample.PASSPHRASE)[0] == 403


def test_the_passphrase_is_changed_only_by_who_knows_it(working: Browser) -> None:
    change = {"passphrase": OTHER, "again": OTHER}
    assert working.post("/passphrase/change", **change, present="wrong")[0] == 403
    weak = {"passphrase": "aaaa", "again": "aaaa", "present": sample.PASSPHRASE}
    assert working.post("/passphrase/change", **weak)[0] == 400
    assert working.post("/passphrase/change", **change, present=sample.PASSPHRASE)[0] == 303
    access.unlock(Vault.open(working.state.path, real_environment()), OTHER)


def test_the_sheet_is_forgotten_with_the_key(working: Browser) -> None:
    assert working.post("/recovery-sheet")[0] == 303
    session = working.state.unlocked_session
    assert session is not None
    assert session.jobs.fresh_code
    working.post("/lock")
    assert session.jobs.fresh_code == ""


@pytest.mark.parametrize(("language", "words"), [("en", 8), ("fr", 10)])
def test_the_words_of_a_sheet_are_of_its_language(language: str, words: int) -> None:
    drawn = {recovery_code(language, secrets.token_bytes) for _ in range(20)}
    assert len(drawn) == 20
    assert {len(code.split("-")) for code in drawn} == {words}
