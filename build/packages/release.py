"""What is packaged, and where: the same for every kind of package."""

from __future__ import annotations

import os
import subprocess
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dev_base import DIST, ROOT, WORK

if TYPE_CHECKING:
    from pathlib import Path

# The first moment that a ZIP can name; for sources that come without their history.
_EARLIEST = 315_532_800


@dataclass(frozen=True, slots=True)
class Release:
    """One release, as every kind of package takes it.

    Attributes:
        version: Of the program, as `pyproject.toml` has it.
        epoch: Seconds since 1970 that every file in a package bears as its time.
        program: The folder of the frozen program.
        products: The folder with the add-ons and the reader.
        folder: Where the packages go.
        work: Where something may be put together; a kind makes a folder of its own in it.
    """

    version: str
    epoch: int
    program: Path
    products: Path
    folder: Path
    work: Path


def this_release() -> Release:
    """The release that this checkout makes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return Release(
        str(project["version"]),
        source_date(),
        DIST / "package" / "keepsake",
        DIST,
        DIST / "packages",
        WORK / "packages",
    )


def source_date() -> int:
    """The time of the source: what SOURCE_DATE_EPOCH says, else that of the last commit."""
    if said := os.environ.get("SOURCE_DATE_EPOCH", ""):
        return int(said)
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    except OSError:
        return _EARLIEST
    return int(told.strip() or _EARLIEST)
