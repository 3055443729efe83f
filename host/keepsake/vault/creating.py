"""Makes a vault, where nothing of another one lies. Source: FORMAT.md §1.1, §1.10."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault import keys, known, pending, transaction
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault
from keepsake.vault.info import new_info, read_info_bytes, refuse_remains
from keepsake.vault.layout import INFO_FILE, SIGNER_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment


def create(path: Path, env: Environment, disk: Disk | None = None) -> Vault:
    """Makes an unclaimed vault: captures work at once, a passphrase can come later.

    Its first entry waits in `pending` from the beginning, and `vault.json` is written last: a vault
    cut short in the making is no vault and is made anew, and none is ever without its first entry.

    Raises:
        KeepsakeError: VAULT_EXISTS; VAULT_INCOMPLETE, something of another vault is there;
            DISK_FULL, VAULT_UNWRITABLE.
    """
    disk = disk or Disk()
    refuse_remains(path)
    disk.make_folder(path)
    identity = keys.new_identity()
    signer, public = keys.new_signer()
    vault = Vault(path, new_info(env, str(identity.to_public()), public), env, disk)
    data = msgspec.json.encode(vault.info)
    with vault.locked():
        if (path / INFO_FILE).exists():
            raise KeepsakeError(Code.VAULT_EXISTS)
        refuse_remains(path)
        disk.replace(path / pending.PENDING, staged_info(vault, data))
        disk.replace(path / SIGNER_FILE, signer)
        vault.unclaimed().keep(identity)
        vault.log.create(vault.signer())
        # Before it is there: cut short after, it is the one that is known all the same.
        known.remember(vault, data)
        disk.replace(path / INFO_FILE, data)
        transaction.finish(vault)
    return vault


def open_or_create(path: Path, env: Environment, disk: Disk | None = None) -> Vault:
    """Opens the vault, or makes it where there is none.

    Raises:
        KeepsakeError: As `Vault.open` and `create`.
    """
    if _is_free(path / INFO_FILE):
        try:
            return create(path, env, disk)
        except KeepsakeError as error:
            # Another browser's host was first.
            if error.code is not Code.VAULT_EXISTS:
                raise
    return Vault.open(path, env, disk)


def _is_free(path: Path) -> bool:
    """Whether nothing is there; what may not be looked at is something, and opening it tells."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def finish(vault: Vault) -> None:
    """Enters the making of a vault that has no entry: versions before 0.2 could end before it.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE.
    """
    if vault.size() or vault.log.entry_path(1).exists() or (vault.path / "parts").exists():
        return
    with transaction.writing(vault):
        if not vault.size():
            data = read_info_bytes(vault.path)
            vault.disk.replace(vault.path / pending.PENDING, staged_info(vault, data))
            transaction.finish(vault)


def staged_info(vault: Vault, data: bytes) -> bytes:
    """What `pending` holds while `vault.json` gets these bytes and the log its first entry."""
    info = vault.info
    body = entry.VaultBody(
        info.vault, info.recipient, info.verifier_key, sha256_hex(data), vault.env.facts()
    )
    return transaction.staged(vault, INFO_FILE, data, "vault", body)
