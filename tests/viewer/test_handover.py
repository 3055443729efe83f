"""Handing over: the folder is made, its words are shown once, mistakes cost nothing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pyrage
import pytest

from keepsake.env import real_environment
from keepsake.vault.store import Vault
from keepsake.viewer.app import create_app
from keepsake.viewer.desk import Desk
from keepsake.viewer.state import State
from viewer import sample
from viewer.conftest import HOST, PROFILE, THREAD, Browser

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def browser(vault: Path) -> Browser:
    """A browser with an open vault of its own, for an export is written into it."""
    state = State(vault, real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    state.desk = Desk(Vault.open(vault, state.env).unlock(sample.PASSPHRASE), state.env)
    state.touch()
    return browser


def test_a_folder_is_made_and_its_words_are_shown_once(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "for the officer"
    status, _text = browser.post(
        "/hand-over", capture=[str(THREAD), str(PROFILE)], folder=str(folder), to="Const. A. Roy"
    )
    assert status == 303
    text = browser.get("/hand-over/done")[1]
    passphrase = html.unescape(re.findall(r'class="words"[^>]*>([^<]+)<', text)[0])
    assert pyrage.passphrase.decrypt((folder / "evidence.age").read_bytes(), passphrase)
    assert (folder / "OPEN-ME.html").is_file()
    assert browser.get("/hand-over/done")[0] == 303
    assert "Handed over 1 time." in browser.get("/")[1]
    assert browser.post("/hand-over", capture=[str(THREAD)], folder=str(folder))[0] == 409
    for page in ("/", "/captures", "/hand-over", f"/captures/{THREAD}/facts"):
        assert passphrase not in browser.get(page)[1]


def test_only_what_was_ticked_goes_along_and_it_is_shown_before(
    browser: Browser, tmp_path: Path
) -> None:
    page = browser.get("/hand-over")[1]
    assert page.count('name="tell"') == 5
    assert "No report, it is only words on the internet." in page
    assert re.findall(r'value="(\w+)" id="tell-\w+" checked', page) == ["statement"]
    folder = tmp_path / "told"
    form = {"capture": [str(THREAD)], "folder": str(folder), "tell": ["events", "no"], "who": "R."}
    assert browser.post("/hand-over", **form)[0] == 303
    passphrase = html.unescape(
        re.findall(r'class="words"[^>]*>([^<]+)<', browser.get("/hand-over/done")[1])[0]
    )
    payload = pyrage.passphrase.decrypt((folder / "evidence.age").read_bytes(), passphrase)
    assert b"A stranger asked for a video call." in payload
    assert b"No report, it is only words on the internet." not in payload


@pytest.mark.parametrize(
    ("captures", "folder"),
    [
        ([], "new"),
        (["999"], "new"),
        ([str(THREAD)], "missing/new"),
        ([str(THREAD)], ""),
        (["x"], "new"),
    ],
)
def test_a_mistake_makes_nothing(
    browser: Browser, tmp_path: Path, captures: list[str], folder: str
) -> None:
    place = str(tmp_path / folder) if folder else "relative"
    status, text = browser.post("/hand-over", capture=captures, folder=place)
    assert status == 400
    assert 'role="alert"' in text
    assert not (tmp_path / "new").exists()


def test_what_is_offered_is_a_new_folder(browser: Browser) -> None:
    text = browser.get("/hand-over")[1]
    assert text.count('type="checkbox" name="capture"') == 3
    assert len(re.findall(r'id="capture-\d+" checked', text)) == 3
    only = browser.get(f"/hand-over?capture={THREAD}")[1]
    assert len(re.findall(r'id="capture-\d+" checked', only)) == 1
