"""The vault's secrets: the age identity that opens everything, and the key that signs checkpoints.

Sealing needs only the recipient, so that a capture works while the vault is locked. Source:
FORMAT.md §1.
"""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from typing import TYPE_CHECKING

import pyrage

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import strength

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from keepsake.vault.durable import Disk

# The age program's own: 256 MiB, once, for each try of a passphrase that a person may have chosen.
WORK_FACTOR = 18
WORK_FACTOR_MAX = 20
UNCLAIMED_FILE = "identity.unclaimed"
_KEYRING_SERVICE = "keepsake"
# The exact file that `signer_pem` writes: the key is the last 32 of 48 bytes. Source: RFC 8410 §7.
_SIGNER = re.compile(
    rb"-----BEGIN PRIVATE KEY-----\n(MC4CAQAwBQYDK2VwBCIEI[A-P][A-Za-z0-9+/]{42})\n"
    rb"-----END PRIVATE KEY-----\n"
)
_SCRYPT = re.compile(rb"\Aage-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)\n")


def seal(data: bytes, recipient: str) -> bytes:
    """Encrypts to the vault's recipient; needs no secret. Source: c2sp.org/age."""
    sealed: bytes = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)])
    return sealed


def seal_part(data: bytes, recipient: str, random: Callable[[int], bytes]) -> bytes:
    """As `seal`, a hundred bytes shorter for what is small: the age library adds some at random."""
    from keepsake.core.age import sealing
    from keepsake.core.age.payload import CHUNK_BYTES

    if len(data) > CHUNK_BYTES:
        return seal(data, recipient)
    return sealing.seal(sealing.to_recipient(recipient, random), data, random)


def require_recipient(recipient: str) -> None:
    """Makes sure that one can seal to it.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "no recipient", file="vault.json") from error


def new_identity() -> pyrage.x25519.Identity:
    """Makes an X25519 identity from the system's generator."""
    return pyrage.x25519.Identity.generate()


def wrap_identity(
    identity: pyrage.x25519.Identity, passphrase: str, random: Callable[[int], bytes]
) -> bytes:
    """Puts the identity under a passphrase.

    The age library would choose how much computing that takes by how fast this computer is, up to
    half a gigabyte of memory, and refuse to open it on one that is much slower. Here it is always
    the same.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK.
    """
    # Imported here, as below: captures need neither.
    from keepsake.core.age import sealing

    require_strength(passphrase)
    stanza = sealing.to_passphrase(normal(passphrase), random, WORK_FACTOR)
    return sealing.seal(stanza, f"{identity}\n".encode(), random)


def unwrap_identity(
    data: bytes, passphrase: str, file: str = "identity.age"
) -> pyrage.x25519.Identity:
    """Takes the identity out again.

    Args:
        data: The age file.
        passphrase: What it may open with.
        file: Its name, for errors.

    Raises:
        KeepsakeError: PASSPHRASE_WRONG, VAULT_DAMAGED (no such age file, or changed behind its
            key), WORK_FACTOR (over 20, checked first).
    """
    from keepsake.core.age import opening

    if require_wrapped(data, file) > WORK_FACTOR_MAX:
        raise KeepsakeError(Code.WORK_FACTOR, "too much computing", file=file)
    try:
        text = opening.PassphraseOpener(normal(passphrase)).open(data)
    except opening.NotForThisError as error:
        raise KeepsakeError(Code.PASSPHRASE_WRONG) from error
    except opening.SealedError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file=file) from error
    return parse_identity(text.decode("ascii", "replace"), file)


def require_wrapped(data: bytes, file: str) -> int:
    """Makes sure that this is a file that some passphrase opens, as far as that can be seen.

    Returns:
        Its work factor.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    found = _SCRYPT.match(data)
    if not found:
        raise KeepsakeError(Code.VAULT_DAMAGED, "not a passphrase file", file=file)
    return int(found[1])


def parse_identity(text: str, file: str = "identity.age") -> pyrage.x25519.Identity:
    """Reads `AGE-SECRET-KEY-1…`.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    try:
        return pyrage.x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "not an identity", file=file) from error


def normal(passphrase: str) -> str:
    """The passphrase as it is used: NFC and trimmed, so that every keyboard gives the same."""
    return unicodedata.normalize("NFC", passphrase.strip())


def require_strength(passphrase: str) -> None:
    """Refuses what is guessed soon, by the one rule that every screen and command tells.

    Not checked: dictionaries and personal data; the program proposes generated words for that
    reason.

    Raises:
        KeepsakeError: PASSPHRASE_WEAK.
    """
    if strength(normal(passphrase)).level == "weak":
        raise KeepsakeError(Code.PASSPHRASE_WEAK)


