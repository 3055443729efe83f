"""What winget, Homebrew and Flatpak want to know of a release: files from templates.

They name what was published by address and hash, so they are made when everything else is there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dev_base import BUILD, ROOT, DevError
from packages import mac, windows

TEMPLATES = BUILD / "catalogues"
FLATPAK_ID = "org.keepsake.Keepsake"
_RUNTIME = "25.08"
_MARK = re.compile(r"@([A-Z0-9]+)(?::([\w-]+))?@")


@dataclass(frozen=True, slots=True)
class Published:
    """A release as others see it.

    Attributes:
        version: Of the program.
        epoch: Seconds since 1970 of its day.
        address: The page of releases; a release of that version is below it.
        folder: Holds what is published.
    """

    version: str
    epoch: int
    address: str
    folder: Path

    @property
    def below(self) -> str:
        """Where the files of this version are fetched from."""
        return f"{self.address.rstrip('/')}/download/v{self.version}"

    def file(self, system: str) -> Path:
        """What is published for a system.

        Raises:
            DevError: It is not in the folder.
        """
        names = {
            "windows": windows.name_of(self.version),
            "macos-arm64": mac.name_of(self.version, "arm64"),
            "macos-x86_64": mac.name_of(self.version, "x86_64"),
            "linux": f"keepsake-{self.version}-linux-x86_64.tar.gz",
        }
        path = self.folder / names[system]
        if not path.is_file():
            raise DevError(f"{path.name} is not among what is published; it is made on {system}.")
        return path

    def sha256(self, system: str) -> str:
        """The hash of what is published for a system."""
        with self.file(system).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def write(published: Published, out: Path) -> list[Path]:
    """Writes all of them below a folder, emptied first.

    Raises:
        DevError: No address is published, or something that they name is not there.
    """
    if not re.fullmatch(r"https://[\w.-]+(/[\w./-]*)?", published.address):
        raise DevError(
            "No address of releases is published: shared/data/release.json names none.\n"
            "What is made for others would lead nowhere, so nothing is made."
        )
    texts = {
        path.relative_to(TEMPLATES): fill(path.read_text("utf-8"), published)
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }
    manifest = json.dumps(flatpak(published), indent=2) + "\n"
    texts[Path("flatpak") / f"{FLATPAK_ID}.json"] = manifest
    shutil.rmtree(out, ignore_errors=True)
    for name, text in texts.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, "utf-8", newline="\n")
    icon = out / "flatpak" / f"{FLATPAK_ID}.png"
    shutil.copyfile(ROOT / "extension" / "icons" / "128.png", icon)
    return [*(out / name for name in texts), icon]


def fill(text: str, published: Published) -> str:
    """A template with its marks in place.

    Raises:
        DevError: A mark means nothing, or what it names is not there.
    """
    return _MARK.sub(lambda mark: _meant(mark[1], mark[2] or "", published), text)


def _meant(name: str, of: str, published: Published) -> str:
    match name:
        case "VERSION":
            return published.version
        case "ADDRESS":
            return published.address
        case "DATE":
            return datetime.fromtimestamp(published.epoch, UTC).date().isoformat()
        case "URL":
            return f"{published.below}/{published.file(of).name}" if of else published.below
        case "SHA256":
            return published.sha256(of)
        case "SHORT":
            return _short(of)
    raise DevError(f"Nobody knows what @{name}@ means in a template.")


def _short(language: str) -> str:
    path = ROOT / "extension" / "_locales" / language / "messages.json"
    told = json.loads(path.read_text("utf-8"))["description"]["message"]
    return str(told).rstrip(".")


def flatpak(published: Published) -> dict[str, Any]:
    """The manifest for flatpak-builder, over the archive for Linux."""
    data = json.loads((ROOT / "shared" / "data" / "browser_folders.json").read_text("utf-8"))
    named = {folder for browser in data for folder in browser["linux"]["folders"]}
    # Only where browsers look for programs like this one: their profiles stay closed to it.
    folders = sorted(
        folder.replace("{config}", "xdg-config").replace("{home}", "~") for folder in named
    )
    return {
        "id": FLATPAK_ID,
        "runtime": "org.freedesktop.Platform",
        "runtime-version": _RUNTIME,
        "sdk": "org.freedesktop.Sdk",
        "command": "keepsake",
        "finish-args": [
            "--share=network",  # the viewer's own address, and proofs of time
            "--talk-name=org.freedesktop.secrets",
            *(f"--filesystem={folder}:create" for folder in folders),
        ],
        "modules": [_flatpak_module(published)],
    }


def _flatpak_module(published: Published) -> dict[str, Any]:
    share = "/app/share"
    places = {
        f"{FLATPAK_ID}.desktop": f"{share}/applications",
        f"{FLATPAK_ID}.metainfo.xml": f"{share}/metainfo",
        f"{FLATPAK_ID}.png": f"{share}/icons/hicolor/128x128/apps",
    }
    archive = {
        "type": "archive",
        "url": f"{published.below}/{published.file('linux').name}",
        "sha256": published.sha256("linux"),
    }
    return {
        "name": "keepsake",
        "buildsystem": "simple",
        "build-commands": [
            "mkdir -p /app/bin /app/lib/keepsake",
            f"install -D -m 644 -t {share}/licenses/{FLATPAK_ID} LICENSE THIRD-PARTY-NOTICES.txt",
            "cp -a keepsake keepsake-host _internal /app/lib/keepsake/",
            "ln -s ../lib/keepsake/keepsake /app/bin/keepsake",
            *(f"install -D -m 644 -t {place} {name}" for name, place in places.items()),
        ],
        "sources": [archive, *({"type": "file", "path": name} for name in places)],
    }
