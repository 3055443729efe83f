"""Makes what people install: the program that needs no Python, and packages of it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from dev_base import (
    BUILD,
    DIST,
    PYTHON,
    ROOT,
    WORK,
    DevError,
    fingerprint,
    is_done,
    mark_done,
    one_at_a_time,
    quiet,
    run,
    say,
)
from dev_products import NOTICES
from dev_python import TESTS
from dev_setup import set_up
from dev_system import FOR_PACKAGES, ensure_programs, ensure_python_library
from packages.release import source_date

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = DIST / "package"
SIZE_MAX = 120_000_000
"""Bytes of the frozen program without the window, unpacked."""

PACKAGES = DIST / "packages"
_STEP = "package"
_PACKAGES_STEP = "packages"


def build_package(*, window: bool = False) -> None:
    """Freeze the program unless what is there was made from the same files.

    Args:
        window: with Qt, which makes it three times as large; without it `view` opens the browser.

    Raises:
        DevError: PyInstaller did not succeed.
    """
    program = PACKAGE / "keepsake"
    key = _key(window=window)
    with one_at_a_time("package"):
        if is_done(_STEP, key) and program.is_dir():
            return
        command: list[str | Path] = [PYTHON, "-m", "PyInstaller", "--noconfirm"]
        # The default work folder is ./build, which is this project's own.
        command += ["--log-level", "WARN", "--workpath", WORK / "pyinstaller"]
        command += ["--distpath", PACKAGE, BUILD / "keepsake.spec"]
        extra = {"KEEPSAKE_PACKAGE_WINDOW": "1" if window else "0", **_repeatable()}
        quiet(command, "Freezing the program", env=extra)
        extras = ("window",) if window else ()
        quiet([PYTHON, BUILD / "notices.py", program, *extras], "Collecting the licences")
        mark_done(_STEP, key)


def build_packages(*, window: bool = False) -> Path:
    """Make all that people install, unless what is there was made from the same files.

    Args:
        window: whether the program in them shows the viewer in a window of its own.

    Returns:
        The folder that holds them.

    Raises:
        DevError: one could not be made.
    """
    build_package(window=window)
    more = [BUILD / "packages", BUILD / "debian", ROOT / "CHANGELOG.md", ROOT / "LICENSE"]
    key = fingerprint([*more, ROOT / "pyproject.toml"], _key(window=window))
    with one_at_a_time("packages"):
        if not (is_done(_PACKAGES_STEP, key) and (PACKAGES / "SHA256SUMS").is_file()):
            if run([PYTHON, "-m", "packages"], cwd=BUILD):
                raise DevError("Not every package could be made; the reason stands above.")
            mark_done(_PACKAGES_STEP, key)
    return PACKAGES


def size_of(program: Path) -> int:
    """Bytes of the files of a frozen program; a link to one of them is none."""
    files = [path for path in program.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files)


def _key(*, window: bool) -> str:
    inputs = [ROOT / "host", ROOT / "shared", BUILD / "keepsake.spec", TESTS, *NOTICES]
    inputs += [DIST / "chromium", DIST / "firefox", DIST / "reader", DIST / "validation"]
    return fingerprint(inputs, f"window={window}", str(source_date()))


def _repeatable() -> dict[str, str]:
    """What makes the same sources freeze to the same bytes."""
    return {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": str(source_date())}


def package(apt_allowed: bool, *, window: bool) -> int:
    """Set up, freeze, make the packages, and say where all of it is.

    Args:
        apt_allowed: whether Debian packages may be installed.
        window: with Qt.

    Raises:
        DevError: a step did not succeed.
    """
    start = time.monotonic()
    set_up(programs=False, tests=True, window=True, apt_allowed=apt_allowed)
    ensure_programs(FOR_PACKAGES if sys.platform == "linux" else (), apt_allowed)
    ensure_python_library(apt_allowed)
    made = build_packages(window=window)
    say(f"The program is in {PACKAGE / 'keepsake'}: {size_of(PACKAGE / 'keepsake') / 1e6:.0f} MB")
    say(f"What people install is in {made}")
    say(f"Done in {time.monotonic() - start:.1f} s.")
    return 0