def new_signer() -> tuple[bytes, bytes]:
    """Makes a device key: PKCS #8 PEM, and the 32 bytes of its public half."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return signer_pem(key), key.public_key().public_bytes_raw()


def signer_pem(key: Ed25519PrivateKey) -> bytes:
    """The exact bytes of `device.key` for a key."""
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_signer(path: Path) -> Ed25519PrivateKey:
    """Reads `device.key`.

    Raises:
        KeepsakeError: VAULT_DAMAGED; missing, unreadable or another kind of key.
    """
    # Imported here: it takes as long as all else of a start, and what only asks needs none of it.
    from cryptography.exceptions import InternalError, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        data = path.read_bytes()
        if found := _SIGNER.fullmatch(data):
            return Ed25519PrivateKey.from_private_bytes(base64.b64decode(found[1])[-32:])
        from cryptography.hazmat.primitives import serialization

        key = serialization.load_pem_private_key(data, password=None)
    except (OSError, ValueError, UnsupportedAlgorithm, InternalError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "no signing key", file=path.name) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeepsakeError(Code.VAULT_DAMAGED, "another kind of key", file=path.name)
    return key


class Unclaimed:
    """Where the identity waits for a passphrase: the system's keyring, or a private file."""

    def __init__(self, folder: Path, vault: str, disk: Disk) -> None:
        self._path = folder / UNCLAIMED_FILE
        self._vault = vault
        self._disk = disk

    def keep(self, identity: pyrage.x25519.Identity) -> None:
        """Stores the identity; durable when it is a file.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        keyring = _keyring()
        if keyring is not None:
            try:
                keyring.set_password(_KEYRING_SERVICE, self._vault, str(identity))
            except keyring.errors.KeyringError:
                keyring = None
            else:
                if keyring.get_password(_KEYRING_SERVICE, self._vault) == str(identity):
                    return
        self._disk.replace(self._path, f"{identity}\n".encode())

    def is_in_file(self) -> bool:
        """Whether it waits in a file, and not in the system's keyring."""
        return self._path.exists()

    def in_file(self) -> pyrage.x25519.Identity | None:
        """The identity from its file; None where the system's keyring may hold it.

        Raises:
            KeepsakeError: VAULT_DAMAGED; it cannot be read, or there is no keyring and no file.
        """
        try:
            text = self._path.read_bytes().decode("ascii", "replace")
        except FileNotFoundError:
            if os.environ.get("KEEPSAKE_KEYRING") != "off":
                return None
            raise KeepsakeError(Code.VAULT_DAMAGED, "no identity", file=self._path.name) from None
        except OSError as error:
            raise KeepsakeError(
                Code.VAULT_DAMAGED, "cannot be read", file=self._path.name
            ) from error
        return parse_identity(text, self._path.name)

    def find(self) -> pyrage.x25519.Identity:
        """The identity.

        Raises:
            KeepsakeError: VAULT_DAMAGED; it is in neither place.
        """
        held = self.in_file()
        if held is not None:
            return held
        keyring = _keyring()
        text = keyring.get_password(_KEYRING_SERVICE, self._vault) if keyring else None
        if not text:
            raise KeepsakeError(Code.VAULT_DAMAGED, "no identity", file="identity.unclaimed")
        return parse_identity(text, self._path.name)

    def forget(self) -> None:
        """Removes the unclaimed copy once the passphrase's copy is proven to open.

        Raises:
            KeepsakeError: DISK_FULL, VAULT_UNWRITABLE; it may be there still.
        """
        keyring = _keyring()
        if keyring is not None:
            try:
                if keyring.get_password(_KEYRING_SERVICE, self._vault):
                    keyring.delete_password(_KEYRING_SERVICE, self._vault)
            except keyring.errors.KeyringError as error:
                raise KeepsakeError(Code.VAULT_UNWRITABLE, file="the keyring") from error
        if self._path.exists():
            self._disk.shred(self._path)


def _keyring() -> ModuleType | None:
    if os.environ.get("KEEPSAKE_KEYRING") == "off":
        return None
    # Imported here: it looks for back ends on the whole path, which a capture does not need.
    import keyring
    import keyring.errors

    try:
        usable = float(keyring.get_keyring().priority) >= 1
    except (RuntimeError, TypeError, ValueError):
        usable = False
    return keyring if usable else None
