"""What is being written and is not kept yet, sealed; replaced at every pause, not in the record.

Source: FORMAT.md §9.5.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import quarantine

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

T = TypeVar("T")
FORMS = "forms"
# What the doors took along when they were closed, until the vault is next open.
LAST = "last"


def save(vault: Vault, name: str, text: bytes) -> None:
    """Seals a draft in place of the one before.

    Args:
        vault: Where to write.
        name: The case whose statement it is, or `FORMS` for what stands in all other forms,
            or `LAST`.
        text: What it says.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE; the draft before is then still there.
    """
    path = _path(vault, name)
    vault.disk.make_folder(path.parent)
    vault.disk.replace(path, vault.seal(text))


def load(unlocked: Unlocked, name: str, form: type[T]) -> T | None:
    """A draft, None where there is none.

    One that is damaged is set aside (FORMAT.md §1.11), for the next one takes its place.

    Args:
        unlocked: The vault.
        name: As for `save`.
        form: What it holds.

    Raises:
        KeepsakeError: VAULT_LOCKED; what cannot be read only now is not taken for none.
    """
    path = _path(unlocked.vault, name)
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(unlocked.open_file(path), type=form)
    except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError):
        if not unlocked.is_open:
            raise KeepsakeError(Code.VAULT_LOCKED) from None
    with suppress(KeepsakeError):  # it stays as long as nothing can be written here
        quarantine.set_aside(unlocked.vault, path)
    return None


def remove(vault: Vault, name: str) -> None:
    """Takes a draft away, because it is an entry now."""
    path = _path(vault, name)
    if path.exists():
        vault.disk.remove(path)


def _path(vault: Vault, name: str) -> Path:
    known = name if name in (FORMS, LAST) else uuid.UUID(name)
    return vault.path / "drafts" / f"{known}.age"
