"""The add-ons as browsers and their stores take them: a ZIP for Chromium, an XPI for Firefox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev_base import ROOT
from packages.packing import Member, members_of, write_zip

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release

ENDINGS = {"chromium": "zip", "firefox": "xpi"}


def path_of(release: Release, target: str) -> Path:
    """The archive of one add-on."""
    return release.folder / f"keepsake-{release.version}-{target}.{ENDINGS[target]}"


def make(release: Release) -> list[Path]:
    """Packs each add-on with its licence."""
    licence = Member("LICENSE", (ROOT / "LICENSE").read_bytes())
    made = []
    for target in ENDINGS:
        path = path_of(release, target)
        write_zip(path, [*members_of(release.products / target), licence], release.epoch)
        made.append(path)
    return made
