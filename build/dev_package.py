"""Makes the program that needs no Python: one folder with host, viewer and commands."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from dev_base import BUILD, DIST, PYTHON, ROOT, WORK, fingerprint, is_done, mark_done, quiet, say
from dev_products import NOTICES
from dev_python import TESTS
from dev_setup import set_up
from dev_system import OBJDUMP, ensure_programs, ensure_python_library

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = DIST / "package"
_STEP = "package"


def build_package(*, window: bool = False) -> None:
    """Freeze the program unless what is there was made from the same files.

    Args:
        window: with Qt, which makes it four times as large; without it `view` opens the browser.

    Raises:
        DevError: PyInstaller did not succeed.
    """
    program = PACKAGE / "keepsake"
    inputs = [ROOT / "host", ROOT / "shared", BUILD / "keepsake.spec", TESTS]
    inputs += NOTICES
    inputs += [DIST / "chromium", DIST / "firefox", DIST / "reader"]
    key = fingerprint(inputs, f"window={window}")
    if is_done(_STEP, key) and program.is_dir():
        return
    command: list[str | Path] = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    # The default work folder is ./build, which is this project's own.
    command += ["--workpath", WORK / "pyinstaller", "--distpath", PACKAGE, BUILD / "keepsake.spec"]
    extra = {"KEEPSAKE_PACKAGE_WINDOW": "1" if window else "0"}
    quiet(command, "Freezing the program", env=extra)
    extras = ("window",) if window else ()
    quiet([PYTHON, BUILD / "notices.py", program, *extras], "Collecting the licences")
    mark_done(_STEP, key)


def package(apt_allowed: bool, *, window: bool) -> int:
    """Set up, freeze, and say where the program is.

    Args:
        apt_allowed: whether Debian packages may be installed.
        window: with Qt.

    Raises:
        DevError: a step did not succeed.
    """
    start = time.monotonic()
    set_up(programs=False, tests=True, window=True, apt_allowed=apt_allowed)
    ensure_programs((OBJDUMP,) if sys.platform == "linux" else (), apt_allowed)
    ensure_python_library(apt_allowed)
    build_package(window=window)
    files = [path for path in (PACKAGE / "keepsake").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    say(f"The program is in {PACKAGE / 'keepsake'}: {len(files)} files, {size:.0f} MB")
    say(f"Done in {time.monotonic() - start:.1f} s.")
    return 0
