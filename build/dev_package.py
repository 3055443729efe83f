"""Makes the program that needs no Python: one folder with host, viewer and commands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dev_base import BUILD, DIST, PYTHON, ROOT, WORK, fingerprint, is_done, mark_done, quiet, say
from dev_python import TESTS
from dev_setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = DIST / "package"
_STEP = "package"


def build_package() -> None:
    """Freeze the program unless what is there was made from the same files.

    Raises:
        DevError: PyInstaller did not succeed.
    """
    program = PACKAGE / "keepsake"
    inputs = [ROOT / "host" / "keepsake", ROOT / "shared", BUILD / "keepsake.spec", TESTS]
    inputs += [DIST / "chromium", DIST / "firefox", DIST / "reader"]
    key = fingerprint(inputs)
    if is_done(_STEP, key) and program.is_dir():
        return
    command: list[str | Path] = [PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    # The default work folder is ./build, which is this project's own.
    command += ["--workpath", WORK / "pyinstaller", "--distpath", PACKAGE, BUILD / "keepsake.spec"]
    quiet(command, "Freezing the program")
    mark_done(_STEP, key)


def package(apt_allowed: bool) -> int:
    """Set up, freeze, and say where the program is.

    Raises:
        DevError: a step did not succeed.
    """
    start = time.monotonic()
    set_up(programs=False, tests=True, window=True, apt_allowed=apt_allowed)
    build_package()
    files = [path for path in (PACKAGE / "keepsake").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    say(f"The program is in {PACKAGE / 'keepsake'}: {len(files)} files, {size:.0f} MB")
    say(f"Done in {time.monotonic() - start:.1f} s.")
    return 0
