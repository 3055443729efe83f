"""A browser whose disk becomes full while a capture waits; run where that disk is its own.

    python -m e2e.full_room MACHINE KIND PROGRAM

Writes to standard output what the button and the page said, and what was handed over afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from e2e import waits
from e2e.harness import LONG_SECONDS, ROOT, SHORT_SECONDS, Machine, ending
from fixtures.demo.server import demo_site
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox, FirefoxTab
    from keepsake_drive.browser import Browser, Tab

PICTURES = 2
MESSAGES = 120
"""So many are kept before the disk is full to its last byte."""


def _told(browser: Browser | Firefox) -> str:
    """What the page about the problem says, once it says all of it."""
    text = browser.explanations()
    return text if "Error number" in text else ""


def _kept(browser: Browser | Firefox, tab: Tab | FirefoxTab) -> int:
    text = browser.badge(tab).text
    return int(text) if text.isdigit() else 0


def _fill(filler: Path) -> None:
    """Takes what is free, though others take and give meanwhile."""
    with filler.open("wb") as file:
        while left := _free_bytes(filler):
            with suppress(OSError):
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, left)


def _free_bytes(path: Path) -> int:
    """How much is free on the disk of a path."""
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize


def main(folder: Path, kind: str, program: Path) -> None:
    """Captures the thread on a disk that has not enough room for its pictures."""
    nobody = folder / "authorities.json"
    nobody.write_text(json.dumps({"version": 1, "authorities": []}))
    machine = Machine(folder, ROOT / "dist" / "chromium", program, nobody)
    site = demo_site(ROOT / "dist" / "demo", removes=False, newest=MESSAGES)
    with site as pages, waits.alone(machine, kind) as browser:
        tab = browser.open(pages.thread_url)
        filler = machine.profile / "filler"
        browser.click_toolbar(tab)
        until(lambda: _kept(browser, tab) >= PICTURES, SHORT_SECONDS, "too few pictures")
        _fill(filler)
        badge = ending(browser, tab, LONG_SECONDS)
        until(lambda: _told(browser), SHORT_SECONDS, badge.title)
        text = _told(browser)
        filler.unlink()
        waits.appear(machine, browser)
        waits.press(browser, waits.page(browser), "now")
        until(machine.captures, LONG_SECONDS, lambda: f"not handed over: {waits.told(browser)}")
    (kept,) = machine.captures()
    print(
        json.dumps(
            {
                "badge": badge.text,
                "title": badge.title,
                "told": text,
                "kinds": Counter(part.kind for part in kept.body.parts),
                "items": len(kept.items("message")) if kept.whole_manifest else -1,
                "notes": kept.manifest.completeness.notes if kept.whole_manifest else [],
                "state": kept.body.state,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
