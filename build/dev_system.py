"""Programs of the system: what is there, what Debian can install, what to say otherwise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dev_base import PYTHON, DevError, find, quiet, say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
_QT_LIBRARIES = (
    "libasound2t64",
    "libdbus-1-3",
    "libegl1",
    "libgl1",
    "libnss3",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-xkb1",
    "libxcomposite1",
    "libxdamage1",
    "libxkbcommon-x11-0",
    "libxkbfile1",
    "libxrandr2",
    "libxtst6",
)


@dataclass(frozen=True)
class Need:
    """A program that a command cannot do without, and the Debian packages that bring it."""

    title: str
    names: tuple[str, ...]
    packages: tuple[str, ...]


CHROMIUM = Need(
    "Chromium, the browser that captures", CHROMIUM_NAMES, ("chromium", "fonts-liberation")
)
OPENSSL = Need("openssl, for the two local time-stamp authorities", ("openssl",), ("openssl",))
OBJDUMP = Need("objdump, which freezing the program needs", ("objdump",), ("binutils",))
BWRAP = Need("bwrap, which runs programs apart", ("bwrap",), ("bubblewrap",))
DPKG_DEB = Need("dpkg-deb, which packs the Debian package", ("dpkg-deb",), ("dpkg",))
FOR_PACKAGES = (OBJDUMP, DPKG_DEB)
FOR_RUN = (CHROMIUM, OPENSSL)
FOR_TESTS = (
    *FOR_RUN,
    Need("Firefox, the second browser under test", ("firefox-esr", "firefox"), ("firefox-esr",)),
    Need("age, the program an officer may use", ("age",), ("age",)),
    Need("Xvfb, a screen for machines without one", ("Xvfb",), ("xvfb",)),
    Need("xauth, which that screen is locked with", ("xauth",), ("xauth",)),
    Need("unzip, which an officer may use", ("unzip",), ("unzip",)),
    OBJDUMP,
    Need("pdftotext, which reads back the report", ("pdftotext",), ("poppler-utils",)),
    Need("qpdf, which checks the form of a PDF", ("qpdf",), ("qpdf",)),
    Need("JHOVE, by which archives judge a PDF", ("jhove",), ("jhove",)),
    Need("makensis, which compiles the installer for Windows", ("makensis",), ("nsis",)),
    Need("Wine, in which that installer is tried", ("wine",), ("wine", "wine64")),
    Need(
        "desktop-file-validate, for the entry in menus",
        ("desktop-file-validate",),
        ("desktop-file-utils",),
    ),
    Need("appstreamcli, for what a software centre shows", ("appstreamcli",), ("appstream",)),
    Need("mmdebstrap, which makes a clean Debian", ("mmdebstrap",), ("mmdebstrap",)),
    BWRAP,
    Need("lintian, by which Debian judges packages", ("lintian",), ("lintian",)),
)
FOR_DESK = (
    Need(
        "PostgreSQL 17, which holds the state of a desk",
        ("/usr/lib/postgresql/17/bin/postgres",),
        ("postgresql-17",),
    ),
    Need("Ceph's monitor, for a store that locks", ("ceph-mon",), ("ceph-mon",)),
    Need("Ceph's disk, for a store that locks", ("ceph-osd",), ("ceph-osd",)),
    Need("Ceph's S3 gateway, for a store that locks", ("radosgw",), ("radosgw",)),
    BWRAP,
)


def chromium() -> str:
    """Return the path of a Chromium or Chrome, or an empty string."""
    return find(*CHROMIUM_NAMES) or next((p for p in _CHROMIUM_PATHS if Path(p).is_file()), "")


def has_screen() -> bool:
    """Tell whether a window could be shown."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_missing(need: Need) -> bool:
    return not (chromium() if need is CHROMIUM else find(*need.names))


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def apt_command(allowed: bool) -> list[str] | None:
    """Return the start of an apt-get command that may be used here, or None."""
    if not allowed or os.environ.get("KEEPSAKE_NO_APT") == "1" or not shutil.which("apt-get"):
        return None
    prefix = _root_prefix()
    if prefix is None:
        return None
    return [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]


def apt_install(packages: list[str], allowed: bool, why: str) -> None:
    """Install Debian packages.

    Args:
        packages: their names.
        allowed: whether the person lets this command use apt.
        why: what is missing, in words.

    Raises:
        DevError: apt cannot be used here; says what to install by hand.
    """
    apt = apt_command(allowed)
    names = " ".join(packages)
    if apt is None:
        raise DevError(
            f"Not on this computer yet: {why}.\n"
            f"On Debian or Ubuntu, install it with:  sudo apt-get install {names}\n"
            "Then run the same command again; it goes on from here."
        )
    try:
        quiet([*apt, "update"], "Asking Debian what it offers")
    except DevError as problem:
        # One source of several may be out of reach while the others have what is needed.
        say(f"  {problem}\n  Going on with what Debian offered before.")
    try:
        quiet([*apt, "install", "--no-install-recommends", *packages], f"Installing {names}")
    except DevError as problem:
        raise DevError(f"{problem}\nStill missing: {why}.") from problem


def ensure_programs(needs: tuple[Need, ...], allowed: bool) -> None:
    """Install what is missing of these programs.

    Raises:
        DevError: something is missing and cannot be installed from here.
    """
    missing = [need for need in needs if _is_missing(need)]
    if missing:
        why = "; ".join(need.title for need in missing)
        apt_install([name for need in missing for name in need.packages], allowed, why)
    still = [need.title for need in needs if _is_missing(need)]
    if still:
        raise DevError("Still missing after installing: " + "; ".join(still))


def _ensure_debian(packages: tuple[str, ...], allowed: bool, why: str) -> None:
    """Install the missing ones of these Debian packages; elsewhere there is nothing to do."""
    if not shutil.which("dpkg-query"):
        return
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *packages]
    listed = subprocess.run(query, capture_output=True, text=True).stdout
    present = set(re.findall(r"^installed (\S+)$", listed, re.MULTILINE))
    missing = [name for name in packages if name not in present]
    if missing:
        apt_install(missing, allowed, why)


def ensure_qt_libraries(allowed: bool) -> None:
    """Install the Debian libraries that the Qt window loads.

    Raises:
        DevError: libraries are missing and cannot be installed from here.
    """
    _ensure_debian(_QT_LIBRARIES, allowed, "libraries that the window needs")


def ensure_python_library(allowed: bool) -> None:
    """Install Python's shared library, which Debian packages apart and freezing needs.

    Raises:
        DevError: it is missing and cannot be installed from here.
    """
    ask = "import sys; print(sys.base_prefix, '%d.%d' % sys.version_info[:2])"
    told = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True).stdout.split()
    if len(told) == 2 and told[0] == "/usr":
        _ensure_debian((f"libpython{told[1]}",), allowed, "Python's shared library")


def ensure_venv_module(allowed: bool) -> None:
    """Make sure that this Python can create a virtual environment (Debian packages that apart).

    Raises:
        DevError: it cannot, and apt may not be used here.
    """
    check = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(check, capture_output=True).returncode == 0:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    say(f"  This Python {version} comes without its venv part.")
    apt_install([f"python{version}-venv"], allowed, "the venv part of Python")
