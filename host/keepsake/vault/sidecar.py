"""A file that others made, and the note beside it that holds its hash; kept as one.

Two renames are not one. Where a power cut fell between them, the note is new and the bytes that it
speaks of are still `aside`: they are read from there, and the next writer finishes the rename.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256_hex
from keepsake.vault.durable import aside

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.durable import Disk

# The one that follows a calendar's proof; every other note is of an authority's answer.
PROOF = "ots"
_HASH = re.compile(rb'"sha256":"([0-9a-f]{64})"')
_NOTE = re.compile(r"\A[0-9]+-([a-z0-9][a-z0-9-]*)\.json\Z")


def read(path: Path) -> bytes:
    """The bytes of the file that its note speaks of; the note is *not* checked here.

    Raises:
        OSError: There is none.
    """
    return aside(path).read_bytes() if _is_aside(path) else path.read_bytes()


def lost(folder: Path) -> list[str]:
    """Names of files that are gone although the notes beside them are there."""
    found = [_noted(path) for path in folder.iterdir() if _NOTE.match(path.name)]
    return sorted(path.name for path in found if not (path.exists() or _is_aside(path)))


def finish(folder: Path, disk: Disk) -> None:
    """Gives what is aside its name where its note speaks of it; removes it where not.

    Raises:
        KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
    """
    if not folder.is_dir():
        return
    for temporary in sorted(folder.glob(".*-*.*.tmp")):
        path = temporary.with_name(temporary.name[1:].removesuffix(".tmp"))
        if _is_aside(path):
            disk.rename_aside(path)
        else:
            disk.remove(temporary)


def _noted(note: Path) -> Path:
    found = _NOTE.match(note.name)
    return note.with_suffix(f".{PROOF}" if found and found[1] == PROOF else ".tsr")


def _is_aside(path: Path) -> bool:
    """Whether the note beside a file speaks of what is aside of it, which is rare."""
    if not aside(path).exists():
        return False
    try:
        noted = _HASH.search(path.with_suffix(".json").read_bytes())
        return noted is not None and sha256_hex(aside(path).read_bytes()) == noted[1].decode()
    except OSError:
        return False  # the two stay as they are, and a check names them
