"""The virtual environment in .venv, filled from locked versions and hashes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from dev_base import BUILD, PYTHON, ROOT, VENV, fingerprint, is_done, mark_done, quiet
from dev_system import ensure_venv_module

if TYPE_CHECKING:
    from pathlib import Path

BASE = BUILD / "requirements.txt"
WINDOW = BUILD / "requirements-window.txt"
SOURCE = BUILD / "requirements-source.txt"
NODE = BUILD / "requirements-node.txt"
TESTS = BUILD / "requirements-test.txt"
DESK = BUILD / "requirements-desk.txt"

_READY = "environment"
_PIP_INSTALL: tuple[str | Path, ...] = (
    PYTHON,
    "-m",
    "pip",
    "install",
    "--disable-pip-version-check",
    "--quiet",
)


def _works() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0


def ensure_environment(apt_allowed: bool) -> None:
    """Create .venv, or create it anew when it was cut short or belongs to another place.

    Raises:
        DevError: this Python cannot create one.
    """
    key = str(ROOT)
    if is_done(_READY, key) and _works():
        return
    ensure_venv_module(apt_allowed)
    if VENV.exists():
        shutil.rmtree(VENV)
    quiet([sys.executable, "-m", "venv", VENV], "Making the virtual environment")
    mark_done(_READY, key)


def install_locked(lock: Path) -> None:
    """Install exactly the versions of one lock file, each checked against its hashes.

    Raises:
        DevError: pip could not install them.
    """
    key = fingerprint([lock])
    if is_done(lock.stem, key):
        return
    # The file names every package, so pip has nothing left to choose.
    options: list[str | Path] = ["--require-hashes", "--no-deps", "-r", lock]
    if lock == SOURCE:
        options += ["--no-build-isolation"]
    else:
        options += ["--only-binary", ":all:"]
    quiet([*_PIP_INSTALL, *options], f"Installing the packages of {lock.name}")
    mark_done(lock.stem, key)


def install_project() -> None:
    """Install Keepsake itself, editable, without asking an index.

    Raises:
        DevError: pip could not install it.
    """
    key = fingerprint([ROOT / "pyproject.toml"])
    if is_done("project", key):
        return
    options: list[str | Path] = [
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--editable",
        ROOT,
    ]
    quiet([*_PIP_INSTALL, *options], "Installing Keepsake itself")
    mark_done("project", key)
