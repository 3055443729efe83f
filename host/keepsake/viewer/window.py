"""Opens the viewer in a window of its own, or in the default browser where none can be opened."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import webbrowser
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.viewer import way_in, window_qt
from keepsake.viewer.server import Serving, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from keepsake.env import Environment

TITLE = "Keepsake"
WIDTH, HEIGHT = 1180, 820
# Long enough for the browser to fetch the page that is left after a quick exit.
GOODBYE_SECONDS = 2.0
# When nobody has come in by then, the browser could not open what it was given.
NOBODY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Opening:
    """What is shown first, and for how long.

    Attributes:
        at: The page, a name of `mending_pages.PAGES`; "" is home.
        keep_up: Whether to stay after a quick exit, with a new one-time address.
    """

    at: str = ""
    keep_up: bool = False


_AS_USUAL = Opening()


def run(
    vault: Path,
    *,
    browser: bool = False,
    language: str = "",
    env: Environment | None = None,
    announce: Callable[[str], None] = print,
    opening: Opening = _AS_USUAL,
) -> int:
    """Shows a vault until the person leaves.

    Args:
        vault: The vault's folder; a vault is made where there is none.
        browser: Use the default browser even where a window could be opened.
        language: `en`, `fr`, or "" for the preference or the browser's.
        env: Clock, randomness and zone; the real ones when left out.
        announce: Told the address where no browser can be opened, and when a new one is needed.
        opening: What is shown first, and for how long.

    Returns:
        The exit code, 0.
    """
    if not browser and can_open_window():
        _in_window(vault, language, env, opening)
    else:
        _in_browser(vault, language, env, announce, opening)
    return 0


def can_open_window() -> bool:
    """Whether there is a screen and what draws a window."""
    if sys.platform != "linux":
        return True
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return all(importlib.util.find_spec(name) for name in ("PySide6", "qtpy", "webview"))


def _in_window(vault: Path, language: str, env: Environment | None, opening: Opening) -> None:
    if sys.platform == "linux":
        os.environ.setdefault("QT_API", "pyside6")
        os.environ.setdefault("PYWEBVIEW_GUI", "qt")
    import webview

    # For copies of originals, which the person asks for: the window then asks where to put it.
    webview.settings["ALLOW_DOWNLOADS"] = True
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
    with serve(
        vault, language=language, env=env, on_leave=lambda: _gone(webview), stamping=True
    ) as serving:
        if sys.platform == "linux":
            window_qt.save_as_asked(serving.address)
        webview.create_window(
            TITLE, serving.entrance(opening.at), width=WIDTH, height=HEIGHT, min_size=(360, 480)
        )
        webview.start(private_mode=True)


def _gone(webview: ModuleType) -> None:
    """Takes the window from the screen at once, and then away."""
    for window in list(webview.windows):
        window.hide()
        window.destroy()


def _in_browser(
    vault: Path,
    language: str,
    env: Environment | None,
    announce: Callable[[str], None],
    opening: Opening,
) -> None:
    left = threading.Event()
    with (
        serve(vault, language=language, env=env, on_leave=left.set, stamping=True) as serving,
        _shown(serving, announce, opening.at),
    ):
        while True:
            left.wait()
            if not opening.keep_up:
                break
            left.clear()
            announce(serving.entrance())
        threading.Event().wait(GOODBYE_SECONDS)


@contextmanager
def _shown(serving: Serving, announce: Callable[[str], None], at: str) -> Iterator[None]:
    """Has the browser come in, or tells the address where it does not.

    What the browser is started with names a file and not the address; see `way_in`.
    """
    entrance = serving.entrance(at)
    tell = threading.Timer(NOBODY_SECONDS, announce, (entrance,))
    tell.daemon = True
    with _written(entrance) as page:

        def came_in() -> None:
            tell.cancel()
            if page:
                way_in.remove(page)

        serving.state.on_enter = came_in
        if page and _opened(page):
            tell.start()
        else:
            announce(entrance)
        try:
            yield
        finally:
            tell.cancel()


@contextmanager
def _written(entrance: str) -> Iterator[Path | None]:
    """The page that leads in, or nothing where no browser can be started or it cannot be kept."""
    with ExitStack() as at_end:
        page = None
        if _has_screen():
            with suppress(OSError):
                page = at_end.enter_context(way_in.written(entrance))
        yield page


def _opened(page: Path) -> bool:
    try:
        return webbrowser.open(page.as_uri())
    except webbrowser.Error:
        return False


def _has_screen() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
