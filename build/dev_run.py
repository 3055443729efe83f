"""Does the main job: sets up, then hands over to the project's own Python."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from dev_base import BUILD, PYTHON, ROOT, environment
from dev_setup import set_up
from dev_system import has_screen

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_main_job(apt_allowed: bool, *, headless: bool, once: bool, urls: Sequence[str]) -> int:
    """Set up, then capture, verify, export and show.

    Args:
        apt_allowed: whether Debian packages may be installed.
        headless: no windows even where there is a screen.
        once: end when the job is done instead of keeping the viewer up; without windows.
        urls: pages to capture instead of the demonstration site.

    Raises:
        DevError: something that the job needs cannot be set up here.
    """
    window = has_screen() and not headless and not once
    set_up(tests=False, window=window, apt_allowed=apt_allowed)
    script = BUILD / ("run_window.py" if window else "run_headless.py")
    command = [str(PYTHON), str(script), *(["--once"] if once else []), *urls]
    process = subprocess.Popen(command, cwd=ROOT, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The same Ctrl-C reached the child, which ends in good order.
            if os.name == "nt":
                process.terminate()
