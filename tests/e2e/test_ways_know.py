"""Will they know? The button's menu says it for the page in front, and opens nothing of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from e2e.harness import ROOT, SHORT_SECONDS, Machine
from e2e.platform_scene import browser_that_finds
from e2e.screen import Screen, choose, own_page, windowed
from fixtures.platforms.server import platform_sites
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

ADDRESS = "https://www.instagram.com/direct/t/17842055330127433/"
KNOW = (6, 4)  # place in the menu
ANSWERS = {"yes": "Yes", "no": "No", "not_confirmed": "Not confirmed"}


def test_the_menu_says_whether_they_will_know_and_nothing_is_kept_or_opened(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = json.loads(
        (ROOT / "shared" / "data" / "platforms" / "instagram.json").read_text("utf-8")
    )
    told = rule["will_they_know"]
    row = next(each for each in told if each["act"] == "open" and "dm_thread" in each["kinds"])
    with platform_sites(tmp_path) as sites, Screen() as screen:
        monkeypatch.setenv("KEEPSAKE_CHROMIUM", str(browser_that_finds(tmp_path, sites.flags)))
        with windowed(machine, screen) as browser:
            tab = browser.open(ADDRESS)
            choose(screen, browser, tab, *KNOW)
            know = own_page(browser, "know")
            answer = "document.getElementById('answer').textContent"
            until(lambda: browser.evaluate(know, answer), SHORT_SECONDS, "no answer")
            assert browser.evaluate(know, answer) == ANSWERS[row["answer"]]
            shown = str(browser.evaluate(know, "document.getElementById('rows').innerText"))
            for words in (row["en"], row["source"], row["checked"]):
                assert words in shown
            # The address of our page, which the browser remembers, says nothing of the other one.
            assert all("insta" not in url or url == ADDRESS for url in browser.pages())
    assert not machine.vault_path.exists()
