"""The Debian package: the program, which browsers know of as soon as it is installed."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from email.utils import formatdate
from pathlib import Path, PurePosixPath
from string import Template
from typing import TYPE_CHECKING

import shell
from dev_base import BUILD, ROOT, quiet
from keepsake.browsers.register import manifest
from keepsake.browsers.table import load_browsers, load_identities
from packages import addons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packages.release import Release

_HOME = "usr/lib/keepsake"
_TEXTS = BUILD / "debian"
_DOCUMENTS = "usr/share/doc/keepsake"
# Debian's zsh looks elsewhere than others.
_ELSEWHERE = {"site-functions": "vendor-completions"}


def make(release: Release) -> list[Path]:
    """Puts the tree together and has `dpkg-deb` pack it.

    Raises:
        DevError: `dpkg-deb` is missing or refuses the tree.
    """
    tree = release.work / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    fill(tree, release)
    path = release.folder / f"keepsake_{release.version}_{architecture()}.deb"
    # The quickest level: the highest takes ten times as long for a sixth less.
    command: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z0", "--build"]
    epoch = {"SOURCE_DATE_EPOCH": str(release.epoch)}
    quiet([*command, tree, path], "Packing the Debian package", env=epoch)
    shutil.rmtree(tree)
    return [path]


def architecture() -> str:
    """What Debian calls this kind of computer."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def fill(tree: Path, release: Release) -> None:
    """Lays out everything that the package installs, and what describes it."""
    shutil.copytree(release.program, tree / _HOME, symlinks=True)
    _link(tree, "usr/bin/keepsake", f"{_HOME}/keepsake")
    _connect(tree)
    _addons(tree, release)
    _documents(tree, release)
    _on_the_desktop(tree)
    _shell(tree)
    _fix_rights(tree)
    _describe(tree, release)


def needed_glibc(files: Iterable[Path]) -> str:
    """The oldest C library that has all that these programs and libraries ask of it."""
    asked = {
        int(found)
        for file in files
        if file.read_bytes()[:4] == b"\x7fELF"
        for found in re.findall(rb"\0GLIBC_2\.(\d+)\b", file.read_bytes())
    }
    return f"2.{max(asked)}"


def _connect(tree: Path) -> None:
    """Host manifests for everybody.

    They are links: what is itself in /etc would stay behind when the package is removed.
    """
    for browser in load_browsers():
        name = f"{load_identities().host_name}.json"
        held = f"{_HOME}/manifests/{browser.family}/{name}"
        for folder in browser.linux.everyone:
            _put(tree / held, manifest(browser.family, Path("/") / _HOME / "keepsake-host"))
            place = folder.format(root="", etc="/etc").lstrip("/")
            _link(tree, f"{place}/{name}", held)


def _addons(tree: Path, release: Release) -> None:
    """Debian's own add-ons are in these places too; both browsers load what lies there."""
    for browser in load_browsers():
        place = browser.linux.addon.format(root="").lstrip("/")
        if place and browser.family == "firefox":
            _put(tree / place, addons.path_of(release, "firefox").read_bytes())
        elif place:
            _link(tree, place, f"{_HOME}/_internal/dist/chromium")


def _documents(tree: Path, release: Release) -> None:
    values = {"version": release.version, "date": formatdate(release.epoch)}
    folder = tree / _DOCUMENTS
    _put(folder / "changelog.gz", _filled("changelog", values))
    _put(folder / "CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_bytes())
    _put(folder / "copyright", _filled("copyright", {}))
    _link(tree, f"{_DOCUMENTS}/THIRD-PARTY-NOTICES.txt", f"{_HOME}/THIRD-PARTY-NOTICES.txt")
    overrides = (_TEXTS / "lintian-overrides").read_bytes()
    _put(tree / "usr/share/lintian/overrides/keepsake", overrides)


def _shell(tree: Path) -> None:
    """Pages of the manual, and what shells complete."""
    for name, text in shell.written().items():
        place = PurePosixPath("usr", shell.PLACES[name])
        folder = place.parent.with_name(_ELSEWHERE.get(place.parent.name, place.parent.name))
        packed = ".gz" if name.startswith("man/") else ""
        _put(tree / folder / f"{place.name}{packed}", text.encode())


def _on_the_desktop(tree: Path) -> None:
    _put(tree / "usr/share/applications/keepsake.desktop", _filled("keepsake.desktop", {}))
    for size in (48, 128):
        icon = (ROOT / "extension" / "icons" / f"{size}.png").read_bytes()
        _put(tree / f"usr/share/icons/hicolor/{size}x{size}/apps/keepsake.png", icon)


def _describe(tree: Path, release: Release) -> None:
    """The control files, which say what the tree holds and so come last."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files]
    # As Debian's policy counts it: each file by whole KiB, and one for whatever is no file.
    others = sum(1 for path in tree.rglob("*") if path.is_symlink() or path.is_dir())
    size = sum(-(-path.stat().st_size // 1024) for path in files) + others
    values = {
        "version": release.version,
        "architecture": architecture(),
        "kibibytes": str(size),
        "glibc": needed_glibc(files),
    }
    _put(tree / "DEBIAN/md5sums", "".join(sums).encode())
    _put(tree / "DEBIAN/control", _filled("control", values))
    (tree / "DEBIAN").chmod(0o755)  # dpkg-deb refuses one that is closed to others


def _md5(path: Path) -> str:
    """What `dpkg --verify` compares with; it guards against accidents alone."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _filled(name: str, values: dict[str, str]) -> bytes:
    return Template((_TEXTS / name).read_text("utf-8")).substitute(values).encode()


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
    path.chmod(0o644)


def _link(tree: Path, name: str, to: str) -> None:
    """A link as Debian's policy has them: relative within a folder of the top, else absolute."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    within = name.partition("/")[0] == to.partition("/")[0]
    path.symlink_to(os.path.relpath(to, Path(name).parent) if within else f"/{to}")


def _fix_rights(tree: Path) -> None:
    """The same rights wherever it is built; libraries are no programs."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and ".so" not in path.name)
            path.chmod(0o755 if runs else 0o644)
