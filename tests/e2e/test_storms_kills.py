"""Killed at random moments of real captures: what was acknowledged is there, the log verifies.

Hosts under real browsers, browsers, the extension's worker, and tabs that are closed;
`tests/faults/test_kills.py` kills hosts 500 times.
"""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, ending, hosts
from fixtures.storms.site import storm_site
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import recovery
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser
SLOW = os.environ.get("SLOW") == "1"
ENDS = ("host", "worker", "browser", "tab", "browser and host")
"""What comes to a sudden end, in turn."""
KILLS = 60 if SLOW else 5
LONGEST_SECONDS = 4.0
CUT, CLOSED, DONE = ("incomplete", "cut_short"), ("partial", "closed"), ("complete", "")
"""What the entry says; the last where the capture was done before."""


def test_killed_at_random_moments_every_acknowledged_part_is_there(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(machine.authorities))
    chance = random.Random(os.environ.get("KEEPSAKE_SEED", "storms"))
    said: list[tuple[str, str]] = []
    with storm_site() as site:
        browser = machine.browser()
        tab = browser.open(site.thread())
        for number in range(1, KILLS + 1):
            what = ENDS[number % len(ENDS)]
            acknowledged = _run_for_a_while(machine, browser, tab, chance)
            if "browser" in what:
                os.kill(browser.pid, signal.SIGKILL)
                if "host" in what:
                    _kill_hosts(machine)
                until(lambda: not hosts(machine), SHORT_SECONDS, "the host outlives its browser")
                browser.kill()
                browser = machine.browser()
                tab = browser.open(site.thread())
            else:
                tab = _ended(machine, browser, tab, what, site.thread())
            kept = _recovered(machine, number)
            said.append((kept.body.state, kept.body.reason))
            tiles = sum(part.kind == "tile" for part in kept.body.parts)
            assert tiles >= acknowledged, (number, what, said)
            # Where the host alone was killed the browser keeps the rest, and the next has it all.
            expected = {"tab": CLOSED, "host": DONE}.get(what, CUT)
            assert said[-1] in (expected, DONE), (number, what, said)
            weather.all_parts_open(kept)
        browser.close()
    report = audit(machine.unlocked(), load_authorities())
    wrong = [step for step in report.steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    assert len(machine.captures()) == KILLS
    hosts_killed = sum(ENDS[n % len(ENDS)] == "host" for n in range(1, KILLS + 1))
    assert said.count(DONE) - hosts_killed < KILLS / 2, "too late to end anything"


def _run_for_a_while(machine: Machine, browser: Browser, tab: Tab, chance: random.Random) -> int:
    """Presses the button, waits a random time, and gives how many pictures are acknowledged."""
    browser.click_toolbar(tab)
    # From here on there is something to lose.
    until(machine.sealed_parts, SHORT_SECONDS, "nothing begins")
    time.sleep(chance.random() * LONGEST_SECONDS)
    shown = browser.badge(tab).text
    return int(shown) if shown.isdigit() else 0


def _ended(machine: Machine, browser: Browser, tab: Tab, what: str, url: str) -> Tab:
    """Ends something under a browser that lives on, and gives the tab to go on with."""
    if what == "host":
        _kill_hosts(machine)
        ending(browser, tab, LONG_SECONDS)
        _close_explanations(browser, tab)
        return tab
    if what == "worker":
        weather.stop_worker(browser)
        until(lambda: not hosts(machine), SHORT_SECONDS, "the host outlives its worker")
        until(weather.at_rest(browser, tab), SHORT_SECONDS, "the page was left where it was")
        return tab
    other = browser.open(url)
    browser.close_tab(tab)
    until(lambda: not hosts(machine), SHORT_SECONDS, "the capture goes on without its tab")
    _close_explanations(browser, other)
    return other


def _kill_hosts(machine: Machine) -> None:
    for host in hosts(machine):
        os.kill(host, signal.SIGKILL)


def _close_explanations(browser: Browser, tab: Tab) -> None:
    browser.worker(
        f"chrome.tabs.query({{windowId: {tab.window}}}).then((tabs) => chrome.tabs.remove("
        f"tabs.map(({{ id }}) => id).filter((id) => id !== {tab.id}))).then(() => null)"
    )


def _recovered(machine: Machine, count: int) -> Kept:
    """Does what the host's next start does first, and gives the newest capture.

    A browser that has just come up again started one itself, which may be at it still.
    """
    recovery.recover(machine.vault())
    until(lambda: len(machine.captures()) >= count, SHORT_SECONDS, "it is not entered")
    captures = machine.captures()
    assert len(captures) == count
    return captures[-1]
