"""Makes the pictures of README and stores: drives the real program and looks at it.

Needs what the tests need. English ones lie in shared/pictures, others in a folder of their
language there.

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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageGrab
from playwright.sync_api import sync_playwright

from dev_base import DevError, environment, say
from keepsake.shared import product_path
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.chromium import find_chromium
from keepsake_drive.targets import until
from run_parts import KEEPSAKE, keepsake, keepsake_json, pin_button, set_stage
from store import LANGUAGES, picture_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from run_parts import Stage

# A size that every store takes: store/stores.toml.
SIZE = (1280, 800)
_SCREEN = (1340, 960)
# A window has this much above its page; and where Chromium puts a second one on a screen without a
# window manager.
_ABOVE = 80
_WINDOW = (20, 20, 20 + SIZE[0], 20 + SIZE[1])
_LONGEST_CAPTURE = 240.0
# A passphrase is slow on purpose, slower still on a busy machine. In milliseconds.
_LONGEST_UNLOCK = 120_000
_LONGEST_DRAWING = 60.0
_TO_PICTURES = 330  # pixels from the top of a capture to its pictures
# Brings up where captures go and how the program is, once that is known; where its files lie on the
# computer of whoever makes the pictures is below.
_HEALTH = """(() => {
    document.getElementById("case").closest("section").scrollIntoView({ block: "start" });
    return document.querySelectorAll("#health .mark").length > 1;
})()"""
# Further down pictures wait until somebody scrolls there.
_ALL_DRAWN = """[...document.images].every(
    (one) => one.naturalWidth > 0 || one.getBoundingClientRect().top > innerHeight
)"""


@dataclass(frozen=True)
class Taker:
    """Takes the pictures of one language.

    Attributes:
        stage: What runs meanwhile.
        language: `en` or `fr`.
        folder: Where the pictures go.
    """

    stage: Stage
    language: str
    folder: Path

    def keep(self, name: str, picture: Image.Image) -> None:
        """Writes one picture, in few colours so that the repository stays small."""
        self.folder.mkdir(parents=True, exist_ok=True)
        small = picture.convert("RGB").quantize(192, method=Image.Quantize.MEDIANCUT)
        small.save(self.folder / f"{name}.png", optimize=True)
        say(f"  {name}, {self.language}: {picture.width} × {picture.height}")


@contextlib.contextmanager
def screen() -> Iterator[str]:
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


def picture_of_button(taker: Taker, display: str) -> None:
    """Captures the thread in a window on the screen, and looks when the tick is there.

    Then looks at the options in the same browser.
    """
    profile = Path(tempfile.mkdtemp(prefix="pictures-"))
    pin_button(profile)
    extension = product_path("chromium")
    host = NativeHost(KEEPSAKE, taker.stage.vault, {**taker.stage.settings, "DISPLAY": display})
    with Browser(extension, host, profile=profile, window=True, language=taker.language) as browser:
        height = SIZE[1] - _ABOVE
        tab = browser.open(taker.stage.urls[0], width=SIZE[0], height=height)
        browser.click_toolbar(tab)
        deadline = time.monotonic() + _LONGEST_CAPTURE
        while (text := browser.badge(tab).text) not in {"✓", "✗"}:
            if time.monotonic() > deadline:
                raise DevError("The capture for the picture did not end.")
            time.sleep(0.5)
        if text != "✓":
            raise DevError("The capture for the picture met a problem.")
        time.sleep(1)
        taker.keep("capture", ImageGrab.grab(bbox=_WINDOW, xdisplay=display))
        own = f"chrome-extension://{browser.extension}/ui/options.html"
        options = browser.open(own, width=SIZE[0], height=SIZE[1])
        until(lambda: browser.evaluate(options, _HEALTH), _LONGEST_DRAWING, "no options")
        time.sleep(1)
        taker.keep("options", Image.open(io.BytesIO(browser.screenshot(options))))
    shutil.rmtree(profile)


@contextlib.contextmanager
def _plain_page(taker: Taker) -> Iterator[Page]:
    """Opens a page in a browser without the extension."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(find_chromium()),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        size = {"width": SIZE[0], "height": SIZE[1]}
        yield browser.new_page(viewport=size, locale=taker.language)  # type: ignore[arg-type]
        browser.close()


