"""A screen without a person at it: real mouse buttons and keys for a browser with windows.

Menus and permission questions are the browser's own windows, which no debugging protocol reaches.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from keepsake_drive.browser import HEIGHT, WIDTH, Browser, NativeHost
from keepsake_drive.cdp import CdpError
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from e2e.harness import Machine
    from keepsake_drive.browser import Tab

_SIZE = f"{WIDTH + 200}x{HEIGHT + 400}x24"
_SHOWN_SECONDS = 60.0
# A question takes no answer in its first half second, so that nobody answers it unawares.
_UNAWARE_SECONDS = 1.0
_ANSWERED_SECONDS = 10.0
_VIEWABLE = 2
_RIGHT = 3
_REVERT_TO_PARENT = 2


_PLAIN_PLACE = """
(() => {
  for (let y = 40; y < innerHeight - 40; y += 24) for (let x = innerWidth / 2; x > 40; x -= 60) {
    const node = document.elementFromPoint(x, y);
    if (node && !node.closest("a, img, video, canvas, input, textarea, button, iframe, [onclick]"))
      return [x, y];
  }
  return null;
})()
"""
"""Gives a place of a page whose menu is that of the page, not of a link or a picture."""


class _Attributes(ctypes.Structure):
    """The beginning of Xlib's `XWindowAttributes`, as far as the state of the window."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing")),
        ("planes", ctypes.c_ulong),
        ("pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        ("rest", ctypes.c_ulong * 8),
    )


# A window may vanish between being listed and being asked about; Xlib's own answer to that is to
# end the whole process, tests and all.
_UNHEARD = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)


