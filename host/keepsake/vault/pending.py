"""A file and the entry that says so: two writes that happen both or not at all.

The entry is sealed first, in `pending`, with the hash of the file as it will be. Cut short after
that, whoever writes next finishes it without any secret: the entry is appended where the file is
the one that was meant, and else forgotten. Source: FORMAT.md §1.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.hashing import DIGEST_BYTES, sha256
from keepsake.core.merkle import leaf_hash

if TYPE_CHECKING:
    from pathlib import Path

    import msgspec

    from keepsake.vault.store import Vault

PENDING = "pending"
IDENTITY_FILE = "identity.age"


def replace_and_enter(
    vault: Vault, name: str, data: bytes, kind: str, body: msgspec.Struct
) -> None:
    """Replaces a file of the vault and enters that in the log.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; whoever writes next
            finishes what had happened by then.
    """
    with vault.writing():
        vault.disk.replace(vault.path / PENDING, staged(vault, name, data, kind, body))
        vault.disk.replace(vault.path / name, data)
        finish(vault)


def staged(vault: Vault, name: str, data: bytes, kind: str, body: msgspec.Struct) -> bytes:
    """What `pending` holds while a file with these bytes and its entry are written."""
    encoded = vault.encode(kind, body)
    head = name.encode() + b"\n" + sha256(data)
    return head + leaf_hash(encoded) + vault.seal(encoded)


def finish(vault: Vault) -> None:
    """Does the rest of what was cut short, with a first passphrase also the end of the open copy.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; the next one goes on.
    """
    mark = vault.path / PENDING
    if not mark.exists():
        return
    with vault.locked():
        if mark.exists():  # nobody else was first
            _finish(vault, mark)


def _finish(vault: Vault, mark: Path) -> None:
    name, _, rest = mark.read_bytes().partition(b"\n")
    digest, leaf = rest[:DIGEST_BYTES], rest[DIGEST_BYTES : 2 * DIGEST_BYTES]
    file = vault.path / name.decode("ascii")
    if file.is_file() and sha256(file.read_bytes()) == digest:
        if file.name == IDENTITY_FILE:
            vault.unclaimed().forget()
        if vault.log.find(leaf) is None:
            vault.log.append(rest[2 * DIGEST_BYTES :], leaf, vault.signer())
    vault.disk.remove(mark)
