"""A Firefox with the real extension in it, driven as a person would; the surface of `Browser`."""

from __future__ import annotations

import base64
import os
import re
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains

from e2e import firefox_scripts, firefox_start
from e2e.harness import Machine
from keepsake.browsers.table import load_identities
from keepsake_drive.browser import HEIGHT, WIDTH, Badge
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from e2e.firefox_start import Preferences

_ADDON = load_identities().firefox_addon_id
_BUTTON = f"{re.sub('[^a-z0-9_-]', '_', _ADDON)}-BAP"
_LOAD_SECONDS = 90.0
_SAME_TIMES = 8


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
        machine: Machine,
        preferences: Preferences | None = None,
        *,
        registered: bool = True,
    ) -> None:
        """Starts the browser on a computer, with settings, and puts the extension into it."""
        self.profile = machine.profile
        manifest = firefox_start.register(machine)
        if not registered:
            manifest.unlink()
        self._driver = firefox_start.start_on(machine, preferences or {})
        self._driver.set_script_timeout(120)
        self._driver.install_addon(str(machine.extension.with_name("firefox")), temporary=True)
        # The windows that come are as large as this one.
        self.resize(FirefoxTab(self._driver.current_window_handle), WIDTH, HEIGHT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, url: str, *, width: int = WIDTH, height: int = HEIGHT) -> FirefoxTab:
        """Opens an address in a window of its own, whose page has this size, and waits for it."""
        self._driver.switch_to.window(self._driver.window_handles[0])
        self._driver.switch_to.new_window("window")
        tab = FirefoxTab(self._driver.current_window_handle)
        self.resize(tab, width, height)
        size = self.visit(tab, url)
        assert size.endswith(f",{width},{height}"), (url, size)
        return tab

    def visit(self, tab: FirefoxTab, url: str) -> str:
        """Sends the tab to another address and waits for it; gives their sizes."""
        self.bring(tab)
        firefox_start.go(self._driver, url)
        sizes: list[str] = []
        size = "[document.getElementsByTagName('*').length, innerWidth, innerHeight].join()"
        until(lambda: _same(sizes, self.evaluate(tab, size)), _LOAD_SECONDS, f"{url} did not load")
        return sizes[-1]

    def beside(self, tab: FirefoxTab, url: str) -> FirefoxTab:
        """Opens an address in a new tab of the same window, in front."""
        self._at(tab)
        self._driver.switch_to.new_window("tab")
        other = FirefoxTab(self._driver.current_window_handle)
        firefox_start.go(self._driver, url)
        return other

    def bring(self, tab: FirefoxTab) -> None:
        """Brings a tab to the front of its window."""
        self._driver.switch_to.window(tab.handle)

    def resize(self, tab: FirefoxTab, width: int, height: int) -> None:
        """Gives the page that size, CSS pixels."""
        self.privileged(tab, firefox_scripts.SQUEEZE)
        size = f"return innerWidth === {width} && innerHeight === {height}"
        if self._driver.execute_script(size):
            return
        around = self._driver.execute_script(
            "return [outerWidth - innerWidth, outerHeight - innerHeight]"
        )
        self._driver.set_window_size(width + around[0], height + around[1])
        until(
            lambda: self._driver.execute_script(size), _LOAD_SECONDS, "the window has another size"
        )

    def move(self, tab: FirefoxTab, other: FirefoxTab) -> None:
        """Moves a tab into the window of another one, in front of it."""
        self._at(other)
        self.privileged(tab, firefox_scripts.MOVE, self._driver.current_url)

    def zoom(self, tab: FirefoxTab, factor: float) -> None:
        """Shows this one tab larger or smaller, as a person does with the browser's menu."""
        self.privileged(tab, "ZoomManager.zoom = arguments[0]", factor)

    def end_background(self, tab: FirefoxTab) -> None:
        """Ends the extension's background, as the browser does to save memory."""
        self.privileged(tab, firefox_scripts.END_BACKGROUND, _ADDON)

    def click_toolbar(self, tab: FirefoxTab) -> None:
        """Presses the extension's toolbar button in the tab's window."""
        with self._chrome(tab):
            self._driver.find_element("id", _BUTTON).click()

    def menu(self, tab: FirefoxTab, item: str) -> None:
        """Opens the menu of the extension's button and chooses an item, given by its id."""
        with self._chrome(tab):
            button = self._driver.find_element("id", _BUTTON)

            def chosen() -> bool:
                # A window that is only just coming up may take the menu away again.
                ActionChains(self._driver).context_click(button).perform()
                time.sleep(0.5)
                if self._driver.execute_script(firefox_scripts.UNFOLD, item):
                    time.sleep(0.5)
                return bool(self._driver.execute_script(firefox_scripts.CHOOSE, item))

            until(chosen, _LOAD_SECONDS * 2, f"no item {item} in the menu")

    def shown(self, name: str) -> FirefoxTab:
        """Waits until a page of the extension is there, and gives its tab."""
        loaded = "return document.readyState === 'complete'"

        def find() -> FirefoxTab | None:
            for handle in self._driver.window_handles:
                self._driver.switch_to.window(handle)
                here = f"/ui/{name}.html" in self._driver.current_url
                if here and self._driver.execute_script(loaded):
                    return FirefoxTab(handle)
            return None

        found = until(find, _LOAD_SECONDS, f"no page {name}")
        assert found is not None
        return found

    def click(self, tab: FirefoxTab, selector: str) -> None:
        """Presses the mouse on the first element of a page that a selector finds, once shown."""
        self._at(tab)
        found = self._driver.find_element("css selector", selector)
        until(found.is_displayed, _LOAD_SECONDS, f"{selector} is not shown")
        found.click()

    def text(self, tab: FirefoxTab, name: str) -> str:
        """Gives what an element of a page says, given by its id; also of pages of the extension."""
        return self.texts(tab, f"#{name}")[0]

    def texts(self, tab: FirefoxTab, selector: str) -> list[str]:
        """Gives what the elements that a selector finds say; also of pages of the extension."""
        self._at(tab)
        found = self._driver.find_elements("css selector", selector)
        return [each.get_attribute("textContent") or "" for each in found]

    def chord(self, tab: FirefoxTab, *keys: str) -> None:
        """Presses keys together in the tab's window, such as `Keys.ALT` and `k`."""
        with self._chrome(tab):
            chain = ActionChains(self._driver)
            for key in keys:
                chain.key_down(key)
            for key in reversed(keys):
                chain.key_up(key)
            chain.perform()

    def in_sight(self, tab: FirefoxTab) -> bool:
        """Whether the tab is in front of its window, without bringing it there."""
        self._at(tab)
        return bool(self._driver.execute_script("return document.visibilityState === 'visible'"))

    def type(self, tab: FirefoxTab, name: str, text: str) -> None:
        """Types into an element of a page, given by its id, once it is shown."""
        self._at(tab)
        field = self._driver.find_element("id", name)
        until(field.is_displayed, _LOAD_SECONDS, f"{name} is not shown")
        field.send_keys(text)

    def badge(self, tab: FirefoxTab) -> Badge:
        """Reads what the toolbar button shows for this tab."""
        with self._chrome(tab):
            text, title = self._driver.execute_script(firefox_scripts.SHOWN, tab.handle, _ADDON)
        return Badge(text, title)

    def painted(self, tab: FirefoxTab) -> str | None:
        """Reads the badge that is to be seen on the button, of the tab in front of its window."""
        found: str | None = self.privileged(tab, firefox_scripts.PAINTED, _BUTTON)
        return found

    def evaluate(self, tab: FirefoxTab, script: str) -> Any:
        """Runs an expression in the page and gives its value; promises are waited for."""
        self._at(tab)
        answer = self._driver.execute_async_script(firefox_scripts.IN_PAGE, script)
        if "error" in answer:
            raise WebDriverException(answer["error"])
        return answer.get("value")

    def privileged(self, tab: FirefoxTab, script: str, *arguments: object) -> Any:
        """Runs the body of a function in the browser's own window."""
        with self._chrome(tab):
            return self._driver.execute_script(script, *arguments)

    def save_preferences(self) -> None:
        """Has the browser write down now what it would soon."""
        self.privileged(FirefoxTab(self._driver.window_handles[0]), firefox_scripts.SAVE)

    def granted(self) -> tuple[list[str], list[str]]:
        """Gives the extension's permissions and the addresses that it may see without a click."""
        tab = FirefoxTab(self._driver.window_handles[0])
        permissions, origins = self.privileged(tab, firefox_scripts.GRANTED, _ADDON)
        return permissions, origins

    def own(self, name: str) -> FirefoxTab:
        """Opens a page of the extension."""
        tab = self.open("about:blank")
        host = "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname"
        self.navigate(tab, f"moz-extension://{self.privileged(tab, host, _ADDON)}/ui/{name}.html")
        return tab

    def own_page(self, script: str) -> Any:
        """Runs an expression in a page of the extension, opened for it, as its background would."""
        self.own("welcome")
        return self._driver.execute_async_script(f"{script}.then(arguments[0])")

    def navigate(self, tab: FirefoxTab, url: str) -> None:
        """Sends the tab to another address, as the address bar would."""
        self._at(tab)
        firefox_start.go(self._driver, url)

    def close_tab(self, tab: FirefoxTab) -> None:
        """Closes the tab and with it its window."""
        self._at(tab)
        self._driver.close()
        self._driver.switch_to.window(self._driver.window_handles[0])

    def screenshot(self, tab: FirefoxTab) -> bytes:
        """Gives a PNG of what the tab shows, in pixels of the screen also where it is zoomed."""
        ratio = self.evaluate(tab, "devicePixelRatio")
        with self._chrome(tab):
            return base64.b64decode(self._driver.execute_async_script(firefox_scripts.DRAW, ratio))

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


STARTERS = {"chromium": Machine.browser, "firefox": Firefox}
"""How each of the browsers is started on a computer; the extension is the same."""


def _same(sizes: list[str], size: str) -> bool:
    sizes.append(size)
    return len(sizes) >= _SAME_TIMES and set(sizes[-_SAME_TIMES:]) == {size}
