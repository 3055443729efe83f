"""The program as one folder in an archive: unpacked anywhere, without any right of its own."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from dev_base import ROOT
from packages.packing import Member, members_of, write_tar

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release

_README = """\
Keepsake {version}

Put this folder where it can stay, then, in a terminal in it:

    ./keepsake install     makes it known to your browsers
    ./keepsake view        opens the viewer

To take it away: ./keepsake uninstall, then delete the folder. What you kept is not in this folder,
and stays.

---

Placez ce dossier là où il peut rester, puis, dans un terminal ouvert dans ce dossier\u00a0:

    ./keepsake install     le fait connaître à vos navigateurs
    ./keepsake view        ouvre le programme de consultation

Pour l’enlever\u00a0: ./keepsake uninstall, puis supprimez le dossier. Ce que vous avez conservé
n’est pas dans ce dossier, et reste.
"""


def name_of(version: str) -> str:
    """The folder in the archive, and the archive without its ending."""
    return f"keepsake-{version}-linux-{platform.machine()}"


def make(release: Release) -> list[Path]:
    """Packs the frozen program with how to begin and the licences."""
    path = release.folder / f"{name_of(release.version)}.tar.gz"
    folder = f"keepsake-{release.version}"
    members = members_of(release.program, folder)
    members.append(Member(f"{folder}/LICENSE", (ROOT / "LICENSE").read_bytes()))
    readme = _README.format(version=release.version)
    members.append(Member(f"{folder}/README.txt", readme.encode()))
    write_tar(path, members, release.epoch)
    return [path]
