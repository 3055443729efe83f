"""Who may open a vault: anyone here yet, a passphrase, or a recovery code.

Source: FORMAT.md §1.3, §1.4 and §8.4.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.passphrase import spellings
from keepsake.vault import keys, known, transaction
from keepsake.vault.keys import UNCLAIMED_FILE
from keepsake.vault.layout import IDENTITY_FILE
from keepsake.vault.unlocked import Unlocked

if TYPE_CHECKING:
    import pyrage

    from keepsake.vault.handle import Vault

RECOVERY_FILE = "recovery.age"
RECOVERY = "recovery_code"


def unlock(vault: Vault, passphrase: str | None) -> Unlocked:
    """Opens the vault for reading.

    Words that this program drew open it also with spaces, capitals or other hyphens.

    Args:
        vault: The vault.
        passphrase: The person's; None works only while the vault is unclaimed.

    Raises:
        KeepsakeError: PASSPHRASE_WRONG, VAULT_LOCKED, VAULT_DAMAGED, WORK_FACTOR.
    """
    if not vault.claimed:
        identity = vault.unclaimed().find()
        return _checked(vault, identity, UNCLAIMED_FILE)
    if passphrase is None:
        raise KeepsakeError(Code.VAULT_LOCKED)
    opened = _open_spelled(vault, passphrase)
    with suppress(KeepsakeError):  # a vault that cannot be written can be read all the same
        transaction.finish(vault)
    # The person's own passphrase has opened what everything is sealed to: it is theirs.
    known.remember(vault)
    return opened


def _open_spelled(vault: Vault, typed: str) -> Unlocked:
    """Tries what was typed, then what may have been meant."""
    wrong = KeepsakeError(Code.PASSPHRASE_WRONG)
    for secret in spellings(typed):
        try:
            return _open_wrapped(vault, IDENTITY_FILE, secret)
        except KeepsakeError as error:
            if error.code is not Code.PASSPHRASE_WRONG:
                raise
            wrong = error
    raise wrong


def has_recovery_code(vault: Vault) -> bool:
    """Whether a recovery code was made."""
    return (vault.path / RECOVERY_FILE).exists()


def is_code_checked(vault: Vault) -> bool:
    """Whether the person has shown that they have the code that is in force on paper."""
    return has_recovery_code(vault) and vault.config.recovery_checked == _recovery_digest(vault)


def note_code_checked(vault: Vault) -> None:
    """Notes that they have; another code makes that void.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_BUSY.
    """
    checked = replace(vault.config, recovery_checked=_recovery_digest(vault))
    transaction.save_config(vault, checked)


def _recovery_digest(vault: Vault) -> str:
    try:
        return sha256_hex((vault.path / RECOVERY_FILE).read_bytes())
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=RECOVERY_FILE) from error


def unlock_with_code(vault: Vault, code: str) -> Unlocked:
    """Opens with the recovery code, as it was read out or typed: with spaces, in capitals.

    Raises:
        KeepsakeError: PASSPHRASE_WRONG, also where no code was made; VAULT_DAMAGED, WORK_FACTOR.
    """
    if not has_recovery_code(vault):
        raise KeepsakeError(Code.PASSPHRASE_WRONG, "no recovery code was made")
    opened = _open_wrapped(vault, RECOVERY_FILE, spellings(code)[-1])
    known.remember(vault)
    return opened


def claim(vault: Vault, passphrase: str, *, mine: bool = False) -> None:
    """Sets the first passphrase; the unclaimed copy goes once the new one is proven to open.

    That makes it the vault that this computer knows, and a passphrase that anybody may set proves
    nothing: one that is another than the known one is taken only where the person says so.

    Args:
        vault: The vault.
        passphrase: The person's.
        mine: The person says that a vault which this computer does not know is their own.

    Raises:
        KeepsakeError: VAULT_CLAIMED, VAULT_CHANGED, PASSPHRASE_WEAK, DISK_FULL, VAULT_UNWRITABLE.
    """
    if vault.claimed:
        raise KeepsakeError(Code.VAULT_CLAIMED)
    if known.is_other(vault) and not mine:
        raise known.changed()
    opened = _checked(vault, vault.unclaimed().find(), UNCLAIMED_FILE)
    wrapped = _wrap(vault, opened.identity, passphrase)
    body = entry.PassphraseBody("set", sha256_hex(wrapped))
    transaction.replace_and_enter(vault, IDENTITY_FILE, wrapped, "passphrase", body)
    known.remember(vault)


def change_passphrase(unlocked: Unlocked, passphrase: str) -> None:
    """Puts another passphrase in place of the present one; copies made before keep the old one.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK, DISK_FULL, VAULT_UNWRITABLE; then the old one still opens,
            unless the last step alone failed and the log says so.
    """
    _rewrap(unlocked, IDENTITY_FILE, passphrase, "changed")


def set_recovery_code(unlocked: Unlocked, code: str) -> None:
    """Makes a code that opens the vault when the passphrase is forgotten; an earlier code ends.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK, DISK_FULL, VAULT_UNWRITABLE.
    """
    _rewrap(unlocked, RECOVERY_FILE, code, RECOVERY)


def _rewrap(unlocked: Unlocked, name: str, secret: str, action: str) -> None:
    vault = unlocked.vault
    wrapped = _wrap(vault, unlocked.identity, secret)
    body = entry.PassphraseBody(action, sha256_hex(wrapped))
    vault.go_on_alone()
    transaction.replace_and_enter(vault, name, wrapped, "passphrase", body)


def _wrap(vault: Vault, identity: pyrage.x25519.Identity, secret: str) -> bytes:
    wrapped = keys.wrap_identity(identity, secret, vault.env.random)
    if str(keys.unwrap_identity(wrapped, secret)) != str(identity):
        raise KeepsakeError(Code.INTERNAL, "the passphrase does not open what it closed")
    return wrapped


def _open_wrapped(vault: Vault, name: str, secret: str) -> Unlocked:
    try:
        data = (vault.path / name).read_bytes()
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
    return _checked(vault, keys.unwrap_identity(data, secret, name), name)


def _checked(vault: Vault, identity: pyrage.x25519.Identity, name: str) -> Unlocked:
    if str(identity.to_public()) != vault.info.recipient:
        raise KeepsakeError(Code.VAULT_DAMAGED, "another identity", file=name)
    return Unlocked(vault, identity)
