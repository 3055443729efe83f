"""Makes a vault, where nothing of another one lies. Source: FORMAT.md §1.1, §1.10."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault import keys, known, pending
from keepsake.vault.info import new_info, read_info_bytes, refuse_remains
from keepsake.vault.pending import INFO_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.durable import Disk
    from keepsake.vault.handle import Vault


def create(kind: type[Vault], path: Path, env: Environment, disk: Disk) -> Vault:
    """Makes an unclaimed vault. Raises as `Vault.create`."""
    refuse_remains(path)
    disk.make_folder(path)
    identity = keys.new_identity()
    signer, public = keys.new_signer()
    vault = kind(path, new_info(env, str(identity.to_public()), public), env, disk)
    data = msgspec.json.encode(vault.info)
    with vault.locked():
        if (path / INFO_FILE).exists():
            raise KeepsakeError(Code.VAULT_EXISTS)
        refuse_remains(path)
        disk.replace(path / pending.PENDING, staged_info(vault, data))
        disk.replace(path / "device.key", signer)
        vault.unclaimed().keep(identity)
        vault.log.create(vault.signer())
        # Before it is there: cut short after, it is the one that is known all the same.
        known.remember(vault, data)
        disk.replace(path / INFO_FILE, data)
        pending.finish(vault)
    return vault


def finish(vault: Vault) -> None:
    """Enters the making of a vault that has no entry: versions before 0.2 could end before it.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE.
    """
    if vault.size() or vault.log.entry_path(1).exists() or (vault.path / "parts").exists():
        return
    with vault.writing():
        if not vault.size():
            data = read_info_bytes(vault.path)
            vault.disk.replace(vault.path / pending.PENDING, staged_info(vault, data))
            pending.finish(vault)


def staged_info(vault: Vault, data: bytes) -> bytes:
    """What `pending` holds while `vault.json` gets these bytes and the log its first entry."""
    info = vault.info
    body = entry.VaultBody(
        info.vault, info.recipient, info.verifier_key, sha256_hex(data), vault.env.facts()
    )
    return pending.staged(vault, INFO_FILE, data, "vault", body)
