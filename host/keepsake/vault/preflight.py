"""Whether what is put into a vault now can be opened, and signed, later. Source: FORMAT.md §1.12.

It is looked at before anything is kept, and so that it takes no time: nothing here derives a key
from a passphrase, reads an entry, or waits for anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES
from keepsake.vault import keys, known
from keepsake.vault.layout import IDENTITY_FILE

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault


def check(vault: Vault) -> None:
    """Makes sure that a capture that is put into this vault is kept for somebody.

    Not checked: what only a secret opens, the entries, and a secret in the system's keyring, which
    may ask the person before it answers.

    Raises:
        KeepsakeError: VAULT_CHANGED or VAULT_DAMAGED, with the file named.
    """
    known.check(vault)
    _check_secret(vault)
    vault.signer()
    _check_log(vault)


def _check_secret(vault: Vault) -> None:
    if not vault.claimed:
        identity = vault.unclaimed().in_file()
        if identity is not None and str(identity.to_public()) != vault.info.recipient:
            file = "identity.unclaimed"
            raise KeepsakeError(Code.VAULT_DAMAGED, "another identity", file=file)
        return
    try:
        data = (vault.path / IDENTITY_FILE).read_bytes()
    except OSError as error:
        detail = "cannot be read"
        raise KeepsakeError(Code.VAULT_DAMAGED, detail, file=IDENTITY_FILE) from error
    keys.require_wrapped(data, IDENTITY_FILE)


def _check_log(vault: Vault) -> None:
    size = vault.log.checkpoint().size
    if size and len(vault.log.leaf(size - 1)) != DIGEST_BYTES:
        raise KeepsakeError(Code.VAULT_DAMAGED, "leaves are missing", file="log/leaves")
