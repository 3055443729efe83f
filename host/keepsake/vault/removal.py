"""Destroys the sealed parts of one capture because the person asks for it; the entry stays.

The entry in the log is the commit point: before it nothing has happened, after it the next start
finishes what was cut short. Source: FORMAT.md §10.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES
from keepsake.core.merkle import leaf_hash
from keepsake.vault import quarantine
from keepsake.vault.receipt import Receipt
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Capture, Unlocked


def remove(unlocked: Unlocked, capture: Capture, who: str, why: str) -> Receipt:
    """Enters the removal in the log, then writes over the capture's parts and deletes them.

    Copies made before keep what they hold.

    Raises:
        KeepsakeError: CAPTURE_REMOVED; nothing of it is left. VAULT_BUSY, VAULT_DAMAGED, DISK_FULL,
            VAULT_UNWRITABLE.
    """
    # Imported here: every start of the host finishes removals, and few make one.
    from keepsake.core import custody

    vault, body = unlocked.vault, capture.body
    if not _folder(vault, body.capture).is_dir():
        raise KeepsakeError(Code.CAPTURE_REMOVED)
    size = sum(part.bytes for part in body.parts)
    told = custody.RemovalBody(
        who=who,
        why=why,
        captures=(capture.entry,),
        capture=body.capture,
        parts=len(body.parts),
        bytes=size,
        proof=custody.removal_proof(unlocked.removal_key(), body.capture, len(body.parts), size),
    )
    with writing(vault):
        data = vault.encode("removal", told)
        leaf = leaf_hash(data)
        vault.disk.make_folder(_marks(vault))
        vault.disk.replace(_marks(vault) / body.capture, leaf)
        new = vault.log.append(vault.seal_entry(data), leaf, vault.signer())
        _destroy(vault, body.capture)
    return Receipt(new.size - 1, leaf.hex(), new.size, new.root.hex(), vault.utc())


def recover(vault: Vault) -> None:
    """Finishes removals that are in the log and forgets those that never got there.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE.
    """
    if not _marks(vault).is_dir():
        return
    for mark in sorted(_marks(vault).iterdir()):
        with writing(vault):
            if not mark.is_file():
                continue
            leaf = _leaf(mark)
            # A name with a dot in front is a mark that was cut short in the writing.
            if not mark.name.startswith(".") and len(leaf) != DIGEST_BYTES:
                quarantine.set_aside(vault, mark)
            elif not mark.name.startswith(".") and vault.log.find(leaf) is not None:
                _destroy(vault, mark.name)
            else:
                vault.disk.remove(mark)


def _leaf(mark: Path) -> bytes:
    try:
        return mark.read_bytes()
    except OSError as error:
        name = f"removing/{mark.name}"
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error


def _destroy(vault: Vault, capture: str) -> None:
    folder = _folder(vault, capture)
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            vault.disk.shred(path)
        vault.disk.remove_folder(folder)
    vault.disk.remove(_marks(vault) / capture)


def _folder(vault: Vault, capture: str) -> Path:
    return vault.path / "parts" / capture


def _marks(vault: Vault) -> Path:
    return vault.path / "removing"
