"""The main job with a screen: a browser window with the extension, and the viewer beside it."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from dev_base import DevError, say
from keepsake.core.errors import KeepsakeError
from keepsake.shared import product_path
from keepsake_drive.browser import Browser, NativeHost
from run_parts import KEEPSAKE, RUN, Stage, keepsake, must, pin_button, set_stage, step


def _as_root() -> dict[str, str]:
    """Return what lets the window's browser engine start as root, in a container for instance."""
    root = os.name == "posix" and os.geteuid() == 0
    return {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if root else {}


def _show(stage: Stage) -> None:
    os.environ.update(stage.settings)
    step("Making the host known to the browsers on this computer")
    keepsake(stage, "install")
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
        step("Opening the viewer; closing it ends everything")
        must(replace(stage, settings={**stage.settings, **_as_root()}), "view")


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
