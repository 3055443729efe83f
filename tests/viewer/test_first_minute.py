"""The first minute: what is there already, a passphrase, a sheet; the way back when forgotten."""

from __future__ import annotations

import html
import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

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


def test_from_a_capture_to_home_in_two_steps(fresh: Browser) -> None:
    text = fresh.get("/")[1]
    assert "1 capture is already kept and sealed here." in text
    assert "Step 1 of 2" in text
    chosen = {"passphrase": sample.PASSPHRASE, "again": sample.PASSPHRASE}
    answer = fresh.client.post(
        "/passphrase",
        base_url=f"http://{HOST}",
        data=chosen
        | {"csrf": fresh.state.browser_session.csrf if fresh.state.browser_session else ""},
        headers={"Origin": f"http://{HOST}"},
    )
    assert answer.location == "/recovery-sheet?first=1"
    assert "Step 2 of 2" in fresh.get(answer.location)[1]
    assert fresh.post("/recovery-sheet")[0] == 303
    code = _code(fresh.get("/recovery-sheet")[1])
    assert fresh.post("/recovery-sheet/written")[0] == 303
    home = fresh.get("/")[1]
    for line in (
        "Tell nobody",
        "Delete nothing",
        "Capture everything",
        "touch nothing",
        "Write down",
    ):
        assert line in home
    assert "1 capture is kept." in home
    assert "Nothing that you kept was removed." in home
    assert "Nothing is written yet." in home
    assert "A recovery sheet exists." in home
    fresh.post("/lock")
    _comes_back_with(fresh, code)


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
