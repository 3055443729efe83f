"""What witnesses cosigned of the log: of each the newest, in a file of its own beside the stamps.

Source: FORMAT.md §5.7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import cosignature, note
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault.quarantine import set_aside

if TYPE_CHECKING:
    from keepsake.core.cosignature import Cosigned, WitnessKey
    from keepsake.vault.handle import Vault

_FOLDER = "log/stamps"
_NAME = re.compile(r"witness-([0-9a-f]{8})\.cosigned")


class CosignedFile(NamedTuple):
    """One file as it is kept.

    Attributes:
        file: Name below the vault.
        data: Its bytes.
        found: What it says, None where it is damaged or of another log.
    """

    file: str
    data: bytes
    found: Cosigned | None

    @property
    def size(self) -> int:
        """Entries that the witness saw, 0 where the file says nothing."""
        return self.found.checkpoint.size if self.found else 0


def every(vault: Vault) -> list[CosignedFile]:
    """Every file, checked by itself but *not* held against the leaves.

    Raises:
        KeepsakeError: VAULT_DAMAGED; one cannot be read.
    """
    folder = vault.path / _FOLDER
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return [_read(vault, f"{_FOLDER}/{name}") for name in names]


def of(vault: Vault, key: WitnessKey) -> Cosigned | None:
    """What is kept of one witness; None where there is nothing, or nothing that holds.

    Raises:
        KeepsakeError: As `every`.
    """
    file = name_of(key)
    if not (vault.path / file).exists():
        return None
    found = _read(vault, file).found
    return found if found is not None and found.key == key else None


def keep(vault: Vault, key: WitnessKey, data: bytes) -> None:
    """Keeps a newer one in the place of the last; hold the vault's lock.

    What is there and does not hold is set aside, not written over.

    Args:
        vault: Its folder.
        key: Of the witness.
        data: From `cosignature.encode`, checked.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_DAMAGED.
    """
    path = vault.path / name_of(key)
    if path.exists() and of(vault, key) is None:
        set_aside(vault, path)
    vault.disk.make_folder(path.parent)
    vault.disk.replace(path, data)


def name_of(key: WitnessKey) -> str:
    """Path of the file of one witness, below the vault."""
    return f"{_FOLDER}/witness-{key.key_id.hex()}.cosigned"


def _read(vault: Vault, file: str) -> CosignedFile:
    try:
        data = (vault.path / file).read_bytes()
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=file) from error
    try:
        found = cosignature.opened(data, vault.key)
    except note.NoteError:
        return CosignedFile(file, data, None)
    return CosignedFile(file, data, found if name_of(found.key) == file else None)
