"""Writing into a vault: one process at a time, and a file with its entry both or not at all.

The entry is sealed first, in `pending`, with the hash of the file as it will be. Cut short after
that, whoever writes next finishes it without any secret: the entry is appended where the file is
the one that was meant, and else forgotten. A `pending` that is not as it was written is set aside
and told. Source: FORMAT.md §1.10.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256
from keepsake.core.merkle import leaf_hash
from keepsake.vault import config, known, pending, quarantine
from keepsake.vault.layout import IDENTITY_FILE
from keepsake.vault.locking import LOCK_SECONDS
from keepsake.vault.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import msgspec

    from keepsake.vault.handle import Vault


@contextmanager
def writing(vault: Vault, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Holds the vault's lock; one process writes at a time, and may enter twice.

    Raises:
        KeepsakeError: VAULT_BUSY after so many seconds; VAULT_UNWRITABLE.
    """
    with vault.locked(seconds) as lock:
        if lock.lock_counter == 1:
            # First things first, so that the log's times stay in order; a keyring that does not
            # answer hinders no capture.
            with suppress(KeepsakeError):
                finish(vault)
        yield


def append(vault: Vault, kind: str, body: msgspec.Struct) -> Receipt:
    """Writes one entry; when it returns, the entry is in the log for good.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; then nothing has
            happened.
    """
    vault.go_on_alone()
    with writing(vault):
        # Here and not before: else two that write at once could be in the log the wrong way round
        # by their times.
        data = vault.encode(kind, body)
        leaf = leaf_hash(data)
        new = vault.log.append(vault.seal_entry(data), leaf, vault.signer())
    return Receipt(new.size - 1, leaf.hex(), new.size, new.root.hex(), vault.utc())


def save_config(vault: Vault, options: config.Config) -> None:
    """Replaces the options.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_BUSY.
    """
    with writing(vault):
        config.save_config(vault.path / "config.toml", options, vault.disk)


def replace_and_enter(
    vault: Vault, name: str, data: bytes, kind: str, body: msgspec.Struct
) -> None:
    """Replaces a file of the vault and enters that in the log.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; whoever writes next
            finishes what had happened by then.
    """
    with writing(vault):
        vault.disk.replace(vault.path / pending.PENDING, staged(vault, name, data, kind, body))
        vault.disk.replace(vault.path / name, data)
        finish(vault)


def staged(vault: Vault, name: str, data: bytes, kind: str, body: msgspec.Struct) -> bytes:
    """What `pending` holds while a file with these bytes and its entry are written."""
    encoded = vault.encode(kind, body)
    sealed = vault.seal_entry(encoded)
    return pending.Pending(name, sha256(data), leaf_hash(encoded), sealed).encode()


def finish(vault: Vault) -> None:
    """Does the rest of what was cut short, with a first passphrase also the end of the open copy.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; the next one goes on.
    """
    mark = vault.path / pending.PENDING
    if not mark.exists():
        return
    with vault.locked():
        if mark.exists():  # nobody else was first
            _finish(vault, mark)


def _finish(vault: Vault, mark: Path) -> None:
    found = pending.read(mark)
    if found is None:
        quarantine.set_aside(vault, mark)
        return
    if _is_that_file(vault.path / found.name, found.digest):
        if found.name == IDENTITY_FILE:
            vault.unclaimed().forget()
        if vault.log.find(found.leaf) is None:
            vault.log.append(found.sealed, found.leaf, vault.signer())
        known.follow(vault)
    vault.disk.remove(mark)


def _is_that_file(file: Path, digest: bytes) -> bool:
    try:
        return sha256(file.read_bytes()) == digest
    except FileNotFoundError:
        return False
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=file.name) from error
