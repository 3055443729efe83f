"""A file in which a browser saved what waited there is taken in by the window too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures.waiting import WORDS, Waiting, plain_file, sealed_file
from keepsake.core.errors import Code
from keepsake.env import real_environment
from keepsake.vault.handle import Vault
from keepsake.viewer.server import serve
from viewer.screens import chromium, come_in, shoot, unlock_at_once
from viewer.sending import send

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked
    from viewer.conftest import Browser

PIECE = 100_000


def _begin(working: Browser, file: bytes, words: str = WORDS) -> None:
    told = json.dumps({"size": len(file), "words": words}).encode()
    assert send(working, "/add/waiting", told)[0] == 200


def _send(working: Browser, file: bytes, words: str = WORDS) -> tuple[int, dict[str, object]]:
    _begin(working, file, words)
    for start in range(0, len(file), PIECE):
        place = f"/add/waiting/{start}"
        assert send(working, place, file[start : start + PIECE])[0] == 200
    return send(working, "/add/waiting/whole")


def _large() -> Waiting:
    """One whose file is of several pieces, and more than is read again for other words."""
    waiting = Waiting(has_manifest=False)
    waiting.parts[1].data = bytes(range(256)) * 4_000
    return waiting


def test_each_capture_is_kept_and_shown(working: Browser) -> None:
    large, small = _large(), Waiting()
    file = sealed_file(plain_file(large, small))
    status, told = _send(working, file, "Maple Anchor violin copper meadow otter")
    assert status == 200
    rows = told["captures"]
    assert isinstance(rows, list)
    assert [row["problem"] for row in rows] == ["", ""]
    for row in rows:
        _, text = working.get(f"/captures/{row['entry']}")
        assert "It came here in a file that the browser saved." in text
    again = _send(working, file)[1]["captures"]
    assert again == [{"entry": None, "problem": ""}] * 2


def test_what_is_wrong_is_told_in_words(working: Browser) -> None:
    file = sealed_file(plain_file(Waiting(), Waiting(part=1)))
    status, told = _send(working, file, "other words")
    assert (status, told["code"]) == (409, int(Code.WAITING_LOCKED))
    assert "words that the browser showed" in str(told["problem"])
    rows = _send(working, file)[1]["captures"]
    assert isinstance(rows, list)
    assert "its beginning is not in this vault" in rows[1]["problem"]
    status, told = _send(working, file[:-50])
    assert (status, told["code"]) == (409, int(Code.FILE_CUT))


def test_pieces_out_of_order_and_without_a_beginning_are_not_taken(working: Browser) -> None:
    assert send(working, "/add/waiting/0", b"x")[1]["code"] == int(Code.CAPTURE_STATE)
    file = sealed_file(plain_file(Waiting()))
    _begin(working, file)
    assert send(working, "/add/waiting/5", b"x")[1]["code"] == int(Code.CAPTURE_STATE)
    assert send(working, "/add/waiting/0", file)[0] == 200
    assert send(working, "/add/waiting/whole")[0] == 200


def test_locking_ends_one_that_is_arriving(working: Browser) -> None:
    file = sealed_file(plain_file(_large()))
    _begin(working, file)
    assert send(working, "/add/waiting/0", file[:PIECE])[0] == 200
    before = working.state.vault().size()
    working.state.lock()
    assert working.state.vault().size() == before


@pytest.mark.browser
def test_chosen_in_a_real_browser(vault: Path, unlocked: Unlocked, tmp_path: Path) -> None:
    waiting = Waiting()
    (tmp_path / "waiting.keepsake").write_bytes(sealed_file(plain_file(waiting)))
    (tmp_path / "notes.txt").write_text("beside it")
    with chromium() as browser, serve(vault) as running, come_in(browser, running) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/add")
        page.set_input_files("#files", [tmp_path / "waiting.keepsake", tmp_path / "notes.txt"])
        words = page.get_by_label("Words that the browser showed")
        words.fill(WORDS)
        shoot(page, "add-waiting")
        page.click("#do")
        expect(page.locator("#said")).to_contain_text("2 of 2 files were added")
        expect(page.locator("#list .added-kept").first).to_contain_text("Captures added: 1")
        shoot(page, "add-waiting-done")
        page.locator("#list a").first.click()
        expect(page.locator("h1")).to_have_text("A thread")
    opened = type(unlocked)(Vault.open(vault, real_environment()), unlocked.identity)
    assert waiting.capture in {one.body.capture for one in opened.captures()}
