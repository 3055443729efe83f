"""The words that open a copy stay until they are written down, in memory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from viewer.conftest import PROFILE, THREAD, Browser
from viewer.handing_over import hand_over, words_of, written_down

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_is_made_and_its_words_stay_until_written_down(
    working: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "for the officer"
    hand_over(working, capture=[str(THREAD), str(PROFILE)], folder=str(folder), to="Const. A. Roy")
    assert working.get("/hand-over")[0] == 303
    assert working.get("/hand-over/making")[0] == 303
    assert '"ended":true' in working.get("/hand-over/making/state")[1].replace(" ", "")
    text = working.get("/hand-over/done")[1]
    passphrase = words_of(text)
    assert pyrage.passphrase.decrypt((folder / "evidence.age").read_bytes(), passphrase)
    assert (folder / "OPEN-ME.html").is_file()
    assert words_of(working.get("/hand-over/done")[1]) == passphrase, "the page was loaded anew"
    home = working.get("/")[1]
    assert "You have handed over 1 copy." in home
    assert passphrase not in home
    assert 'href="/hand-over/done"' in home
    # Neither another copy nor an old page that is sent takes their place.
    other = str(tmp_path / "other")
    assert working.post("/hand-over", capture=[str(THREAD)], folder=other)[0] == 303
    assert working.post("/hand-over/written", entry="0")[0] == 303
    assert working.get("/hand-over")[0] == 303
    assert words_of(working.get("/hand-over/done")[1]) == passphrase
    assert not (tmp_path / "other").exists()
    assert written_down(working)[0] == 303
    assert working.get("/hand-over/done")[0] == 303
    assert 'href="/hand-over/done"' not in working.get("/")[1]
    assert working.post("/hand-over", capture=[str(THREAD)], folder=str(folder))[0] == 409
    for page in ("/", "/captures", "/hand-over", f"/captures/{THREAD}/facts"):
        assert passphrase not in working.get(page)[1]


def test_the_words_are_in_no_file_and_go_with_the_key(
    working: Browser, vault: Path, tmp_path: Path
) -> None:
    hand_over(working, capture=[str(PROFILE)], folder=str(tmp_path / "copy"))
    passphrase = words_of(working.get("/hand-over/done")[1])
    for file in (one for folder in (vault, tmp_path) for one in folder.rglob("*") if one.is_file()):
        assert passphrase.encode() not in file.read_bytes(), file
    working.post("/lock")
    assert working.state.unlocked_session is None
    working.unlock()
    assert working.get("/hand-over/done")[0] == 303
