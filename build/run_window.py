"""The main job with a screen: a browser window with the extension, and the viewer beside it."""

from __future__ import annotations

import argparse
import os
import sys

from dev_base import DevError, say
from keepsake.core.errors import KeepsakeError
from keepsake.native.browser import Browser
from keepsake.shared import product_path
from run_parts import KEEPSAKE, RUN, Stage, keepsake, pin_button, set_stage, step


def _show(stage: Stage) -> None:
    os.environ.update(stage.settings)
    step("Making the host known to the browsers on this computer")
    keepsake(stage, "install")
    step("Opening a browser window with the extension in it, in a profile of its own")
    pin_button(RUN / "profile")
    with Browser(
        product_path("chromium"),
        program=KEEPSAKE,
        vault=stage.vault,
        profile=RUN / "profile",
        window=True,
    ) as browser:
        for url in stage.urls:
            browser.open(url)
        say("          Click the Keepsake button in its toolbar; the tick means that it is kept.")
        step("Opening the viewer; closing it ends everything")
        keepsake(stage, "view")


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
