"""Which file is another vault's, where two of a vault do not fit each other: the odd one of three.

`vault.json` names the key that signs the log, `device.key` is that key, and the checkpoint is
signed by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import note
from keepsake.core.errors import KeepsakeError
from keepsake.vault import keys
from keepsake.vault.layout import CHECKPOINT_FILE, INFO_FILE, SIGNER_FILE

if TYPE_CHECKING:
    from pathlib import Path


def mismatched_file(path: Path, found: str) -> str:
    """The file to name.

    Args:
        path: Folder of the vault.
        found: What does not fit `vault.json`: the signing key, or the checkpoint.
    """
    return INFO_FILE if _fit_each_other(path) else found


def _fit_each_other(path: Path) -> bool:
    """Whether the other two are of one vault, for both do not fit `vault.json`."""
    try:
        public = keys.load_signer(path / SIGNER_FILE).public_key().public_bytes_raw()
        signed = (path / CHECKPOINT_FILE).read_bytes()
        origin = signed.partition(b"\n")[0].decode()
        note.open_checkpoint(signed, note.VerifierKey(origin, public))
    except (KeepsakeError, note.NoteError, OSError, ValueError):
        return False
    return True
