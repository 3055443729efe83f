"""Keepsake.app and the disk image it comes in; signed where somebody has an identity for it."""

from __future__ import annotations

import os
import platform
import plistlib
import shutil
from typing import TYPE_CHECKING, Any

from PIL import Image

from dev_base import BUILD, ROOT, DevError, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from packages.release import Release

_FOLDER = BUILD / "mac"
IDENTIFIER = "org.keepsake.Keepsake"
LAUNCHER = "open-keepsake"
APP = "Keepsake.app"
_NEEDED = ("keepsake", "keepsake-host")
# The first bytes of programs and libraries, of one processor or several.
_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")
_OLDEST_MACOS = "12.0"


def name_of(version: str, machine: str = "") -> str:
    """The disk image of one version, for one kind of processor."""
    return f"keepsake-{version}-macos-{machine or platform.machine()}.dmg"


def info(version: str) -> dict[str, Any]:
    """What Info.plist says of the app."""
    return {
        "CFBundleName": "Keepsake",
        "CFBundleDisplayName": "Keepsake",
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleExecutable": LAUNCHER,
        "CFBundleIconFile": "keepsake.icns",
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "fr"],
        "LSMinimumSystemVersion": _OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.utilities",
        "NSHumanReadableCopyright": "The Keepsake authors. Apache License 2.0.",
        "NSHighResolutionCapable": True,
    }


def make_app(program: Path, version: str, folder: Path) -> Path:
    """Lays out the app over a frozen program.

    Args:
        program: The frozen folder.
        version: Of the program.
        folder: The app is made in it, in the place of one that is there.

    Raises:
        DevError: Something of the program is missing.
    """
    missing = [name for name in _NEEDED if not (program / name).is_file()]
    if missing:
        raise DevError(f"{program} is not whole: {', '.join(missing)} is missing.")
    app = folder / APP
    shutil.rmtree(app, ignore_errors=True)
    contents = app / "Contents"
    (contents / "MacOS").mkdir(parents=True)
    shutil.copytree(program, contents / "Resources" / "program", symlinks=True)
    shutil.copy(ROOT / "LICENSE", contents / "Resources" / "LICENSE")
    shutil.copy(_FOLDER / LAUNCHER, contents / "MacOS" / LAUNCHER)
    with Image.open(ROOT / "extension" / "icons" / "128.png") as picture:
        picture.save(contents / "Resources" / "keepsake.icns")
    (contents / "Info.plist").write_bytes(plistlib.dumps(info(version)))
    (contents / "PkgInfo").write_text("APPL????")
    return app


def signing(app: Path, identity: str) -> list[list[str]]:
    """The commands that sign an app: each program and library within it, and the app last.

    Args:
        app: The app.
        identity: Of the keychain; `-` signs for this computer alone.
    """
    options = ["--force", "--options", "runtime", "--sign", identity]
    options += [] if identity == "-" else ["--timestamp"]
    options += ["--entitlements", str(_FOLDER / "entitlements.plist")]
    inside = sorted(path for path in app.rglob("*") if _is_code(path))
    return [["codesign", *options, str(path)] for path in [*inside, app]]


def _is_code(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _MACH_O


def notarizing(image: Path, profile: str) -> list[list[str]]:
    """The commands that have Apple look at a disk image, and put its answer into it."""
    return [
        ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"],
        ["xcrun", "stapler", "staple", str(image)],
    ]


def imaging(app: Path, image: Path) -> list[str]:
    """The command that puts the folder of an app into a disk image."""
    options = ["-volname", "Keepsake", "-srcfolder", str(app.parent), "-fs", "HFS+"]
    return ["hdiutil", "create", "-ov", *options, "-format", "UDZO", str(image)]


def make(release: Release) -> list[Path]:
    """Makes app and image; signs with SIGN_IDENTITY, notarizes with NOTARY_PROFILE.

    Raises:
        DevError: The program is not whole, or a command refuses.
    """
    folder = release.work / "image"
    app = make_app(release.program, release.version, folder)
    (folder / "Applications").unlink(missing_ok=True)
    (folder / "Applications").symlink_to("/Applications")
    # Without an identity it is signed for this computer: Apple's processors start nothing unsigned.
    for command in signing(app, os.environ.get("SIGN_IDENTITY", "-")):
        quiet(command, f"Signing {command[-1]}")
    image = release.folder / name_of(release.version)
    quiet(imaging(app, image), "Making the disk image")
    if profile := os.environ.get("NOTARY_PROFILE"):
        for command in notarizing(image, profile):
            quiet(command, "Asking Apple")
    return [image]
