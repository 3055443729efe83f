"""What waited is handed over when the program appears: once, whole, and saying that it waited."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from e2e import waits
from e2e.firefox import STARTERS
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, capture, follow, hosts, tiles_at_least
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import access
from keepsake_drive.capture import TICK, WAITS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.firefox import Firefox, FirefoxTab
    from e2e.harness import Kept, Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser
PASSPHRASE = "velvet lantern harbour nine quiet otters"


def _leave_waiting(browser: Browser | Firefox, tab: Tab | FirefoxTab) -> None:
    badge = follow(browser, tab, LONG_SECONDS)[-1]
    assert badge.text == WAITS, badge


def _handed_over(machine: Machine, count: int) -> list[Kept]:
    until(lambda: len(machine.captures()) >= count, LONG_SECONDS, "it is not handed over")
    captures = machine.captures()
    assert len(captures) == count
    return captures


def _is_whole(kept: Kept, sealed_to: str, part: int = 0) -> None:
    """Complete, every part as it was at birth, and told as one that waited."""
    assert (kept.body.state, kept.body.reason) == ("complete", "")
    for row in kept.body.parts:
        assert len(kept.unlocked.part(kept.body.capture, row.part)) == row.bytes
    waited = kept.body.waited
    assert waited is not None
    assert (waited.sealed_to, waited.through, waited.part) == (sealed_to, "port", part)
    assert waited.since < waited.until
    late = [row for row in kept.body.parts if row.part >= part]
    assert all(waited.since <= row.waited <= row.kept for row in late)


def _kill_hosts(machine: Machine) -> None:
    for host in hosts(machine):
        os.kill(host, signal.SIGKILL)


def _verifies(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(machine.authorities))
    report = audit(machine.unlocked(), load_authorities())
    assert [step for step in report.steps if step.outcome is Outcome.INVALID] == []


@pytest.mark.parametrize("kind", STARTERS)
def test_the_program_that_appears_gets_it_when_asked(
    machine: Machine, demo: DemoSite, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waits.alone(machine, kind) as browser:
        tab = browser.open(demo.feed_url)
        _leave_waiting(browser, tab)
        browser_page = waits.page(browser)
        waits.press(browser, browser_page, "now")
        until(lambda: "Not everything was taken" in waits.told(browser), SHORT_SECONDS, "no word")
        waits.appear(machine, browser)
        waits.press(browser, browser_page, "now")
        (kept,) = _handed_over(machine, 1)
        until(lambda: "All of it is in the vault" in waits.told(browser), SHORT_SECONDS, "no word")
        until(lambda: browser.badge(tab).text == TICK, SHORT_SECONDS, "no tick")
        assert waits.set_aside(browser) == []
    _is_whole(kept, "browser")
    _verifies(machine, monkeypatch)


@pytest.mark.parametrize("kind", STARTERS)
def test_the_next_start_of_the_browser_hands_it_over(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    with waits.alone(machine, kind) as browser:
        _leave_waiting(browser, browser.open(demo.profile_url()))
    with waits.together(machine, kind) as browser:
        (kept,) = _handed_over(machine, 1)
        waits.page(browser)
        until(lambda: "Nothing waits here" in waits.told(browser), SHORT_SECONDS, "it still waits")
    _is_whole(kept, "browser")


@pytest.mark.parametrize("kind", STARTERS)
def test_the_next_click_hands_it_over(machine: Machine, demo: DemoSite, kind: str) -> None:
    with waits.alone(machine, kind) as browser:
        _leave_waiting(browser, browser.open(demo.profile_url()))
        waits.appear(machine, browser)
        capture(browser, browser.open(demo.profile_url("milo.tran")))
        captures = _handed_over(machine, 2)
    (waited,) = [kept for kept in captures if kept.body.waited]
    _is_whole(waited, "browser")


@pytest.mark.parametrize("kind", STARTERS)
def test_what_is_sealed_to_the_vault_is_taken_while_that_is_locked(
    machine: Machine, demo: DemoSite, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waits.together(machine, kind) as browser:
        capture(browser, browser.open(demo.profile_url()))
        access.claim(machine.vault(), PASSPHRASE)
        waits.disappear(machine, browser)
        _leave_waiting(browser, browser.open(demo.feed_url))
        waits.page(browser)
        assert "Sealed to your vault." in waits.told(browser)
        waits.appear(machine, browser)
        before = machine.vault().size()
        waits.press(browser, waits.page(browser), "now")
        until(lambda: machine.vault().size() > before, LONG_SECONDS, "it is not handed over")
    unlocked = access.unlock(machine.vault(), PASSPHRASE)
    body = list(unlocked.captures())[-1].body
    assert body.state == "complete"
    assert body.waited is not None
    assert body.waited.sealed_to == "vault"
    assert all(row.claimed for row in body.parts)
    for row in body.parts:
        assert len(unlocked.part(body.capture, row.part)) == row.bytes
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(machine.authorities))
    report = audit(unlocked, load_authorities())
    assert [step for step in report.steps if step.outcome is Outcome.INVALID] == []


@pytest.mark.parametrize("kind", STARTERS)
def test_a_program_that_is_killed_in_the_middle_is_one_record(
    machine: Machine, demo: DemoSite, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with STARTERS[kind](machine) as browser:
        tab = browser.open(demo.thread_url)
        browser.click_toolbar(tab)
        until(tiles_at_least(machine, 8), SHORT_SECONDS, "too few tiles")
        (host,) = hosts(machine)
        os.kill(host, signal.SIGKILL)
        until(lambda: browser.badge(tab).text == TICK, LONG_SECONDS, "no tick")
    (kept,) = machine.captures()
    assert kept.body.waited is not None
    assert kept.body.waited.part > 8
    _is_whole(kept, "vault", kept.body.waited.part)
    assert kept.manifest.whole
    _verifies(machine, monkeypatch)


@pytest.mark.parametrize("kind", STARTERS)
def test_the_rest_waits_for_a_program_that_stays_away_and_both_become_one_record(
    machine: Machine, demo: DemoSite, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waits.together(machine, kind) as browser:
        tab = browser.open(demo.thread_url)
        browser.click_toolbar(tab)
        until(tiles_at_least(machine, 8), SHORT_SECONDS, "too few tiles")
        waits.disappear(machine, browser)
        _kill_hosts(machine)
        until(lambda: browser.badge(tab).text == WAITS, LONG_SECONDS, "nothing waits")
        assert machine.captures() == []
        waits.appear(machine, browser)
        waits.press(browser, waits.page(browser), "now")
        (kept,) = _handed_over(machine, 1)
    assert kept.body.waited is not None
    assert kept.body.waited.part > 8
    _is_whole(kept, "vault", kept.body.waited.part)
    assert kept.manifest.whole
    _verifies(machine, monkeypatch)


@pytest.mark.parametrize("what", ["host", "browser"])
@pytest.mark.parametrize("kind", STARTERS)
def test_a_hand_over_that_is_cut_in_the_middle_goes_on_at_the_next_start(
    machine: Machine, demo: DemoSite, kind: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = waits.alone(machine, kind)
    _leave_waiting(browser, browser.open(demo.thread_url))
    waits.appear(machine, browser)
    waits.press(browser, waits.page(browser), "now")
    until(lambda: len(machine.sealed_parts()) > 8, LONG_SECONDS, "nothing is handed over", 0.02)
    if what == "host":
        _kill_hosts(machine)
        browser.close()
    else:
        browser.kill()
    until(lambda: not hosts(machine), SHORT_SECONDS, "a host is left")
    assert machine.captures() == [], "it was over before it was cut"
    with waits.together(machine, kind) as browser:
        (kept,) = _handed_over(machine, 1)
        waits.page(browser)
        until(lambda: "Nothing waits here" in waits.told(browser), SHORT_SECONDS, "it still waits")
    _is_whole(kept, "browser")
    assert kept.manifest.whole
    assert machine.sealed_parts() == []
    assert len(machine.captures()) == 1
    _verifies(machine, monkeypatch)


@pytest.mark.parametrize("does", ["exec sleep 600", "exit 1"], ids=["mute", "broken"])
def test_a_program_that_does_not_answer_loses_nothing(
    machine: Machine, demo: DemoSite, does: str
) -> None:
    program = machine.folder / "program"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    with waits.alone(machine, "chromium") as browser:
        waits.appear(machine, browser, program)
        _leave_waiting(browser, browser.open(demo.profile_url()))
        waits.appear(machine, browser)
        waits.press(browser, waits.page(browser), "now")
        (kept,) = _handed_over(machine, 1)
    _is_whole(kept, "browser")


def test_another_computer_takes_the_saved_file(
    machine: Machine, new_machine: Callable[[], Machine], demo: DemoSite, tmp_path: Path
) -> None:
    with waits.alone(machine, "chromium") as browser:
        _leave_waiting(browser, browser.open(demo.feed_url))
        tab = waits.page(browser)
        waits.press(browser, tab, "save")
        words = "document.getElementById('words').textContent"
        until(lambda: browser.evaluate(tab, words), LONG_SECONDS, "no words")
        (tmp_path / "words").write_text(f"{browser.evaluate(tab, words)}\n")
        waits.download(browser, tmp_path)
        waits.press(browser, tab, "link")
        saved = tmp_path / "waiting.keepsake"
        until(saved.is_file, LONG_SECONDS, "nothing is saved")
        assert saved.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert not machine.vault_path.exists()
    other = new_machine()
    for _ in range(2):  # a second time it is told as there already
        done = other.keepsake("add", str(saved), "--words-file", str(tmp_path / "words"))
        assert done.returncode in (0, 1), done.stdout + done.stderr
    (kept,) = other.captures()
    assert kept.body.waited is not None
    assert (kept.body.state, kept.body.waited.through) == ("complete", "file")
    for row in kept.body.parts:
        assert len(kept.unlocked.part(kept.body.capture, row.part)) == row.bytes
    assert len(kept.items("post")) > 10
