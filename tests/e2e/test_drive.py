"""Driving a browser from the command line: what it does, and what it says when it cannot."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from e2e import weather
from e2e.harness import SHORT_SECONDS, capture
from keepsake.core.errors import Code, KeepsakeError
from keepsake_drive import chromium
from keepsake_drive.capture import DriveOptions, capture_pages
from keepsake_drive.cdp import CdpError
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def lines(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name, value in machine.variables.items():
        monkeypatch.setenv(name, value)
    return []


def test_addresses_are_captured_one_after_the_other_and_told_about(
    machine: Machine, demo: DemoSite, lines: list[str]
) -> None:
    urls = [demo.profile_url(), "chrome://version/", demo.profile_url("milo.tran")]
    outcomes = capture_pages(
        urls,
        DriveOptions(
            vault_path=machine.vault_path,
            extension_dir=machine.extension,
            program=machine.program,
        ),
        lines.append,
    )
    assert [outcome.url for outcome in outcomes] == urls
    assert [outcome.kept for outcome in outcomes] == [True, False, True]
    assert outcomes[0].reason == ""
    assert outcomes[1].reason
    kept = [kept.manifest.page.url for kept in machine.captures() if kept.body.state == "complete"]
    assert kept == [urls[0], urls[2]]
    assert f"Opening {urls[0]}" in lines
    assert any(outcomes[1].reason in line for line in lines)


def test_what_was_asked_of_a_worker_that_ends_is_not_waited_for(steady_browser: Browser) -> None:
    with ThreadPoolExecutor(1) as pool:
        never = "globalThis.asked = new Promise(() => undefined)"
        asked = pool.submit(steady_browser.worker, never)
        there = "'asked' in globalThis"
        until(lambda: steady_browser.worker(there), SHORT_SECONDS, "it was not asked")
        weather.stop_worker(steady_browser)
        with pytest.raises(CdpError, match="gone"):
            asked.result()
    assert steady_browser.worker("1 + 1") == 2


def test_a_capture_that_takes_too_long_is_stopped_and_kept(
    machine: Machine, demo: DemoSite, lines: list[str]
) -> None:
    (outcome,) = capture_pages(
        [demo.thread_url],
        DriveOptions(
            vault_path=machine.vault_path,
            extension_dir=machine.extension,
            timeout_seconds=5,
            program=machine.program,
        ),
        lines.append,
    )
    assert outcome.kept
    assert outcome.stopped
    kept = machine.newest()
    assert kept.manifest.completeness.stopped_by == "person"


def test_the_command_captures_an_address_and_prints_the_receipt(
    machine: Machine, demo: DemoSite
) -> None:
    place = ("--extension", str(machine.extension))
    done = machine.keepsake("capture", "--json", *place, demo.profile_url())
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [page["kept"] for page in told["pages"]] == [True]
    assert [each["url"] for each in told["captures"]] == [demo.profile_url()]
    assert told["captures"][0]["entry"] == machine.newest().entry


def test_what_a_driven_browser_kept_says_so_and_by_whom(machine: Machine, demo: DemoSite) -> None:
    place = ("--extension", str(machine.extension))
    done = machine.keepsake("capture", *place, "--who", "A. Roy", demo.profile_url())
    assert done.returncode == 0, done.stderr
    kept = machine.newest()
    assert (kept.manifest.started_by, kept.manifest.driven) == ("command", True)
    assert json.loads(next(kept.parts("begin")))["started_by"] == "command"
    assert (kept.body.host["started_by"], kept.body.host["operator"]) == ("command", "A. Roy")


def test_a_click_says_that_it_was_one(machine: Machine, demo: DemoSite) -> None:
    with machine.browser() as browser:
        capture(browser, browser.open(demo.profile_url()))
    kept = machine.newest()
    assert kept.manifest.started_by == "button"
    assert "started_by" not in kept.body.host


def test_without_a_browser_the_error_says_what_to_install(
    machine: Machine, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_CHROMIUM", "a-browser-that-is-not-there")
    with pytest.raises(KeepsakeError) as caught:
        capture_pages(
            ["http://127.0.0.1/"],
            DriveOptions(
                vault_path=machine.vault_path,
                extension_dir=machine.extension,
                program=machine.program,
            ),
            lines.append,
        )
    assert caught.value.code is Code.TOOL_MISSING
    assert caught.value.facts["tool"] == "chromium"


def test_a_program_that_is_no_browser_is_not_waited_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEEPSAKE_CHROMIUM", "true")
    with pytest.raises(KeepsakeError) as caught:
        machine.browser()
    assert caught.value.code is Code.TOOL_MISSING


def test_windows_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(KeepsakeError) as caught:
        chromium.find_chromium()
    assert caught.value.code is Code.TOOL_MISSING


def test_the_page_sees_an_ordinary_window(steady_browser: Browser, demo: DemoSite) -> None:
    tab = steady_browser.open(demo.profile_url())
    size = "[innerWidth, innerHeight, screen.width, screen.height, document.hasFocus()]"
    assert steady_browser.evaluate(tab, size) == [1280, 800, 1920, 1080, True]
    assert steady_browser.evaluate(tab, "document.visibilityState") == "visible"


def test_a_script_that_throws_is_told_with_its_words(
    steady_browser: Browser, demo: DemoSite
) -> None:
    tab = steady_browser.open(demo.profile_url())
    with pytest.raises(CdpError, match="nobody is called this"):
        steady_browser.evaluate(tab, "(() => { throw new Error('nobody is called this') })()")


def test_a_browser_that_is_gone_is_noticed(machine: Machine, demo: DemoSite) -> None:
    browser = machine.browser(registered=False)
    tab = browser.open(demo.profile_url())
    browser.kill()
    with pytest.raises(KeepsakeError) as caught:
        browser.evaluate(tab, "1")
    assert caught.value.code is Code.PAGE_CLOSED


def test_a_window_that_is_closed_is_gone(steady_browser: Browser, demo: DemoSite) -> None:
    tab = steady_browser.open(demo.profile_url("milo.tran"))
    steady_browser.close_tab(tab)
    until(
        lambda: demo.profile_url("milo.tran") not in steady_browser.pages(),
        SHORT_SECONDS,
        "the window is still there",
    )