def picture_of_viewer(taker: Taker) -> None:
    """Opens the vault in the viewer and looks at its first capture."""
    # Without a screen it says its address instead of opening a browser.
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "KEEPSAKE_LANGUAGE": taker.language}
    command = [str(KEEPSAKE), "view", "--serve"]
    variables = environment({**taker.stage.settings, **nowhere})
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as viewer:
        try:
            _look_at_capture(taker, viewer.stdout.readline().strip() if viewer.stdout else "")
        finally:
            viewer.terminate()


def _look_at_capture(taker: Taker, address: str) -> None:
    with _plain_page(taker) as page:
        page.goto(address)
        for field in page.locator("input[type=password]").all():
            field.fill("six plain words for a picture")
        with page.expect_navigation(timeout=_LONGEST_UNLOCK):
            page.keyboard.press("Enter")
        # Not until the network is idle: a page that is open keeps asking for news.
        page.goto(address.split("/enter/")[0] + "/captures")
        page.locator("main a[href*='/captures/']").first.click()
        page.locator("main img").first.wait_for()
        page.mouse.move(SIZE[0] / 2, SIZE[1] / 2)
        page.mouse.wheel(0, _TO_PICTURES)
        wait_until_drawn(page)
        taker.keep("viewer", Image.open(io.BytesIO(page.screenshot())))


def wait_until_drawn(page: Page) -> None:
    """Wait until every picture in view is there.

    Asked from outside: the page's own policy lets nothing be evaluated in it.

    Raises:
        DevError: They do not come.
    """
    deadline = time.monotonic() + _LONGEST_DRAWING
    while not page.evaluate(_ALL_DRAWN):
        if time.monotonic() > deadline:
            raise DevError("The pictures of the capture did not come.")
        time.sleep(0.2)


def picture_of_bundle(taker: Taker, folder: Path) -> None:
    """Hands everything over as a bundle, and opens it as its receiver would."""
    made = keepsake_json(taker.stage, "export", folder)
    with _plain_page(taker) as page:
        page.goto((folder / "OPEN-ME.html").as_uri())
        page.set_input_files("input[type=file]", folder / "evidence.age")
        page.locator("#secret").fill(made["passphrase"])
        page.keyboard.press("Enter")
        page.get_by_text("✓").first.wait_for(timeout=_LONGEST_DRAWING * 1000)
        taker.keep("bundle", Image.open(io.BytesIO(page.screenshot())))


def _at_home(stage: Stage, home: Path) -> Stage:
    """The same with a home of its own, whose browsers are connected."""
    (home / ".config" / "chromium").mkdir(parents=True)
    own = replace(stage, settings={**stage.settings, "HOME": str(home)})
    keepsake(own, "install")
    return own


def take(taker: Taker, display: str, place: Path) -> None:
    """Takes all pictures of one language, from one capture in a vault of its own."""
    picture_of_button(taker, display)
    keepsake(taker.stage, "stamp")
    picture_of_bundle(taker, place / "bundle")
    # Last: it gives the vault a passphrase, as a person would.
    picture_of_viewer(taker)


def main() -> int:
    """Makes the pictures of every language."""
    for language in LANGUAGES:
        # Ignored: the program that the viewer sets to stamping may write to the vault at the end.
        with tempfile.TemporaryDirectory(prefix="pictures-", ignore_cleanup_errors=True) as place:
            vault = Path(place) / "vault"
            with set_stage([], vault=vault) as stage, screen() as display:
                folder = picture_file("capture", language).parent
                own = _at_home(stage, Path(place) / "home")
                take(Taker(own, language, folder), display, Path(place))
    return 0


if __name__ == "__main__":
    sys.exit(main())
