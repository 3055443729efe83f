"""A browser without the program is killed at random moments: what was acknowledged still waits.

Each row of the table is one kill: the seed draws which page is captured and when the end comes. At
the end the program appears, and gets all of it.
"""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import pytest

from e2e import waits
from e2e.firefox import STARTERS
from e2e.harness import LONG_SECONDS
from fixtures.storms.site import storm_site
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.stamp.authorities import load_authorities
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox, FirefoxTab
    from e2e.harness import Machine
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser
SLOW = os.environ.get("SLOW") == "1"
SEEDS = range(1, 26 if SLOW else 4)
"""With SLOW=1 so many in each browser: 50 in all."""
LONGEST_SECONDS = 6.0


@pytest.mark.parametrize("kind", STARTERS)
def test_what_was_acknowledged_waits_whenever_the_browser_is_killed(
    machine: Machine, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(machine.authorities))
    acknowledged = 0
    with storm_site() as site:
        for seed in SEEDS:
            chance = random.Random(seed)
            browser = waits.alone(machine, kind)
            if seed > 1:
                _expect_there(browser, acknowledged, seed)
            tab = browser.open(site.thread(count=chance.choice((40, 200, 400))))
            browser.click_toolbar(tab)
            acknowledged = acknowledged + _until_killed(browser, tab, chance)
    with waits.alone(machine, kind) as browser:
        _expect_there(browser, acknowledged, 0)
        waits.appear(machine, browser)
        waits.press(browser, waits.page(browser), "now")
        until(lambda: "Nothing waits here" in waits.told(browser), LONG_SECONDS, "it still waits")
    captures = machine.captures()
    assert {kept.body.waited is not None for kept in captures} == {True}
    assert len(captures) > len(SEEDS) / 2, "too early to have begun anything"
    assert sum(len(list(kept.parts("tile"))) for kept in captures) >= acknowledged
    report = audit(machine.unlocked(), load_authorities())
    assert [step for step in report.steps if step.outcome is Outcome.INVALID] == []


def _until_killed(browser: Browser | Firefox, tab: Tab | FirefoxTab, chance: random.Random) -> int:
    """Kills the browser after a random time, and gives how many pictures it said were kept."""
    end = time.monotonic() + chance.random() * LONGEST_SECONDS
    kept = 0
    while time.monotonic() < end:
        text = browser.badge(tab).text
        kept = int(text) if text.isdigit() else kept
    browser.kill()
    return kept


def _expect_there(browser: Browser | Firefox, acknowledged: int, seed: int) -> None:
    """Each that is listed was opened with the key of the browser."""
    waits.page(browser)
    text = waits.told(browser)
    assert "damaged" not in text
    assert waits.pictures(text) >= acknowledged, (seed, text)
