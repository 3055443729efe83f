"""Makes the host known to browsers, takes it back, and says how things stand.

A manifest goes only to browsers that are here: a folder made for one that is not would look like
something else to whoever finds it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers.table import load_browsers, load_identities, on_system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.browsers.table import Browser, Computer, Found

REGISTERED = "registered"
MISSING = "missing"
OTHER = "other"
GARBLED = "garbled"
UNWRITABLE = "unwritable"


class HostManifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a browser reads to find the host; one of the two lists is empty."""

    name: str
    description: str
    path: str
    type: str
    allowed_origins: tuple[str, ...] = ()
    allowed_extensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """How one browser stands.

    Attributes:
        browser: Which.
        state: `registered`, `missing`, `other` where a manifest leads to another program, `garbled`
            where it cannot be read and leads nowhere, or `unwritable` where one could not be
            written or removed.
        files: The manifests concerned.
        confined: `snap`, `flatpak` or "".
    """

    browser: Browser
    state: str
    files: tuple[str, ...]
    confined: str


def install(found: Sequence[Found], computer: Computer, program: Path) -> list[Registration]:
    """Writes the manifests of these browsers.

    Args:
        found: The browsers.
        computer: Where.
        program: Absolute path of the `keepsake` executable.

    Returns:
        How each of them stands now, read back from disk. One that cannot be written does not
        stop the others.
    """
    return [_install_one(one, computer, program) for one in found]


def uninstall(computer: Computer) -> list[Registration]:
    """Removes every manifest of this host, for all browsers of the table, here or not.

    Returns:
        For each browser that had one, the files that were removed and `missing`; or those that
        could not be, and `unwritable`.
    """
    ended = [_uninstall_one(browser, computer) for browser in load_browsers()]
    return [one for one in ended if one.files]


def check(found: Sequence[Found], computer: Computer, program: Path) -> list[Registration]:
    """Says for each browser whether it would start this program."""
    return [_check_one(one, computer, program) for one in found]


def register_profile(folder: Path, program: Path) -> Path:
    """Makes the host known to one Chromium profile only, a `--user-data-dir`.

    Args:
        folder: The profile's folder; made where it is missing.
        program: Absolute path of the `keepsake` executable.

    Returns:
        The manifest that was written.

    Raises:
        OSError: The folder cannot be written.
    """
    file = folder / "NativeMessagingHosts" / _file_name()
    _write_file(file, manifest("chromium", program))
    return file


def manifest(family: str, program: Path) -> bytes:
    """The manifest for `chromium` or `firefox`, as JSON.

    Chromium takes no wildcards in `allowed_origins`: every id is listed.
    """
    known = load_identities()
    origins: tuple[str, ...] = ()
    addons: tuple[str, ...] = ()
    if family == "firefox":
        addons = (known.firefox_addon_id,)
    else:
        origins = tuple(f"chrome-extension://{one}/" for one in known.chromium_extension_ids)
    data = msgspec.json.encode(
        HostManifest(known.host_name, "Keepsake", str(program), "stdio", origins, addons)
    )
    return msgspec.json.format(data, indent=1) + b"\n"


def _install_one(one: Found, computer: Computer, program: Path) -> Registration:
    data = manifest(one.browser.family, program)
    for place in on_system(one.browser, computer.system).folders:
        file = _file(place, one.browser.family, computer)
        try:
            _write_file(file, data)
            if computer.system == "windows":
                computer.registry.write(_key(place), str(file))
        except OSError:
            return Registration(one.browser, UNWRITABLE, (str(file),), one.confined)
    return _check_one(one, computer, program)


def _uninstall_one(browser: Browser, computer: Computer) -> Registration:
    removed: list[str] = []
    for place in on_system(browser, computer.system).folders:
        file = _file(place, browser.family, computer)
        try:
            if computer.system == "windows":
                computer.registry.delete(_key(place))
            file.unlink()
            _leave_no_empty_folder(file, computer)
        except FileNotFoundError:
            continue
        except OSError:
            return Registration(browser, UNWRITABLE, (str(file),), "")
        removed.append(str(file))
    return Registration(browser, MISSING, tuple(removed), "")


def _check_one(one: Found, computer: Computer, program: Path) -> Registration:
    wanted = manifest(one.browser.family, program)
    places = on_system(one.browser, computer.system).folders
    files = [_file(place, one.browser.family, computer) for place in places]
    states = [
        _state(file, place, wanted, computer) for file, place in zip(files, places, strict=True)
    ]
    worst = next((state for state in (MISSING, GARBLED, OTHER) if state in states), REGISTERED)
    return Registration(one.browser, worst, tuple(str(file) for file in files), one.confined)


def _state(file: Path, place: str, wanted: bytes, computer: Computer) -> str:
    if computer.system == "windows" and computer.registry.read(_key(place)) != str(file):
        return MISSING
    try:
        there = file.read_bytes()
    except FileNotFoundError:
        return MISSING
    except OSError:
        return GARBLED
    if there == wanted:
        return REGISTERED
    try:
        known = msgspec.json.decode(there, type=HostManifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return GARBLED
    # Another copy of this program, or an entry that a browser would not take.
    return OTHER if known.name == load_identities().host_name and known.path else GARBLED


def _leave_no_empty_folder(file: Path, computer: Computer) -> None:
    """Removes the folder of a manifest that is gone, where nothing else is in it."""
    folders = [file.parent]
    if computer.system == "windows":
        folders.append(file.parent.parent)  # this program's own
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _write_file(file: Path, data: bytes) -> None:
    beside = file.with_name(file.name + ".new")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(data)
    beside.replace(file)


def _file(place: str, family: str, computer: Computer) -> Path:
    if computer.system == "windows":
        return computer.path("{local}") / "Keepsake" / family / _file_name()
    return computer.path(place) / _file_name()


def _file_name() -> str:
    return f"{load_identities().host_name}.json"


def _key(place: str) -> str:
    return f"{place}\\{load_identities().host_name}"
