"""Which files belong to a vault, and which somebody or some program has put beside them.

Programs that synchronise folders with other computers rename and copy files when both sides have
changed one, or leave a placeholder where the file was. Such names are known here, so that a check
can say what happened. Source: FORMAT.md, its first example.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INFO_FILE = "vault.json"
IDENTITY_FILE = "identity.age"
SIGNER_FILE = "device.key"
CHECKPOINT_FILE = "log/checkpoint"

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FIXED = re.compile(
    r"(?:vault\.json|identity\.age|recovery\.age|identity\.unclaimed|pending|device\.key"
    r"|reserve|config\.toml|viewer\.json|copy\.json|vault\.lock|index\.db(?:-journal|-wal|-shm)?"
    r"|log/(?:leaves|checkpoint|frontier|commits\.json)"
    r"|log/stamps/(?:(?:attempts|renewed)\.json|witness-[0-9a-f]{8}\.cosigned|\d+\.checkpoint"
    r"|\d+-[a-z0-9][a-z0-9-]*\.(?:tsr|json|ots))"
    rf"|incoming/{_UUID}(?:\.lock|/entry|/staging|/held|/\d{{4,}}\.age)|removing/{_UUID}"
    rf"|parts/{_UUID}/(?:entry|staging|held|reading)|set-aside/(?!\.)[^/\\]+(?:/(?!\.)[^/\\]+)?"
    rf"|drafts/(?:{_UUID}|forms|last)\.age"
    rf"|sending/{_UUID}(?:\.lock|/sending\.age|/(?:copy|\.copy\.partial-[0-9a-f]{{12}})"
    r"/(?:evidence\.age|OPEN-ME\.html|README\.txt)|/\.copy\.partial-[0-9a-f]{12}\.lock))\Z"
)
# What holds something that was kept, or a key to it, and what a program that synchronises folders
# may have made of its name. Options and what is made anew are not among it.
_KEPT_FILE = re.compile(
    r"\.?(?:Copy of |Copie de |~\$)?(?:vault|identity|recovery|device|copy|pending)(?![a-z])", re.I
)
_KEPT_SUFFIX = re.compile(r"\.(?:json|age|unclaimed|key)(?![a-z])|\A\.?[^.]+\Z", re.I)
_KEPT_FOLDER = re.compile(
    r"\.?(?:Copy of |Copie de )?(?:log|entries|parts|incoming|removing|drafts|set-aside)(?![a-z])",
    re.I,
)
# Entries that one append, which was cut short, may have left behind the last. FORMAT.md §2.6.
_CUT_SHORT_MOST = 2
_ENTRY = re.compile(r"entries/(\d{3,})/(\d{3})\.age\Z")
_PART = re.compile(rf"parts/({_UUID})/(\d{{4,}})\.age\Z")
# What a write that was cut short leaves, and what desktops put into every folder.
_PASSING = re.compile(r"\..+\.tmp\Z")
_DESKTOP = {".DS_Store", "desktop.ini", "Thumbs.db", ".directory", ".localized"}
_SYNCED = re.compile(
    r"conflict|en conflit|\s\(\d+\)(?:\.|\Z)|\.icloud\Z|\A~\$|\A\.~lock|\A(?:Copy of|Copie de) "
    r"|-(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]+(?:\.|\Z)",
)
# What such programs add to a name, in the order in which it is taken off again.
_ADDED_TO_NAMES = re.compile(
    r"\A(?:Copy of|Copie de) "
    r"|[ _]?[(\[](?:\d+|[^()\[\]]*[Cc]onfli(?:ct|t)[^()\[\]]*)[)\]](?=\.|\Z)"
    r"|\.sync-conflict-[\w-]+(?=\.|\Z)"
    r"|-(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]+(?=\.|\Z)"
)
_SERVICES = (
    ("OneDrive", re.compile(r"OneDrive(?: - .+)?\Z")),
    ("Dropbox", re.compile(r"Dropbox(?: \(.+\))?\Z")),
    ("iCloud Drive", re.compile(r"(?:iCloud ?Drive|com~apple~CloudDocs|Mobile Documents)\Z")),
    ("Google Drive", re.compile(r"(?:Google ?Drive|GoogleDrive-.+|My Drive|Mon Drive)\Z")),
    ("Nextcloud", re.compile(r"(?:Nextcloud|ownCloud)\d*\Z")),
    ("Syncthing", re.compile(r"Syncthing\Z")),
)
_MARKERS = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "Nextcloud"),
    (".stfolder", "Syncthing"),
)


class Stray(NamedTuple):
    """A file that does not belong to the vault.

    Attributes:
        name: Its path below the vault.
        synced: Whether its name, or that of a folder it is in, is one that programs give which
            synchronise folders.
    """

    name: str
    synced: bool


def part_name(part: int) -> str:
    """File name of a part, for instance `0007.age`. Source: FORMAT.md §3.1."""
    return f"{part:04d}.age"


def strays(vault: Path, size: int, captures: Mapping[str, int] | None) -> list[Stray]:
    """Files in the vault's folder that are not of the vault, by name.

    Args:
        vault: Its folder.
        size: Entries in the log; the file after the last may be an append that was cut short.
        captures: Number of parts of every capture by UUID; None where not all are known, and then
            any capture and part may be right.
    """
    found = sorted(
        name
        for name in _files(vault, "")
        if is_set_aside(name) or not belongs(name, size, captures)
    )
    return [Stray(name, any(map(is_synced, name.split("/")))) for name in found]


def remains_in(folder: Path) -> list[str]:
    """Names in a folder that are of a vault, also where a program has changed them.

    Returns:
        None where nothing would be lost by making a vault there.

    Raises:
        OSError: The folder cannot be read.
    """
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return sorted(item.name for item in found if _is_kept(item))


def _is_kept(item: os.DirEntry[str]) -> bool:
    if item.is_dir(follow_symlinks=False):
        return bool(_KEPT_FOLDER.match(item.name)) and any(_files(Path(item.path), ""))
    if _PASSING.match(item.name):
        return False
    return bool(_KEPT_FILE.match(item.name) and _KEPT_SUFFIX.search(item.name))


def synced_files(vault: Path) -> list[Stray]:
    """Files that a synchronising program has renamed, copied or replaced by a placeholder."""
    return [stray for stray in strays(vault, sys.maxsize, None) if stray.synced]


def is_set_aside(name: str) -> bool:
    """Whether a file was damaged when it was found and moved out of the way. FORMAT.md §1.11."""
    return name.startswith("set-aside/")


def is_synced(name: str) -> bool:
    """Whether the name of a file or folder is one that synchronising programs give."""
    return bool(_SYNCED.search(name))


def named_before(name: str) -> str:
    """The path of a file of the vault that a synchronising program may have made this one of.

    Returns:
        "" where no file of a vault has such a path.
    """
    folder, slash, last = name.rpartition("/")
    plain = f"{folder}{slash}{_ADDED_TO_NAMES.sub('', last)}"
    return plain if plain != name and belongs(plain, sys.maxsize, None) else ""


def sync_service(path: Path) -> str:
    """Name of the service that synchronises this folder with other computers, "" for none known.

    Known by the usual names of their folders and the marks they leave, nothing else: a folder that
    was chosen under another name is not found.
    """
    whole = path.absolute()
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        place = os.environ.get(name)
        if place and whole.is_relative_to(place):
            return "OneDrive"
    for part in whole.parts:
        for service, pattern in _SERVICES:
            if pattern.match(part):
                return service
    for folder in whole.parents:
        for mark, service in _MARKERS:
            if (folder / mark).exists():
                return service
    return ""


def belongs(name: str, size: int, captures: Mapping[str, int] | None) -> bool:
    """Whether a file with this path below the vault is the vault's own; as `strays`."""
    last = name.rpartition("/")[2]
    if _FIXED.match(name) or _PASSING.match(last) or last in _DESKTOP:
        return True
    if found := _ENTRY.match(name):
        return int(found[1]) * 1000 + int(found[2]) < size + _CUT_SHORT_MOST
    if found := _PART.match(name):
        return captures is None or int(found[2]) < captures.get(found[1], 0)
    return False


def _files(folder: Path, below: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                yield from _files(Path(item.path), f"{below}{item.name}/")
            else:
                yield f"{below}{item.name}"
