"""The installer for Windows: one program that puts the frozen folder where one person has it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PIL import Image

from dev_base import BUILD, ROOT, DevError, find, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release

SCRIPT = BUILD / "windows" / "keepsake.nsi"
_ICON_SIZES = [(16, 16), (32, 32), (48, 48), (128, 128)]
_NEEDED = ("keepsake.exe",)


def name_of(version: str) -> str:
    """The file of one version's installer."""
    return f"keepsake-{version}-windows-x86_64-setup.exe"


def make(release: Release) -> list[Path]:
    """Compiles the installer over the frozen program.

    Raises:
        DevError: The program is not there or not one for Windows, or makensis refuses.
    """
    out = release.folder / name_of(release.version)
    compile_installer(release.program, release.version, out, release.work)
    return [out]


def compile_installer(program: Path, version: str, out: Path, work: Path) -> None:
    """Compiles an installer; SIGN_COMMAND in the environment signs it and what uninstalls.

    Args:
        program: The folder to install.
        version: Of the program, three numbers.
        out: The installer to write.
        work: Where files may be put meanwhile.

    Raises:
        DevError: Something of the program is missing, or makensis refuses.
    """
    missing = [name for name in _NEEDED if not (program / name).is_file()]
    if missing:
        raise DevError(f"{program} is no program for Windows: {', '.join(missing)} is missing.")
    makensis = find("makensis", "makensis.exe")
    if not makensis:
        raise DevError("makensis is not on this computer; on Debian: sudo apt-get install nsis")
    defined = {
        "VERSION": version,
        "PROGRAM": program,
        "LICENCE": ROOT / "LICENSE",
        "ICON": write_icon(work / "keepsake.ico"),
        "OUT": out,
        "KILOBYTES": sum(p.stat().st_size for p in program.rglob("*") if p.is_file()) // 1024,
    }
    if sign := os.environ.get("SIGN_COMMAND"):
        defined["SIGN"] = sign
    options = [f"-D{name}={value}" for name, value in defined.items()]
    quiet([makensis, "-V2", "-WX", "-NOCD", *options, SCRIPT], "Making the installer for Windows")


def write_icon(path: Path) -> Path:
    """Writes the extension's icon as Windows wants icons, and gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(ROOT / "extension" / "icons" / "128.png") as picture:
        picture.save(path, sizes=_ICON_SIZES)
    return path