class Screen:
    """An X server of one's own, and hands on its mouse and keyboard."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SIZE, "-nolisten", "tcp"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as number:
            self.name = f":{number.readline().strip()}"
        self._x = ctypes.CDLL("libX11.so.6")
        self._hands = ctypes.CDLL("libXtst.so.6")
        self._x.XSetErrorHandler(_UNHEARD)
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(self.name.encode()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._x.XCloseDisplay(self._display)
        self._server.kill()
        self._server.wait()

    @property
    def variables(self) -> Mapping[str, str]:
        """What a program needs in its environment to show its windows here."""
        return {"DISPLAY": self.name}

    def press(self, *names: str) -> None:
        """Presses keys, one after the other; names as X has them, for instance `Return`."""
        for name in names:
            self.chord(name)

    def chord(self, *names: str) -> None:
        """Presses keys together, for instance `Alt_L`, `Shift_L` and `k`."""
        symbols = [ctypes.c_ulong(self._x.XStringToKeysym(name.encode())) for name in names]
        codes = [self._x.XKeysymToKeycode(self._display, symbol) for symbol in symbols]
        for code in codes:
            self._hands.XTestFakeKeyEvent(self._display, code, 1, ctypes.c_ulong(0))
        for code in reversed(codes):
            self._hands.XTestFakeKeyEvent(self._display, code, 0, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)
        time.sleep(0.15)

    def click(self, x: float, y: float, button: int = 1) -> None:
        """Presses a mouse button at a place of the screen."""
        self._hands.XTestFakeMotionEvent(self._display, -1, int(x), int(y), ctypes.c_ulong(0))
        for down in (1, 0):
            self._hands.XTestFakeButtonEvent(self._display, button, down, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def windows(self) -> set[int]:
        """Gives the windows that are to be seen; a menu is one more."""
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        ignored = (ctypes.c_ulong * 2)()
        children = ctypes.POINTER(ctypes.c_ulong)()
        count = ctypes.c_uint()
        self._x.XQueryTree(
            self._display,
            root,
            ctypes.byref(ignored, 0),
            ctypes.byref(ignored, ctypes.sizeof(ctypes.c_ulong)),
            ctypes.byref(children),
            ctypes.byref(count),
        )
        return {children[at] for at in range(count.value) if self._viewable(children[at])}

    def focus(self, window: int) -> None:
        """Gives a window the keyboard, as a window manager does with one that comes up."""
        self._x.XSetInputFocus(
            self._display, ctypes.c_ulong(window), _REVERT_TO_PARENT, ctypes.c_ulong(0)
        )
        self._x.XSync(self._display, 0)

    def _viewable(self, window: int) -> bool:
        found = _Attributes()
        self._x.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(found))
        return found.map_state == _VIEWABLE

    def shown(self, before: set[int]) -> set[int]:
        """Waits until a menu has come up and can be used; gives its windows."""
        until(lambda: self.windows() - before, _SHOWN_SECONDS, "no menu came")
        time.sleep(0.4)
        return self.windows() - before

    def gone(self, windows: set[int]) -> None:
        """Waits until none of them is to be seen."""
        until(lambda: not self.windows() & windows, _SHOWN_SECONDS, "it did not go away")


def windowed(machine: Machine, screen: Screen, **variables: str) -> Browser:
    """Starts a machine's Chromium with windows on a screen.

    Args:
        machine: The computer.
        screen: Where the windows are shown.
        **variables: More for the environment of the browser and of the host that it starts.
    """
    return Browser(
        machine.extension,
        NativeHost(
            machine.program,
            machine.vault_path,
            {**machine.variables, **screen.variables, **variables},
        ),
        profile=machine.profile,
        window=True,
    )


def choose(screen: Screen, browser: Browser, tab: Tab, *path: int) -> None:
    """Chooses an item of the extension's menu on a page, as a person would.

    Args:
        screen: Where the browser is.
        browser: With the extension in English.
        tab: On whose page the menu is opened.
        *path: Which item, counted from 1; a second number for one that stands a level down.
    """
    there = "chrome.contextMenus.update('keep', {}).then(() => true, () => false)"
    until(lambda: browser.worker(there), _SHOWN_SECONDS, "the extension made no menu")
    browser.front(tab)
    place = until(lambda: browser.evaluate(tab, _PLAIN_PLACE), _SHOWN_SECONDS, "all of it is links")
    assert isinstance(place, list)
    x, y = in_page(browser, tab, *place)
    before = screen.windows()
    screen.click(x, y, _RIGHT)
    menu = screen.shown(before)
    screen.press("k")
    menu |= screen.shown(before | menu)
    for level, number in enumerate(path):
        if level:
            screen.press("Right")
            menu |= screen.shown(before | menu)
        # The first item of a level that was opened by the keyboard is chosen already.
        screen.press(*["Down"] * (number - level))
    screen.press("Return")
    screen.gone(menu)


def allow(screen: Screen, browser: Browser, tab: Tab, button: str, *, yes: bool = True) -> None:
    """Presses a button of a page, and answers the browser's question that follows.

    Args:
        screen: Where the browser is.
        browser: The browser.
        tab: A page of the extension.
        button: Id of the button in it.
        yes: What to answer.
    """
    browser.front(tab)
    focused = "document.hasFocus()"
    click_on(screen, browser, tab, button)
    # The question is no window of its own; it takes the keyboard from the page.
    until(lambda: not browser.evaluate(tab, focused), _SHOWN_SECONDS, "no question came")
    time.sleep(_UNAWARE_SECONDS)
    if yes:
        screen.press("Tab")

    pages = len(browser.pages())

    def over() -> bool:
        # A page that has what it asked for may close itself.
        return len(browser.pages()) < pages or bool(browser.evaluate(tab, focused))

    def answered() -> bool:
        screen.press("Return")
        with suppress(CdpError):
            # On a busy computer the half second may have begun later.
            until(over, _ANSWERED_SECONDS, "no answer yet")
            return True
        return False

    until(answered, _SHOWN_SECONDS, "the question did not go")


def click_on(screen: Screen, browser: Browser, tab: Tab, name: str) -> None:
    """Presses the mouse on an element of a page, given by its id."""
    place = browser.evaluate(
        tab,
        "((node) => { node.scrollIntoView({ block: 'center', behavior: 'instant' });"
        "const { x, y, width, height } = node.getBoundingClientRect();"
        f"return [x + width / 2, y + height / 2]; }})(document.getElementById('{name}'))",
    )
    assert isinstance(place, list)
    screen.click(*in_page(browser, tab, *place))


def own_page(browser: Browser, name: str) -> Tab:
    """Waits until a page of the extension is open, and gives its tab."""
    start = f"chrome-extension://{browser.extension}/ui/{name}.html"

    def opened() -> bool:
        return any(url.startswith(start) for url in browser.pages())

    until(opened, _SHOWN_SECONDS, f"no page {name}")
    tab = browser.tab_at(start)
    browser.wait_loaded(tab, start)
    return tab


def in_page(browser: Browser, tab: Tab, x: float, y: float) -> tuple[float, float]:
    """Gives where on the screen a place of the page is."""
    corner = browser.evaluate(tab, "[screenX, screenY + outerHeight - innerHeight]")
    assert isinstance(corner, list)
    return corner[0] + x, corner[1] + y
