"""Which browsers are on this computer, and where each looks for native hosts."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers.registry import real_registry
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.browsers.registry import Registry


class OnSystem(msgspec.Struct, frozen=True):
    """One browser on one system.

    Attributes:
        folders: Where host manifests are read; on Windows keys below HKEY_CURRENT_USER.
        signs: Any of these paths existing means that the browser is or was used here.
        commands: Names on PATH that mean it is installed.
        everyone: Where manifests for all users of the computer are read, once there is none in
            `folders`; written by the package of a distribution.
        addon: Where such a package puts the add-on, which the browser then takes by itself; ""
            where it looks nowhere.
    """

    folders: tuple[str, ...]
    signs: tuple[str, ...]
    commands: tuple[str, ...]
    everyone: tuple[str, ...] = ()
    addon: str = ""


class Confinement(msgspec.Struct, frozen=True):
    """A package that shuts the browser in: `kind` is `snap` or `flatpak`."""

    kind: str
    sign: str


class Browser(msgspec.Struct, frozen=True):
    """A row of `shared/data/browser_folders.json`; `family` is `chromium` or `firefox`."""

    id: str
    name: str
    family: str
    linux: OnSystem
    macos: OnSystem
    windows: OnSystem
    confined: tuple[Confinement, ...]


class Identities(msgspec.Struct, frozen=True):
    """`shared/data/browsers.json`: the host's name and the extensions that may call it."""

    host_name: str
    chromium_extension_ids: tuple[str, ...]
    firefox_addon_id: str


# Flatpak gives what runs in it a folder of its own, and says here where that of the person is.
_CONFIG_HOME = {False: "XDG_CONFIG_HOME", True: "HOST_XDG_CONFIG_HOME"}


@dataclass(frozen=True, slots=True)
class Computer:
    """What of this computer decides where manifests go.

    Attributes:
        system: `linux`, `macos` or `windows`.
        folders: What `{root}`, `{home}`, `{config}`, `{etc}`, `{local}` and `{roaming}` stand for.
        which: Finds a command on PATH.
        registry: Of Windows, or one that holds nothing.
    """

    system: str
    folders: dict[str, str]
    which: Callable[[str], str | None]
    registry: Registry

    def path(self, text: str) -> Path:
        """Fills a path of the table in."""
        return Path(text.format_map(self.folders))


@dataclass(frozen=True, slots=True)
class Found:
    """A browser that is here.

    Attributes:
        browser: Which.
        open: It is there in a form that reads manifests from the ordinary place.
        confined: `snap` or `flatpak` where it is there shut in as well or only, else "".
    """

    browser: Browser
    open: bool
    confined: str


def this_computer() -> Computer:
    """The computer the program runs on."""
    home = Path.home()
    variables = os.environ
    in_flatpak = "FLATPAK_ID" in variables
    folders = {
        "root": "",
        "home": str(home),
        "config": variables.get(_CONFIG_HOME[in_flatpak]) or str(home / ".config"),
        "etc": "/etc",
        "local": variables.get("LOCALAPPDATA") or str(home / "AppData" / "Local"),
        "roaming": variables.get("APPDATA") or str(home / "AppData" / "Roaming"),
    }
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return Computer(system, folders, shutil.which, real_registry())


def load_browsers() -> tuple[Browser, ...]:
    """The table of browsers."""
    data = shared_path("data", "browser_folders.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Browser, ...])


def load_identities() -> Identities:
    """Who may call the host."""
    data = shared_path("data", "browsers.json").read_bytes()
    return msgspec.json.decode(data, type=Identities)


def on_system(browser: Browser, system: str) -> OnSystem:
    """The row of one system."""
    return {"linux": browser.linux, "macos": browser.macos, "windows": browser.windows}[system]


def find_browsers(computer: Computer) -> list[Found]:
    """The browsers that are or were used on this computer, in the table's order."""
    found = [_look(browser, computer) for browser in load_browsers()]
    return [one for one in found if one.open or one.confined]


def _look(browser: Browser, computer: Computer) -> Found:
    row = on_system(browser, computer.system)
    commands = [place for name in row.commands if (place := computer.which(name))]
    free = any(not _in_package(place) for place in commands)
    confined = ""
    if computer.system == "linux":
        kinds = [one.kind for one in browser.confined if computer.path(one.sign).exists()]
        confined = kinds[0] if kinds else ""
    return Found(browser, free or any(computer.path(sign).exists() for sign in row.signs), confined)


def _in_package(command: str) -> bool:
    return command.startswith(("/snap/", "/var/lib/flatpak/")) or "/flatpak/exports/" in command
