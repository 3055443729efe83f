"""Makes the guide's pictures: the whole case of `run`, looked at in each language.

Usage: .venv/bin/python build/guide_pictures.py
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from dev_base import DevError, environment, say
from keepsake.catalogue import LANGUAGES
from keepsake_drive.chromium import find_chromium
from pictures import wait_until_drawn
from run_job import do_job
from run_parts import KEEPSAKE, set_stage, with_vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

    from run_job import Bundle
    from run_parts import Stage

FOLDER = Path(__file__).resolve().parent.parent / "shared" / "guide" / "pictures"
_WIDTH, _HEIGHT = 1120, 720
_COLOURS = 64
_OPENS = "six plain words for a picture"
# A passphrase is slow on purpose, slower still on a busy machine. In milliseconds.
_LONGEST = 120_000
# Name of the picture, page of the viewer, and what is pressed there first.
_PAGES = (
    ("home", "/", ""),
    ("case", "/captures", ""),
    ("thread", "/captures/1/picture/1", ""),
    ("statement", "/statement", ""),
    ("police", "/police", ""),
    ("handover", "/hand-over", "main form button.main"),
    ("check", "/check", "form[data-busy] button"),
)


def names() -> set[str]:
    """The pictures that are made in each language."""
    return {name for name, _page, _press in _PAGES} | {"bundle"}


def _keep(language: str, name: str, page: Page) -> None:
    """Write one picture, in few colours so that the program stays small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / language / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT).save(path, optimize=True)
    say(f"  {language}/{name}.png: {path.stat().st_size:,} bytes")


@contextmanager
def _viewer(stage: Stage) -> Iterator[str]:
    """Start the viewer and yield the address that lets a browser in."""
    settings = {**stage.settings, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with subprocess.Popen(
        [str(KEEPSAKE), "view", "--serve"],
        env=environment(settings),
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running.stdout.readline().strip() if running.stdout else ""
        finally:
            running.terminate()


def _page(browser: Browser, language: str) -> Page:
    size: ViewportSize = {"width": _WIDTH, "height": _HEIGHT}
    return browser.new_page(viewport=size, locale=f"{language}-CA", color_scheme="light")


def _look(browser: Browser, stage: Stage, language: str) -> None:
    with _viewer(stage) as entrance:
        page = _page(browser, language)
        page.goto(entrance)
        for field in page.locator("input[type=password]").all():
            field.fill(_OPENS)
        with page.expect_navigation(timeout=_LONGEST):
            page.keyboard.press("Enter")
        for name, address, press in _PAGES:
            answer = page.goto(entrance.split("/enter/")[0] + address)
            if answer is None or not answer.ok:
                raise DevError(f"There is no page {address} to make a picture of.")
            if press:
                with page.expect_navigation(timeout=_LONGEST):
                    page.locator(press).first.click()
                if name == "check":
                    page.locator(".verdict").wait_for(timeout=_LONGEST)
            wait_until_drawn(page)
            _keep(language, name, page)
        page.close()


def _open(browser: Browser, bundle: Bundle, language: str) -> None:
    page = _page(browser, language)
    page.goto(bundle.page)
    page.locator("input").first.fill(bundle.passphrase)
    page.keyboard.press("Enter")
    page.locator("img").first.wait_for(timeout=_LONGEST)
    page.wait_for_timeout(8000)
    _keep(language, "bundle", page)
    page.close()


def main() -> int:
    """Make them all from one case in a vault of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="guide-") as place,
        set_stage([], vault=Path(place) / "vault") as stage,
        sync_playwright() as driver,
    ):
        bundle = do_job(stage)
        browser = driver.chromium.launch(
            executable_path=str(find_chromium()),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for language in LANGUAGES:
            _open(browser, bundle, language)
            # A look leaves something behind, and so does a form that was begun.
            own = shutil.copytree(stage.vault, Path(place) / language)
            _look(browser, with_vault(stage, own), language)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
