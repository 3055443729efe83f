"""Programs of others that judge our files and fit beside nothing else: an environment of their own.

`wacz` alone brings dozens of packages, some of which would choose the versions of ours. Nothing of
them goes out, so their licences (surt: AGPL) bind nobody who gets Keepsake.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from dev_base import BUILD, PYTHON, VENV, fingerprint, is_done, mark_done, quiet

if TYPE_CHECKING:
    from pathlib import Path

VALIDATORS = BUILD / "requirements-validators.txt"
VALIDATORS_SOURCE = BUILD / "requirements-validators-source.txt"
WANTED = ("setuptools", "wacz")  # setuptools builds what has no wheels

_PLACE = VENV / "validators"
_SCRIPTS = _PLACE / ("Scripts" if os.name == "nt" else "bin")
WACZ = _SCRIPTS / ("wacz.exe" if os.name == "nt" else "wacz")

_READY = "validators"


def _install(lock: Path, *options: str) -> None:
    command: list[str | Path] = [PYTHON, "-m", "pip", "--python", _PLACE, "install", "--quiet"]
    command += ["--disable-pip-version-check", "--require-hashes", "--no-deps", *options]
    command += ["-r", lock]
    quiet(command, f"Installing the packages of {lock.name}")


def ensure_validators() -> None:
    """Make the environment of the validators, or make it anew when it was cut short.

    Raises:
        DevError: Python cannot make one, or pip could not install what belongs in it.
    """
    key = fingerprint([VALIDATORS, VALIDATORS_SOURCE])
    if is_done(_READY, key) and WACZ.is_file():
        return
    if _PLACE.exists():
        shutil.rmtree(_PLACE)
    making: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", _PLACE]
    quiet(making, "Making the environment of the validators")
    _install(VALIDATORS, "--only-binary", ":all:")
    _install(VALIDATORS_SOURCE, "--no-build-isolation")
    mark_done(_READY, key)
