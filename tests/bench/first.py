"""From the package to the first tick, as somebody goes who is new to it and is not root."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import dev_package
from bench.measure import Figure
from e2e.found import FoundInChromium
from fixtures.clean_root import clean_root
from keepsake.core.practice import PATH
from keepsake_drive.capture import TICK, press

if TYPE_CHECKING:
    from fixtures.clean_root import CleanRoot

LIMIT_SECONDS = 60.0
_NOBODY = '{"version": 1, "authorities": []}'


def figures() -> list[Figure]:
    """The one figure, of the Debian package as these sources make it."""
    (package,) = dev_package.build_packages().glob("*.deb")
    with clean_root() as system:
        if "keepsake" in system.dpkg("--get-selections"):
            system.dpkg("--purge", "keepsake")
        (system.home / "authorities").mkdir()
        (system.home / "authorities" / "authorities.json").write_text(_NOBODY)
        system.hand_over()
        start = time.monotonic()
        system.dpkg("--install", package)
        try:
            _to_the_tick(system)
            taken = time.monotonic() - start
        finally:
            system.dpkg("--purge", "keepsake")
    return [
        Figure(
            "package to first tick",
            taken,
            LIMIT_SECONDS,
            "s",
            1,
            higher_is_better=False,
            meaning="the Debian package installed in a clean Debian without git, the program and "
            "Chromium started for the first time by somebody who is not root, the practice page "
            "opened, the button pressed, until its tick; machine time alone, against the limit.",
        )
    ]


def _to_the_tick(system: CleanRoot) -> None:
    """Starts the program and then the browser, opens the practice page, and presses the button."""
    with subprocess.Popen(
        system.command("keepsake", "view", "--serve"),
        env=system.variables,
        stdout=subprocess.PIPE,
        text=True,
    ) as viewer:
        try:
            if viewer.stdout is None:
                raise RuntimeError("the program has no output")
            address = viewer.stdout.readline().strip()
            with FoundInChromium(system) as browser:
                browser.open(address)
                tab = browser.open(address.split("/enter/")[0] + PATH)
                *_before, last = press(browser, tab)
        finally:
            viewer.terminate()
    if last.text != TICK:
        raise RuntimeError(f"no tick: {last}")
