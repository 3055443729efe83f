"""The main job with a screen: the same, opened in the person's browser; then a button to try."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser

from dev_base import DevError, say
from keepsake.core.errors import KeepsakeError
from keepsake.shared import product_path
from keepsake_drive.browser import Browser, NativeHost
from run_job import do_job
from run_parts import KEEPSAKE, RUN, Stage, must, pin_button, set_stage, step


def _show(stage: Stage) -> None:
    os.environ.update(stage.settings)
    bundle = do_job(stage)
    step("Opening the bundle in your browser, as whoever receives it would")
    if not webbrowser.open(bundle.page):
        say("          No browser could be opened; open the address above.")
    step("Opening a browser window with the extension in it, in a profile of its own")
    pin_button(RUN / "profile")
    with Browser(
        product_path("chromium"),
        NativeHost(KEEPSAKE, stage.vault),
        profile=RUN / "profile",
        window=True,
    ) as browser:
        for url in stage.urls:
            browser.open(url)
        say("          Click the Keepsake button in its toolbar; the tick means that it is kept.")
        step("Opening the viewer in your browser; Leave or Ctrl-C ends everything")
        must(stage, "view", "--browser")


def main() -> int:
    """Show both windows until the viewer is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", nargs="*")
    options = parser.parse_args()
    try:
        with set_stage(options.urls) as stage:
            _show(stage)
    except (DevError, KeepsakeError) as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nEnded. What is kept stays kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
