"""The record of tests of a release, beside it: what it was tested with before it was made.

A build of sources to which no record belongs has none; a release without one is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev_base import say

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release


def name_of(version: str) -> str:
    """The file of one version."""
    return f"keepsake-{version}-validation.json"


def make(release: Release) -> list[Path]:
    """Puts the record there that the program carries, where it carries one."""
    data = (release.products / "validation" / "record.json").read_bytes()
    if data.strip() == b"null":
        say("  These sources have no record of tests; python3 build/dev.py validate makes one.")
        return []
    path = release.folder / name_of(release.version)
    path.write_bytes(data)
    return [path]
