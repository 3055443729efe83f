"""A picture that was said to be sensitive stays blurred wherever it is shown, until wanted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from fixtures import additions
from keepsake.env import real_environment
from keepsake.vault.handle import Vault
from keepsake.viewer.server import serve
from keepsake.viewer.unlocked_session import UnlockedSession
from viewer.conftest import HOST, THREAD, Browser, session_of, work_of
from viewer.screens import chromium, come_in, shoot

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

_COVERED = re.compile(r'<figure class="tile[^"]* covered" id="picture-(\d+)"')


def _covered(browser: Browser, entry: int = THREAD) -> list[int]:
    return [int(part) for part in _COVERED.findall(browser.get(f"/captures/{entry}")[1])]


def _small(browser: Browser, part: int, entry: int = THREAD) -> bytes:
    address = f"/captures/{entry}/small/{part}"
    with browser.client.get(address, base_url=f"http://{HOST}") as answer:
        return answer.get_data()


def _whole(browser: Browser) -> list[bool]:
    """Of each piece of the whole picture, whether it is covered."""
    found: list[bool] = []
    while True:
        piece = json.loads(browser.get(f"/captures/{THREAD}/whole/{len(found)}")[1])
        if piece["end"]:
            return found
        found.append(piece["covered"])


def _cover(browser: Browser, entry: int = THREAD, **form: str) -> int:
    return browser.post(f"/captures/{entry}/cover", **form)[0]


def test_one_picture_is_covered_wherever_it_is_shown_and_no_other(working: Browser) -> None:
    clear = {part: _small(working, part) for part in (1, 2)}
    pages = (f"/captures/{THREAD}/picture/2", f"/captures/{THREAD}/picture/2/redact")
    assert not any(" covered" in working.get(page)[1] for page in pages)
    assert _cover(working, part="2", covered="yes", back="pictures") == 303
    assert _covered(working) == [2]
    assert _small(working, 1) == clear[1]
    assert _small(working, 2) != clear[2]
    assert all(" covered" in working.get(page)[1] for page in pages)
    assert " covered" not in working.get(f"/captures/{THREAD}/picture/1")[1]
    assert _whole(working) == [True]
    assert _cover(working, part="2", covered="no", back="picture") == 303
    assert _covered(working) == []
    assert _small(working, 2) == clear[2]
    assert _whole(working) == [False]


def test_it_is_an_entry_of_the_log_and_is_there_when_the_vault_is_opened_again(
    working: Browser, unlocked: Unlocked
) -> None:
    assert working.state.unlocked_session is not None
    vault = working.state.unlocked_session.unlocked.vault
    before = vault.size()
    _cover(working, covered="yes")
    assert _covered(working) == [1, 2, 3, 4, 5, 6]
    _cover(working, covered="yes")
    _cover(working, part="5", covered="no")
    records = working.state.unlocked_session.unlocked.entries(before)
    assert [record.kind for _, record in records if record.kind == "cover"] == ["cover", "cover"]
    again = type(unlocked)(Vault.open(working.state.path, vault.env), unlocked.identity)
    fresh = UnlockedSession(again, real_environment())
    assert fresh.casework().covered == work_of(working).covered == {THREAD: {1, 2, 3, 4, 6}}


def test_pictures_that_were_added_and_nothing_else(working: Browser) -> None:
    assert working.state.unlocked_session is not None
    files = [("note.txt", b"hello"), ("IMG_1.jpg", additions.photo())]
    receipt, _ = additions.add(working.state.unlocked_session.unlocked.vault, files)
    assert receipt is not None
    assert _cover(working, receipt.entry, part="2", covered="yes") == 303
    assert _covered(working, receipt.entry) == [2]
    size = working.state.unlocked_session.unlocked.vault.size()
    for entry, part in ((receipt.entry, "1"), (receipt.entry, "9"), (THREAD, "0"), (99, "1")):
        assert _cover(working, entry, part=part, covered="yes") == 404
    assert working.state.unlocked_session.unlocked.vault.size() == size


@pytest.mark.browser
def test_it_is_shown_when_it_is_wanted(vault: Path, unlocked: Unlocked) -> None:
    blurred = "all => all.map((one) => getComputedStyle(one).filter !== 'none')"
    with serve(vault) as running, chromium() as started, come_in(started, running) as page:
        running.state.unlocked_session = session_of(vault, unlocked, real_environment())
        running.state.touch()
        page.goto(f"{running.address}/captures/{THREAD}")
        page.locator("#picture-2 >> text=Blur this picture").click()
        page.wait_for_selector("#picture-2.covered")
        page.wait_for_load_state()  # its look, too
        pictures = page.locator(".tile img")
        assert pictures.evaluate_all(blurred) == [False, True, False, False, False, False]
        shoot(page, "pictures-covered")
        page.click("#picture-2 >> text=Show picture")
        assert not any(pictures.evaluate_all(blurred))
        page.reload()
        assert pictures.evaluate_all(blurred)[1], "only until the page is left"
