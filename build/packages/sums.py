"""SHA256SUMS: what each file of a release has to be, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from packages.release import Release

FILE = "SHA256SUMS"


def make(release: Release) -> list[Path]:
    """Sums up everything that is in the folder of the packages."""
    names = sorted(path.name for path in release.folder.iterdir() if path.name != FILE)
    return [write(release.folder, names)]


def write(folder: Path, names: Iterable[str]) -> Path:
    """Writes the list of these files of a folder into it."""
    path = folder / FILE
    lines = [f"{_sum(folder / name)}  {name}\n" for name in names]
    path.write_text("".join(lines), "utf-8", newline="\n")
    return path


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
