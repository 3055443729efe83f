"""A file and the entry that says so: two writes that happen both or not at all.

The entry is sealed first, in `pending`, with the hash of the file as it will be. Cut short after
that, whoever writes next finishes it without any secret: the entry is appended where the file is
the one that was meant, and else forgotten. A `pending` that is not as it was written is believed in
nothing: it is set aside and told. Source: FORMAT.md §1.10.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES, sha256, sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.vault import quarantine

if TYPE_CHECKING:
    from pathlib import Path

    import msgspec

    from keepsake.vault.handle import Vault

PENDING = "pending"
IDENTITY_FILE = "identity.age"
INFO_FILE = "vault.json"
# The checksum is absent in what versions before 0.2 wrote.
_HEAD = re.compile(rb"(vault\.json|identity\.age|recovery\.age)(?: ([0-9a-f]{64}))?\n")


class Pending(NamedTuple):
    """What `pending` holds.

    Attributes:
        name: The file that it is about.
        digest: SHA-256 of that file as it will be.
        leaf: Leaf hash of the entry.
        sealed: The entry, sealed.
    """

    name: str
    digest: bytes
    leaf: bytes
    sealed: bytes


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
    rest = sha256(data) + leaf_hash(encoded) + vault.seal_entry(encoded)
    return b"%s %s\n%s" % (name.encode(), sha256_hex(rest).encode(), rest)


def read(path: Path) -> Pending | None:
    """What a `pending` says; None where it is missing or not as it was written.

    Raises:
        KeepsakeError: VAULT_DAMAGED; it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=PENDING) from error
    head = _HEAD.match(data)
    if not head:
        return None
    rest = data[head.end() :]
    whole = head[2] is None or hmac.compare_digest(sha256_hex(rest).encode(), head[2])
    if not whole or len(rest) <= 2 * DIGEST_BYTES:
        return None
    digest, leaf = rest[:DIGEST_BYTES], rest[DIGEST_BYTES : 2 * DIGEST_BYTES]
    return Pending(head[1].decode(), digest, leaf, rest[2 * DIGEST_BYTES :])


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
    from keepsake.vault import known

    found = read(mark)
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
