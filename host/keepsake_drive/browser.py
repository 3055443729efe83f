"""A Chromium with the real extension in it, driven as a person would: open, click, look."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from keepsake.browsers.register import register_profile
from keepsake.core.errors import Code, KeepsakeError
from keepsake_drive.cdp import CdpError, Pipe, TargetGoneError
from keepsake_drive.chromium import command, environment, find_chromium
from keepsake_drive.targets import Targets, until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

WIDTH, HEIGHT = 1280, 800
_SAME_TIMES = 8
_LOAD_SECONDS = 60.0
# A picture that never comes keeps nobody from reading the page.
_PATIENCE_MS = 20_000


class _Id(msgspec.Struct, frozen=True):
    id: str


class _TargetId(msgspec.Struct, frozen=True, rename="camel"):
    target_id: str


class _Data(msgspec.Struct, frozen=True):
    data: str


class Badge(msgspec.Struct, frozen=True):
    """What the toolbar button shows for one tab."""

    text: str
    title: str


@dataclass(frozen=True)
class Tab:
    """An open tab, alone in its window, in front.

    Attributes:
        page: DevTools target of its page; changes when another site is opened in it.
        target: DevTools target of the tab, which the toolbar button is pressed for.
        session: For commands to the page.
        window: The window's number, for DevTools and for extensions alike.
        id: The tab's number for extensions.
    """

    page: str
    target: str
    session: str
    window: int
    id: int


@dataclass(frozen=True, slots=True)
class NativeHost:
    """The host that the browser starts.

    Attributes:
        program: The `keepsake` executable to register as native host; None registers none.
        vault: Where the host keeps captures; None leaves the choice to the host.
        variables: More for the environment of the browser and of the host that it starts.
    """

    program: Path | None
    vault: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


class Browser:
    """Chromium with one unpacked extension, from start to end.

    Attributes:
        extension: The extension's id, as the browser gave it.
        profile: The browser's folder.
    """

    def __init__(
        self,
        extension_dir: Path,
        host: NativeHost,
        *,
        profile: Path | None = None,
        window: bool = False,
        language: str = "en",
    ) -> None:
        """Starts the browser and puts the extension into it.

        Args:
            extension_dir: The built extension, the folder that holds `manifest.json`.
            host: The native host that it starts.
            profile: The browser's folder; None makes one that is removed at the end.
            window: Whether to show it on the screen.
            language: Of browser and extension, `en` or `fr`.

        Raises:
            KeepsakeError: TOOL_MISSING; there is no browser, it did not start, or it takes no
                extensions this way.
            CdpError: The extension did not come up in a window.
        """
        chromium = find_chromium()
        self._temporary = profile is None
        self.profile = profile or Path(tempfile.mkdtemp(prefix="browser-"))
        if host.program is not None:
            register_profile(self.profile, host.program)
        line = command(chromium, self.profile, window=window, language=language)
        self._pipe = Pipe(line, environment({**os.environ, **host.variables}, language, host.vault))
        try:
            loaded = self._pipe.call("Extensions.loadUnpacked", {"path": str(extension_dir)}, _Id)
        except (CdpError, KeepsakeError) as error:
            self.close()
            raise KeepsakeError(
                Code.TOOL_MISSING,
                "this browser takes no extension from a folder; install Chromium, 133 or later",
                tool=chromium.name,
            ) from error
        self.extension = loaded.id
        self._targets = Targets(self._pipe)
        if window:
            try:
                self._begin()
            except (CdpError, KeepsakeError):
                self.close()
                raise

    def _begin(self) -> None:
        """Closes the page on how to begin, which is for a person who has just put it in."""
        shown = "chrome.storage.local.get('welcomed').then((kept) => !!kept.welcomed)"
        until(lambda: self.worker(shown), _LOAD_SECONDS, "the extension did not come up")
        page = "{ url: chrome.runtime.getURL('ui/welcome.html') }"
        ids = f"chrome.tabs.query({page}).then((tabs) => tabs.map(({{ id }}) => id))"
        self.worker(f"{ids}.then((ids) => chrome.tabs.remove(ids))")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, url: str, *, width: int = WIDTH, height: int = HEIGHT) -> Tab:
        """Opens an address in a window of its own, whose page has this size, and waits for it.

        Raises:
            CdpError: It did not load in time.
        """
        wanted = {"url": url, "newWindow": True, "width": width, "height": height}
        page = self._pipe.call("Target.createTarget", wanted, _TargetId).target_id
        window = self._targets.window_of(page)
        session = self._targets.attach(page)
        self._pipe.call(
            "Browser.setContentsSize",
            {"windowId": window, "width": width, "height": height},
            msgspec.Raw,
        )
        number = self.worker(
            f"chrome.tabs.query({{windowId: {window}}}).then((tabs) => tabs[0].id)"
        )
        tab = Tab(page, self._targets.tab_in(window), session, window, msgspec.convert(number, int))
        self.wait_loaded(tab, url)
        return tab

    def tab_at(self, address: str) -> Tab:
        """Gives the tab that shows a page which was opened by the extension.

        Args:
            address: How the page's address begins.

        Raises:
            CdpError: None does, or it did not load in time.
        """
        page = next(
            (each for each in self._targets.all("page") if each.url.startswith(address)), None
        )
        if page is None:
            raise CdpError(f"no tab shows {address}")
        window = self._targets.window_of(page.target_id)
        session = self._targets.attach(page.target_id)
        # Its address is known before the page is there.
        asked = "globalThis.chrome?.tabs?.getCurrent().then((tab) => tab.id)"
        number = until(
            lambda: self._targets.evaluate(session, asked), _LOAD_SECONDS, f"{address} did not load"
        )
        target = self._targets.tab_in(window)
        return Tab(page.target_id, target, session, window, msgspec.convert(number, int))

    def click_toolbar(self, tab: Tab) -> None:
        """Presses the extension's toolbar button while this tab is in front."""
        self._pipe.call(
            "Extensions.triggerAction", {"id": self.extension, "targetId": tab.target}, msgspec.Raw
        )

    def badge(self, tab: Tab) -> Badge:
        """Reads what the toolbar button shows for this tab."""
        about = f"{{tabId: {tab.id}}}"
        shown = self.worker(
            f"Promise.all([chrome.action.getBadgeText({about}), chrome.action.getTitle({about})])"
        )
        text, title = msgspec.convert(shown, tuple[str, str])
        return Badge(text, title)

    def evaluate(self, tab: Tab, script: str) -> object:
        """Runs an expression in the page and gives its value; promises are waited for.

        Raises:
            CdpError: It threw, or the page is gone.
        """
        return self._targets.evaluate(tab.session, script)

    def worker(self, script: str) -> object:
        """Runs an expression in the extension's service worker, which is woken when it sleeps.

        The worker is let go of again at once, so that it may sleep as it would for a person.
        """
        session = self._targets.worker(self.extension)
        try:
            return self._targets.evaluate(session, script)
        finally:
            self._targets.detach(session)

    def navigate(self, tab: Tab, url: str) -> None:
        """Sends the tab to another address, as the address bar would; does not wait."""
        self._pipe.call("Page.navigate", {"url": url}, msgspec.Raw, session=tab.session)

    def visit(self, tab: Tab, url: str) -> None:
        """Brings the tab to the front, sends it to another address, and waits for it.

        Raises:
            CdpError: It did not load in time.
        """
        self.front(tab)
        self.navigate(tab, url)
        self.wait_loaded(tab, url)

    def front(self, tab: Tab) -> None:
        """Brings the tab back to the front of its window."""
        self._pipe.call("Target.activateTarget", {"targetId": tab.page}, msgspec.Raw)

    def close_tab(self, tab: Tab) -> None:
        """Closes the tab and with it its window."""
        self._pipe.call("Target.closeTarget", {"targetId": tab.page}, msgspec.Raw)

    def screenshot(self, tab: Tab) -> bytes:
        """Gives a PNG of what the tab shows."""
        shot = self._pipe.call("Page.captureScreenshot", {}, _Data, session=tab.session)
        return base64.b64decode(shot.data)

    def pages(self) -> list[str]:
        """Gives the addresses of all open tabs."""
        return [target.url for target in self._targets.all("page")]

    def explanations(self) -> str:
        """Gives the text that the extension's own open pages show; empty where none is open."""
        texts = []
        for target in self._targets.all("page"):
            if target.url.startswith(f"chrome-extension://{self.extension}/"):
                with suppress(TargetGoneError):  # it shows nothing any more
                    session = self._targets.attach(target.target_id)
                    texts.append(self._targets.evaluate(session, "document.body?.innerText ?? ''"))
                    self._targets.detach(session)
        return "\n".join(map(str, texts))

    def wait_loaded(self, tab: Tab, url: str, seconds: float = _LOAD_SECONDS) -> None:
        """Waits until the page has loaded and what it shows has stopped growing.

        Raises:
            CdpError: It has not after so long.
        """
        blank = url.startswith("about:")
        script = (
            f"(document.readyState === 'complete' || performance.now() > {_PATIENCE_MS}) && "
            f"({str(blank).lower()} || location.href !== 'about:blank') ? "
            "document.getElementsByTagName('*').length : -1"
        )
        sizes: list[object] = []

        def size() -> object:
            try:
                return self.evaluate(tab, script)
            except TargetGoneError:  # the page before it has just made room
                return -1

        until(lambda: _settled(sizes, size()), seconds, f"{url} did not load")

    @property
    def pid(self) -> int:
        """The browser's process."""
        return self._pipe.pid

    def kill(self) -> None:
        """Ends the browser without warning, as a power cut would; its folder stays."""
        self._pipe.kill()

    def close(self) -> None:
        """Ends the browser, and removes its folder where it was made for this."""
        self._pipe.close()
        if self._temporary:
            shutil.rmtree(self.profile, ignore_errors=True)


def _settled(sizes: list[object], size: object) -> bool:
    """Notes how large the page is; true once it has been the same for a while."""
    sizes.append(size)
    return size != -1 and len(sizes) >= _SAME_TIMES and set(sizes[-_SAME_TIMES:]) == {size}
