"""What a vault says of itself to anyone, and where it is. Source: FORMAT.md §1.1."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.note import VerifierKey
from keepsake.env import own_folder, utc_text
from keepsake.vault import pending
from keepsake.vault.layout import INFO_FILE, remains_in

if TYPE_CHECKING:
    from keepsake.env import Environment

VAULT_VERSION = 1
_FORMAT = "keepsake-vault"
# What the making of a vault writes before `vault.json`. Source: FORMAT.md §1.10.
_MADE_FIRST = {"pending", "device.key", "identity.unclaimed", "log"}


class VaultInfo(msgspec.Struct, frozen=True):
    """`vault.json`; public."""

    format: str
    version: int
    vault: str
    created: str
    recipient: str
    origin: str
    verifier_key: str


class _Version(msgspec.Struct, frozen=True):
    format: str
    version: int


def read_info(path: Path) -> VaultInfo:
    """Reads `vault.json` of the vault in folder `path`.

    Raises:
        KeepsakeError: VAULT_MISSING; VAULT_INCOMPLETE, it is missing and other files of a vault are
            there; VAULT_DAMAGED, or as `parse_info`.
    """
    return parse_info(read_info_bytes(path))


def read_info_bytes(path: Path) -> bytes:
    """The exact bytes of `vault.json`. Raises as `read_info`."""
    try:
        return (path / INFO_FILE).read_bytes()
    except FileNotFoundError:
        refuse_remains(path)
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "unreadable", file=INFO_FILE) from error
    if (path / INFO_FILE).exists():  # made by another process between the two looks
        return read_info_bytes(path)
    raise KeepsakeError(Code.VAULT_MISSING)


def refuse_remains(path: Path) -> None:
    """Makes sure that a vault can be made in a folder without anything of another one being lost.

    A vault of which the making was cut short is no hindrance: nothing was ever kept in it.

    Raises:
        KeepsakeError: VAULT_INCOMPLETE; files of a vault are there. VAULT_DAMAGED; it cannot be
            seen.
    """
    try:
        left = remains_in(path)
        unfinished = set(left) <= _MADE_FIRST and _is_being_made(path)
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "unreadable", file=INFO_FILE) from error
    if left and not unfinished and not (path / INFO_FILE).exists():
        raise KeepsakeError(Code.VAULT_INCOMPLETE, f"{left[0]} is there", file=INFO_FILE)


def _is_being_made(path: Path) -> bool:
    found, leaves = pending.read(path / pending.PENDING), path / "log" / "leaves"
    if found is None or found.name != INFO_FILE:
        return False
    return not leaves.exists() or not leaves.stat().st_size


def parse_info(data: bytes) -> VaultInfo:
    """Reads the bytes of a `vault.json`.

    Raises:
        KeepsakeError: VAULT_NEWER (told before the rest is read), VAULT_DAMAGED.
    """
    try:
        version = msgspec.json.decode(data, type=_Version)
        if version.format == _FORMAT and version.version > VAULT_VERSION:
            raise KeepsakeError(Code.VAULT_NEWER, f"version {version.version}")
        return msgspec.json.decode(data, type=VaultInfo)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "unreadable", file=INFO_FILE) from error


def new_info(env: Environment, recipient: str, public: bytes) -> VaultInfo:
    """Describes a new vault.

    Args:
        env: For the moment and the vault's id.
        recipient: `age1…` of its identity.
        public: 32 bytes of the key that signs its checkpoints.
    """
    vault = str(uuid.UUID(bytes=env.random(16), version=4))
    origin = f"keepsake/log/{vault}"
    return VaultInfo(
        format=_FORMAT,
        version=VAULT_VERSION,
        vault=vault,
        created=utc_text(env.now()),
        recipient=recipient,
        origin=origin,
        verifier_key=VerifierKey(origin, public).text(),
    )


def default_path() -> Path:
    """`KEEPSAKE_VAULT`, or the folder for data that the system gives each person's programs."""
    named = os.environ.get("KEEPSAKE_VAULT")
    if named:
        return Path(named)
    return own_folder("data") / "vault"
