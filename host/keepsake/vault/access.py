"""Who may open a vault: anyone here yet, a passphrase, or a recovery code.

Source: FORMAT.md §1.3, §1.4 and §8.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import keys
from keepsake.vault.reading import Unlocked

if TYPE_CHECKING:
    import pyrage

    from keepsake.vault.store import Vault

IDENTITY_FILE = "identity.age"
RECOVERY_FILE = "recovery.age"


def unlock(vault: Vault, passphrase: str | None) -> Unlocked:
    """Opens with the passphrase; None works only while none is set. Raises as `Vault.unlock`."""
    if not vault.claimed:
        identity = keys.Unclaimed(vault.path, vault.info.vault, vault.disk).find()
        return _checked(vault, identity, "identity.unclaimed")
    if passphrase is None:
        raise KeepsakeError(Code.VAULT_LOCKED)
    return _open_wrapped(vault, IDENTITY_FILE, passphrase)


def unlock_with_code(vault: Vault, code: str) -> Unlocked:
    """Opens with the recovery code.

    Raises:
        KeepsakeError: PASSPHRASE_WRONG, also where no code was made; VAULT_DAMAGED, WORK_FACTOR.
    """
    if not (vault.path / RECOVERY_FILE).exists():
        raise KeepsakeError(Code.PASSPHRASE_WRONG, "no recovery code was made")
    return _open_wrapped(vault, RECOVERY_FILE, code)


def claim(vault: Vault, passphrase: str) -> None:
    """Sets the first passphrase. Raises as `Vault.claim`."""
    if vault.claimed:
        raise KeepsakeError(Code.VAULT_CLAIMED)
    unclaimed = keys.Unclaimed(vault.path, vault.info.vault, vault.disk)
    wrapped = _wrap(unclaimed.find(), passphrase)
    with vault.writing():
        vault.disk.replace(vault.path / IDENTITY_FILE, wrapped)
        unclaimed.forget()
    vault.append("passphrase", entry.PassphraseBody("set"))


def change_passphrase(unlocked: Unlocked, passphrase: str) -> None:
    """Puts another passphrase in place of the present one; copies made before keep the old one.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK, DISK_FULL, VAULT_UNWRITABLE; then the old one still opens.
    """
    _rewrap(unlocked, IDENTITY_FILE, passphrase, "changed")


def set_recovery_code(unlocked: Unlocked, code: str) -> None:
    """Makes a code that opens the vault when the passphrase is forgotten; an earlier code ends.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK, DISK_FULL, VAULT_UNWRITABLE.
    """
    _rewrap(unlocked, RECOVERY_FILE, code, "recovery_code")


def _rewrap(unlocked: Unlocked, name: str, secret: str, action: str) -> None:
    vault = unlocked.vault
    wrapped = _wrap(unlocked.identity, secret)
    with vault.writing():
        vault.disk.replace(vault.path / name, wrapped)
    vault.append("passphrase", entry.PassphraseBody(action))


def _wrap(identity: pyrage.x25519.Identity, secret: str) -> bytes:
    wrapped = keys.wrap_identity(identity, secret)
    if str(keys.unwrap_identity(wrapped, secret)) != str(identity):
        raise KeepsakeError(Code.INTERNAL, "the passphrase does not open what it closed")
    return wrapped


def _open_wrapped(vault: Vault, name: str, secret: str) -> Unlocked:
    try:
        data = (vault.path / name).read_bytes()
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
    return _checked(vault, keys.unwrap_identity(data, secret), name)


def _checked(vault: Vault, identity: pyrage.x25519.Identity, name: str) -> Unlocked:
    if str(identity.to_public()) != vault.info.recipient:
        raise KeepsakeError(Code.VAULT_DAMAGED, "another identity", file=name)
    return Unlocked(vault, identity)
