"""The main job without a screen: a real click in a real browser, then everything after it."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

from dev_base import DevError, say
from run_parts import RUN, Stage, keepsake, keepsake_json, must, set_stage, step


def _newest(stage: Stage) -> list[str]:
    """Return the options that choose what this run captured, not what earlier runs left."""
    listed = keepsake_json(stage, "list")["captures"]
    entries = sorted(int(capture["entry"]) for capture in listed)[-len(stage.urls) :]
    return [f"--capture={entry}" for entry in entries]


def _job(stage: Stage) -> None:
    step("Making the host known to the browsers on this computer")
    keepsake(stage, "install")
    step("Capturing, by a click on the button")
    must(stage, "capture", *stage.urls)
    step("Asking the authorities for the time")
    keepsake(stage, "stamp")
    step("Checking everything that is kept")
    must(stage, "verify")
    bundle = RUN / time.strftime("bundle-%Y%m%d-%H%M%S")
    step("Exporting a bundle")
    made = keepsake_json(stage, "export", bundle, *_newest(stage))
    step("Checking the bundle as whoever receives it would")
    must(stage, "verify", bundle, passphrase=made["passphrase"])
    say(f"\nThe vault:       {stage.vault}")
    say(f"The bundle:      {bundle}")
    say(f"Open it:         {(bundle / 'OPEN-ME.html').as_uri()}")
    say(f"Its passphrase:  {made['passphrase']}   (shown once, kept nowhere)")


def main() -> int:
    """Do the job; keep the viewer up afterwards unless told otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", action="store_true")
    parser.add_argument("urls", nargs="*")
    options = parser.parse_args()
    try:
        with set_stage(options.urls) as stage:
            _job(stage)
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
