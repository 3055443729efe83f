"""What a vault says of itself to anyone, and where it is. Source: FORMAT.md §1.1."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.note import VerifierKey
from keepsake.env import utc_text

if TYPE_CHECKING:
    from keepsake.env import Environment

VAULT_VERSION = 1
_FORMAT = "keepsake-vault"


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
        KeepsakeError: VAULT_MISSING, VAULT_DAMAGED, or as `parse_info`.
    """
    try:
        data = (path / "vault.json").read_bytes()
    except FileNotFoundError as error:
        raise KeepsakeError(Code.VAULT_MISSING) from error
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "unreadable", file="vault.json") from error
    return parse_info(data)


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
        raise KeepsakeError(Code.VAULT_DAMAGED, "unreadable", file="vault.json") from error


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
    # Imported here: not needed where the folder is named.
    import platformdirs

    return Path(platformdirs.user_data_dir("Keepsake", appauthor=False)) / "vault"
