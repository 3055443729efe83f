"""What this computer remembers of a vault outside its folder, so that a changed one is noticed.

Trust on first use, as `known_hosts` of SSH.

Whoever can write to the folder, such as somebody with the disk or a service that synchronises it,
could else put another recipient into `vault.json` and read all that is captured from then on.
Remembered is a hash for each place, in the program's own folder. It is compared before anything is
sealed, and replaced by what the vault's own passphrase has opened. Source: FORMAT.md §1.12.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault import pending
from keepsake.vault.info import read_info_bytes
from keepsake.vault.keys import UNCLAIMED_FILE
from keepsake.vault.layout import IDENTITY_FILE, INFO_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.handle import Vault

KNOWN_VERSION = 1
_FOLDER = "vaults"


class Known(msgspec.Struct, frozen=True):
    """What is remembered of the vault at one place.

    Attributes:
        keepsake_known: Version of this file.
        info: SHA-256 of `vault.json`.
        identity: SHA-256 of `identity.age`, "" while no passphrase is set.
        open_file: Whether the secret waits for a passphrase in `identity.unclaimed`, and not in the
            system's keyring.
    """

    keepsake_known: int
    info: str
    identity: str = ""
    open_file: bool = False


def check(vault: Vault) -> None:
    """Makes sure that this is the vault that this computer knows at this place.

    The first vault at a place is remembered as it is: nobody can say that it is another one.

    Raises:
        KeepsakeError: VAULT_CHANGED, `vault.json` is another; VAULT_DAMAGED, the secret is not the
            one that was written last, or missing.
    """
    known = recall(vault.path, vault.env)
    if known is None:
        remember(vault)
        return
    if is_other(vault):
        raise changed()
    present = _identity_hash(vault)
    if known.identity and present != known.identity and not _is_arriving(vault, present):
        detail = "another" if present else "missing"
        raise KeepsakeError(Code.VAULT_DAMAGED, detail, file=IDENTITY_FILE)
    if known.open_file and not present and not vault.unclaimed().is_in_file():
        raise KeepsakeError(Code.VAULT_DAMAGED, "missing", file=UNCLAIMED_FILE)


def changed() -> KeepsakeError:
    """The error that says so."""
    return KeepsakeError(Code.VAULT_CHANGED, "not the vault known here", file=INFO_FILE)


def is_other(vault: Vault) -> bool:
    """Whether `vault.json` is another than the one that this computer knows at this place."""
    known = recall(vault.path, vault.env)
    return known is not None and known.info != sha256_hex(read_info_bytes(vault.path))


def follow(vault: Vault) -> None:
    """Remembers a secret that was just replaced, where the vault is the one known here.

    What says so lies in the vault's own folder, so it must make no other vault the known one.
    """
    if not is_other(vault):
        remember(vault)


def remember(vault: Vault, info: bytes = b"") -> None:
    """Remembers the vault as it is now; where that cannot be written, nothing is remembered.

    Args:
        vault: The vault.
        info: Exact bytes that `vault.json` is about to have, `b""` for those that it has.
    """
    place = remembered_at(_FOLDER, vault.path, vault.env)
    if place is None:
        return
    # Nothing that is kept rests on it.
    with suppress(KeepsakeError, OSError):
        digest = sha256_hex(info or read_info_bytes(vault.path))
        open_file = vault.unclaimed().is_in_file()
        data = msgspec.json.encode(Known(KNOWN_VERSION, digest, _identity_hash(vault), open_file))
        if not place.is_file() or place.read_bytes() != data:
            vault.disk.make_folder(place.parent)
            vault.disk.replace(place, data)


def recall(path: Path, env: Environment) -> Known | None:
    """What is remembered of the vault at this place, None for nothing."""
    place = remembered_at(_FOLDER, path, env)
    if place is None:
        return None
    try:
        return msgspec.json.decode(place.read_bytes(), type=Known)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def remembered_at(folder: str, path: Path, env: Environment) -> Path | None:
    """The file in which something is remembered of the vault at this place, None for nowhere.

    Args:
        folder: Below the program's own, for things of one kind.
        path: The vault's folder.
        env: Knows where the program's own folder is.
    """
    state = env.state()
    return state / folder / f"{sha256_hex(str(path.resolve()).encode())}.json" if state else None


def _identity_hash(vault: Vault) -> str:
    try:
        return sha256_hex((vault.path / IDENTITY_FILE).read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        detail = "cannot be read"
        raise KeepsakeError(Code.VAULT_DAMAGED, detail, file=IDENTITY_FILE) from error


def _is_arriving(vault: Vault, present: str) -> bool:
    """Whether a passphrase was being set: its file is there and the rest is not done yet."""
    found = pending.read(vault.path / pending.PENDING)
    named = found is not None and found.name == IDENTITY_FILE
    return named and found is not None and found.digest.hex() == present
