"""Button and program of different versions: a click is kept, or waits and tells which to update."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import STARTERS
from e2e.harness import SHORT_SECONDS, capture, follow
from fixtures.versions import Version, extension_of, install_host
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake_drive.capture import WAITS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.firefox import Firefox
    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

OLD = Version("0.1.9", 1, 1)
NEW = Version("0.9.0", 1, 2)
LATER = Version("3.0.0", 2, 3)


def _with_extension(machine: Machine, version: Version, folder: Path) -> Machine:
    """The same computer with the add-on of that version, and a program that can be exchanged."""
    for name in ("chromium", "firefox"):
        built = machine.extension.with_name(name)
        extension_of(version, built, folder / version.number / name)
    starter = folder / "keepsake"
    return replace(machine, extension=folder / version.number / "chromium", program=starter)


def _waits(browser: Browser | Firefox, url: str, code: Code) -> None:
    """Clicks; what was clicked waits, and a page tells which of the two to update."""
    badge = follow(browser, browser.open(url), SHORT_SECONDS)[-1]
    assert badge.text == WAITS, badge

    def explained() -> bool:
        shown = browser.explanations()
        return all(sentence in shown for sentence in error_message(code, "en"))

    until(explained, SHORT_SECONDS, "no page says which to update")


@pytest.mark.parametrize("kind", STARTERS)
def test_a_program_too_old_is_told_and_once_it_is_updated_it_takes_what_waits(
    machine: Machine, demo: DemoSite, tmp_path: Path, kind: str
) -> None:
    here = _with_extension(machine, LATER, tmp_path)
    install_host(OLD, here.program)
    with STARTERS[kind](here) as browser:
        _waits(browser, demo.profile_url(), Code.HOST_OLD)
        assert not here.vault_path.exists()
        install_host(NEW, here.program)
        capture(browser, browser.open(demo.profile_url("milo.tran")))
        until(lambda: len(here.captures()) == 2, SHORT_SECONDS, "what waited was not taken")
    assert [each.body.state for each in here.captures()] == ["complete", "complete"]


def test_a_button_too_old_is_told_and_one_that_shares_a_protocol_is_not(
    machine: Machine, demo: DemoSite, tmp_path: Path
) -> None:
    here = _with_extension(machine, OLD, tmp_path)
    install_host(LATER, here.program)
    with here.browser() as browser:
        _waits(browser, demo.profile_url(), Code.EXTENSION_OLD)
        assert not here.vault_path.exists()
        install_host(NEW, here.program)
        capture(browser, browser.open(demo.profile_url("milo.tran")))
        until(lambda: len(here.captures()) == 2, SHORT_SECONDS, "what waited was not taken")
        options = browser.open(f"chrome-extension://{browser.extension}/ui/options.html")
        health = "document.getElementById('health').innerText"
        both = (
            f"Good The program answers. It is version {NEW.number}, this button version "
            f"{OLD.number}; they work together."
        )
        until(lambda: both in str(browser.evaluate(options, health)), SHORT_SECONDS, "no word")
    assert [each.body.state for each in here.captures()] == ["complete", "complete"]
