"""Killed at random moments of real captures: what was acknowledged is there, the log verifies."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import SHORT_SECONDS, ending, hosts
from fixtures.storms.site import storm_site
from keepsake.core.verify import Outcome
from keepsake.flows.audit import audit
from keepsake.native.targets import until
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from keepsake.native.browser import Browser, Tab

pytestmark = pytest.mark.browser
SLOW = os.environ.get("SLOW") == "1"
KILLS = 500 if SLOW else 4
BROWSER_EVERY = 20 if SLOW else 2
"""Each so-manieth time the browser is killed, and at every second of these the host too."""
LONGEST_SECONDS = 4.0


def test_killed_at_random_moments_every_acknowledged_part_is_there(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(machine.authorities))
    chance = random.Random(os.environ.get("KEEPSAKE_SEED", "storms"))
    states: list[str] = []
    with storm_site() as site:
        browser = machine.browser()
        tab = browser.open(site.thread())
        for number in range(1, KILLS + 1):
            acknowledged = _run_for_a_while(machine, browser, tab, chance)
            if number % BROWSER_EVERY:
                _kill_hosts(machine)
                ending(browser, tab)
                _close_explanations(browser, tab)
            else:
                os.kill(browser.pid, signal.SIGKILL)
                if number % (2 * BROWSER_EVERY) == 0:
                    _kill_hosts(machine)
                until(lambda: not hosts(machine), SHORT_SECONDS, "the host outlives its browser")
                browser.kill()
                browser = machine.browser()
                tab = browser.open(site.thread())
            kept = _recovered(machine, number)
            states.append(kept.body.state)
            tiles = sum(part.kind == "tile" for part in kept.body.parts)
            assert tiles >= acknowledged, (number, kept.body.state)
            weather.all_parts_open(kept)
        browser.close()
    report = audit(machine.unlocked(), load_authorities())
    wrong = [step for step in report.steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    assert len(machine.captures()) == KILLS
    assert "incomplete" in states


def _run_for_a_while(machine: Machine, browser: Browser, tab: Tab, chance: random.Random) -> int:
    """Presses the button, waits a random time, and gives how many pictures are acknowledged."""
    browser.click_toolbar(tab)
    # From here on there is something to lose.
    until(machine.sealed_parts, SHORT_SECONDS, "nothing begins")
    time.sleep(chance.random() * LONGEST_SECONDS)
    shown = browser.badge(tab).text
    return int(shown) if shown.isdigit() else 0


def _kill_hosts(machine: Machine) -> None:
    for host in hosts(machine):
        os.kill(host, signal.SIGKILL)


def _close_explanations(browser: Browser, tab: Tab) -> None:
    browser.worker(
        f"chrome.tabs.query({{windowId: {tab.window}}}).then((tabs) => chrome.tabs.remove("
        f"tabs.map(({{ id }}) => id).filter((id) => id !== {tab.id}))).then(() => null)"
    )


def _recovered(machine: Machine, count: int) -> Kept:
    """Does what the host's next start does first, and gives the newest capture."""
    machine.vault().recover()
    captures = machine.captures()
    assert len(captures) == count
    return captures[-1]
