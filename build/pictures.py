"""Makes the README's pictures: drives the real program and looks at it. Needs what the tests need.

Usage: .venv/bin/python build/pictures.py
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageGrab
from playwright.sync_api import sync_playwright

from dev_base import ROOT, DevError, environment, say
from keepsake.shared import product_path
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.chromium import find_chromium
from run_parts import KEEPSAKE, keepsake, keepsake_json, pin_button, set_stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from run_parts import Stage

_PICTURES = ROOT / "shared" / "pictures"
_SIZE = (1280, 880)
_SCREEN = (1340, 960)
# Where Chromium puts a second window of a page of 1280 by 800 on a screen without a window manager.
_WINDOW = (20, 20, 1300, 900)
_LONGEST_CAPTURE = 240.0
# A passphrase is slow on purpose, slower still on a busy machine. In milliseconds.
_LONGEST_UNLOCK = 120_000
_LONGEST_DRAWING = 60.0
# Further down pictures wait until somebody scrolls there.
_ALL_DRAWN = """[...document.images].every(
    (one) => one.complete || one.getBoundingClientRect().top > innerHeight
)"""


def _keep(name: str, picture: Image.Image) -> None:
    """Write one picture, in few colours so that the repository stays small."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    small = picture.convert("RGB").quantize(192, method=Image.Quantize.MEDIANCUT)
    small.save(_PICTURES / name, optimize=True)
    say(f"  {name}: {picture.width} × {picture.height}")


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """Start a virtual screen and yield its name."""
    reading, writing = os.pipe()
    size = f"{_SCREEN[0]}x{_SCREEN[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as file:
            yield f":{file.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def _picture_of_capture(stage: Stage, screen: str) -> None:
    """Capture the thread in a window on the screen, and look when the tick is there."""
    os.environ.update({**stage.settings, "DISPLAY": screen})
    profile = Path(tempfile.mkdtemp(prefix="pictures-"))
    pin_button(profile)
    with Browser(
        product_path("chromium"), NativeHost(KEEPSAKE), profile=profile, window=True
    ) as browser:
        tab = browser.open(stage.urls[0])
        browser.click_toolbar(tab)
        deadline = time.monotonic() + _LONGEST_CAPTURE
        while (text := browser.badge(tab).text) not in {"✓", "✗"}:
            if time.monotonic() > deadline:
                raise DevError("The capture for the picture did not end.")
            time.sleep(0.5)
        if text != "✓":
            raise DevError("The capture for the picture met a problem.")
        time.sleep(1)
        _keep("capture.png", ImageGrab.grab(bbox=_WINDOW, xdisplay=screen))
    shutil.rmtree(profile)


def _browser_options() -> list[str]:
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _picture_of_viewer(stage: Stage) -> None:
    command = [str(KEEPSAKE), "view", "--serve"]
    # Without a screen it says its address instead of opening a browser.
    settings = {**stage.settings, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    viewer = subprocess.Popen(command, env=environment(settings), stdout=subprocess.PIPE, text=True)
    try:
        address = viewer.stdout.readline().strip() if viewer.stdout else ""
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=str(find_chromium()), args=_browser_options()
            )
            page = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]})
            page.goto(address)
            for field in page.locator("input[type=password]").all():
                field.fill("six plain words for a picture")
            with page.expect_navigation(timeout=_LONGEST_UNLOCK):
                page.keyboard.press("Enter")
            # Not until the network is idle: a page that is open keeps asking for news.
            page.goto(address.split("/enter/")[0] + "/captures")
            page.locator("main a[href*='/captures/']").first.click()
            page.locator("main img").first.wait_for()
            _wait_until_drawn(page)
            _keep("viewer.png", Image.open(io.BytesIO(page.screenshot())))
            browser.close()
    finally:
        viewer.terminate()
        viewer.wait()


def _wait_until_drawn(page: Page) -> None:
    """Ask from outside: the page's own policy lets nothing be evaluated in it."""
    deadline = time.monotonic() + _LONGEST_DRAWING
    while not page.evaluate(_ALL_DRAWN):
        if time.monotonic() > deadline:
            raise DevError("The pictures of the capture did not come.")
        time.sleep(0.2)


def _picture_of_bundle(stage: Stage, folder: Path) -> None:
    made = keepsake_json(stage, "export", folder)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(find_chromium()), args=_browser_options()
        )
        page = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]})
        page.goto((folder / "OPEN-ME.html").as_uri())
        page.locator("input").first.fill(made["passphrase"])
        page.keyboard.press("Enter")
        page.locator("img").first.wait_for()
        page.wait_for_timeout(8000)
        _keep("bundle.png", Image.open(io.BytesIO(page.screenshot())))
        browser.close()


def main() -> int:
    """Make all three pictures from one capture in a vault of its own."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as place:
        vault = Path(place) / "vault"
        with set_stage([], vault=vault) as stage, _screen() as screen:
            _picture_of_capture(stage, screen)
            keepsake(stage, "stamp")
            _picture_of_bundle(stage, Path(place) / "bundle")
            # Last: it gives the vault a passphrase, as a person would.
            _picture_of_viewer(stage)
    return 0


if __name__ == "__main__":
    sys.exit(main())
