"""Browsers of a clean Debian, with what they found installed there and nothing put into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selenium import webdriver

from e2e import firefox_start
from e2e.firefox import Firefox, FirefoxTab
from e2e.harness import SHORT_SECONDS
from keepsake.browsers.table import load_identities
from keepsake_drive.browser import HEIGHT, WIDTH, Browser
from keepsake_drive.cdp import Pipe
from keepsake_drive.chromium import command
from keepsake_drive.targets import Targets, until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.clean_root import CleanRoot

ANYBODY = f"chrome-extension://{load_identities().chromium_extension_ids[0]}/"

# What drives Firefox else has it look for no add-ons of the system.
AS_DEBIAN_HAS_IT = {"extensions.enabledScopes": 15, "extensions.autoDisableScopes": 3}


class FoundInChromium(Browser):
    """Chromium with what it found on the computer, and nothing put into it."""

    def __init__(self, system: CleanRoot) -> None:
        self._temporary = False
        self.profile = system.home / ".config" / "chromium"
        chromium = system.starter("start-chromium", "/usr/bin/chromium")
        line = command(chromium, self.profile, window=False, language="en")
        self._pipe = Pipe(line, {**system.variables, "LANGUAGE": "en"})
        self._targets = Targets(self._pipe)
        self.extension = load_identities().chromium_extension_ids[0]
        until(self._has_it, SHORT_SECONDS, "Chromium did not find the add-on")

    def _has_it(self) -> bool:
        return any(each.url.startswith(ANYBODY) for each in self._targets.all("service_worker"))


class FoundInFirefox(Firefox):
    """The same with Firefox."""

    def __init__(self, system: CleanRoot) -> None:
        self.profile = system.home / "profile"
        self._driver = started(system, self.profile)
        self._driver.set_script_timeout(120)
        self.resize(FirefoxTab(self._driver.current_window_handle), WIDTH, HEIGHT)


def started(system: CleanRoot, profile: Path) -> webdriver.Firefox:
    """Starts the Firefox of the system on a profile."""
    profile.mkdir(exist_ok=True)
    chosen = webdriver.FirefoxOptions()
    for word in ("-profile", str(profile), "-headless", "-remote-allow-system-access"):
        chosen.add_argument(word)
    chosen.binary_location = str(system.starter("start-firefox", "/usr/bin/firefox-esr"))
    for name, value in {**firefox_start.PREFERENCES, **AS_DEBIAN_HAS_IT}.items():
        chosen.set_preference(name, value)
    system.hand_over()
    # Nothing of the tests' own, such as where their vault is, reaches into that system.
    return firefox_start.started(chosen, system.home, system.variables, around={})
