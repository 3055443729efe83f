"""The main job without a screen: a real click in a real browser, then everything after it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from dev_base import DevError, say
from run_job import do_job
from run_parts import keepsake, set_stage, step


def main() -> int:
    """Do the job; keep the viewer up afterwards unless told otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", action="store_true")
    parser.add_argument("urls", nargs="*")
    options = parser.parse_args()
    try:
        with set_stage(options.urls) as stage:
            do_job(stage)
            if not options.once:
                step("The viewer; Ctrl-C ends it")
                # Without a screen the viewer says its address instead of opening a browser.
                unseen = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
                keepsake(replace(stage, settings={**stage.settings, **unseen}), "view", "--serve")
    except DevError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nEnded. What is kept stays kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
