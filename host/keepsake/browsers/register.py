"""Makes the host known to browsers, takes it back, and says how things stand.

A manifest goes only to browsers that are here: a folder made for one that is not would look like
something else to whoever finds it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.browsers.own_files import write
from keepsake.browsers.table import (
    Found,
    find_browsers,
    load_browsers,
    load_identities,
    on_system,
)
from keepsake.core.errors import KeepsakeError
from keepsake.program import executable_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.browsers.table import Browser, Computer

REGISTERED = "registered"
MISSING = "missing"
OTHER = "other"
MOVED = "moved"
NOT_STARTED = "not_started"
GARBLED = "garbled"
NOT_ALLOWED = "not_allowed"
UNWRITABLE = "unwritable"
# What is told where a browser has several manifests: the first of these.
_WORST_FIRST = (NOT_ALLOWED, MISSING, GARBLED, MOVED, NOT_STARTED, OTHER)


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
        state: `registered`, `missing`, `other` where a manifest leads to another program, `moved`
            where that is gone, `not_started` where this account may not run it, `garbled` where
            the manifest says nothing that a browser would take, `not_allowed` where this account
            may not read it, or `unwritable` where one could not be written or removed.
        files: The manifests concerned, the one that the state is about first.
        confined: `snap`, `flatpak` or "".
        leads: The program that the first of them names, "" where none is.
    """

    browser: Browser
    state: str
    files: tuple[str, ...]
    confined: str
    leads: str = ""


class _Look(NamedTuple):
    """How one manifest stands, and the program that it names."""

    state: str
    leads: str = ""


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


def connect(computer: Computer, *, others: bool = True) -> list[Registration]:
    """Tells the browsers that are here of this program, but for those that know it already.

    Args:
        computer: Where.
        others: Also those that know another copy, which is still there.

    Returns:
        As `install`; nothing where this program has nothing to be started by, as the checks tell.
    """
    try:
        program = executable_path()
    except KeepsakeError:
        return []
    found = find_browsers(computer)
    stays = {REGISTERED} if others else {REGISTERED, OTHER}
    states = check(found, computer, program)
    left = [one for one, now in zip(found, states, strict=True) if now.state not in stays]
    return install(left, computer, program)


def uninstall(computer: Computer) -> list[Registration]:
    """Removes every manifest of this host, for all browsers of the table, here or not.

    Returns:
        For each browser that had one, the files that were removed and `missing`; or those that
        could not be, and `unwritable`.
    """
    ended = [_uninstall_one(browser, computer) for browser in load_browsers()]
    return [one for one in ended if one.files]


def all_of(computer: Computer) -> list[Registration]:
    """How each manifest stands that is there, for all browsers of the table, here or not."""
    nothing = Path()
    looks = [_check_one(Found(one, True, ""), computer, nothing) for one in load_browsers()]
    return [one for one in looks if one.state != MISSING]


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
    file = folder / "NativeMessagingHosts" / file_name()
    write(file, manifest("chromium", program))
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
    standing = _check_one(one, computer, program)
    if standing.state == REGISTERED:
        # One's own beside that for everyone would stay behind when the package goes.
        return standing
    for place in on_system(one.browser, computer.system).folders:
        file = _file(place, one.browser.family, computer)
        try:
            write(file, data)
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
    looks = [
        _look(file, place, wanted, computer) for file, place in zip(files, places, strict=True)
    ]
    states = [look.state for look in looks]
    if set(states) == {MISSING} and (shared := _for_everyone(one.browser, wanted, computer)):
        return Registration(one.browser, REGISTERED, shared, one.confined, str(program))
    worst = next((state for state in _WORST_FIRST if state in states), REGISTERED)
    at = states.index(worst)
    first = [files[at], *files[:at], *files[at + 1 :]]
    return Registration(
        one.browser, worst, tuple(str(file) for file in first), one.confined, looks[at].leads
    )


def _for_everyone(browser: Browser, wanted: bytes, computer: Computer) -> tuple[str, ...]:
    """The manifests for all users, where each is there and leads to this program."""
    places = on_system(browser, computer.system).everyone
    files = [computer.path(place) / file_name() for place in places]
    try:
        right = all(file.read_bytes() == wanted for file in files)
    except OSError:
        return ()
    return tuple(str(file) for file in files) if right else ()


def _look(file: Path, place: str, wanted: bytes, computer: Computer) -> _Look:
    if computer.system == "windows" and computer.registry.read(_key(place)) != str(file):
        return _Look(MISSING)
    try:
        there = file.read_bytes()
        known = msgspec.json.decode(there, type=HostManifest)
    except FileNotFoundError:
        return _Look(MISSING)
    except PermissionError:
        return _Look(NOT_ALLOWED)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return _Look(GARBLED)
    if known.name != load_identities().host_name or not known.path:
        return _Look(GARBLED)
    return _Look(_leading(Path(known.path), same=there == wanted), known.path)


def _leading(program: Path, *, same: bool) -> str:
    """How the program stands that a manifest names, which is this one or `other`."""
    try:
        program.stat()
    except PermissionError:
        return NOT_STARTED
    except (OSError, ValueError):
        return MOVED
    if not os.access(program, os.X_OK):
        return NOT_STARTED
    # Another copy of this program, or an entry that a browser would not take.
    return REGISTERED if same else OTHER


def _leave_no_empty_folder(file: Path, computer: Computer) -> None:
    """Removes the folder of a manifest that is gone, where nothing else is in it."""
    folders = [file.parent]
    if computer.system == "windows":
        folders.append(file.parent.parent)  # this program's own
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _file(place: str, family: str, computer: Computer) -> Path:
    if computer.system == "windows":
        return computer.path("{local}") / "Keepsake" / family / file_name()
    return computer.path(place) / file_name()


def file_name() -> str:
    """What a manifest of this host is called."""
    return f"{load_identities().host_name}.json"


def _key(place: str) -> str:
    return f"{place}\\{load_identities().host_name}"
