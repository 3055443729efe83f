"""The wheel and the source distribution, for pip, pipx and uv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev_base import PYTHON, ROOT, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release

PROJECTS = {
    "Packing for Python": ROOT,
    "Packing what drives a browser": ROOT / "host" / "keepsake_drive",
}


def make(release: Release) -> list[Path]:
    """Has hatchling make both, of the program and of what drives a browser for it.

    Raises:
        DevError: hatchling did not succeed.
    """
    before = set(release.folder.iterdir())
    env = {"SOURCE_DATE_EPOCH": str(release.epoch)}
    for title, project in PROJECTS.items():
        command: list[str | Path] = [PYTHON, "-m", "hatchling", "build", "--directory"]
        quiet([*command, release.folder], title, cwd=project, env=env)
    return sorted(set(release.folder.iterdir()) - before)
