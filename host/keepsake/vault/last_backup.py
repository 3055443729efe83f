"""When the vault was last copied from this computer, remembered outside its folder.

The log says it too, sealed; this is for whoever asks without the passphrase. Of the copy nothing is
remembered, not even where it is.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import KeepsakeError
from keepsake.env import parse_utc
from keepsake.vault.known import remembered_at

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.handle import Vault

_FOLDER = "copies"


class LastBackup(msgspec.Struct, frozen=True):
    """When it was, UTC, and how many entries it holds."""

    utc: str
    size: int


def remember(vault: Vault, size: int) -> None:
    """Remembers that a copy is made now; where that cannot be written, nothing is remembered."""
    place = remembered_at(_FOLDER, vault.path, vault.env)
    if place is None:
        return
    with suppress(KeepsakeError, OSError):
        vault.disk.make_folder(place.parent)
        vault.disk.replace(place, msgspec.json.encode(LastBackup(vault.utc(), size)))


def recall(path: Path, env: Environment) -> LastBackup | None:
    """What is remembered of the vault at this place, None for nothing."""
    place = remembered_at(_FOLDER, path, env)
    try:
        found = msgspec.json.decode(place.read_bytes(), type=LastBackup) if place else None
        if found:
            parse_utc(found.utc)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return None
    return found
