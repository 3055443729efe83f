"""Counts the authorities that are behind without the code that asks them or checks answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from keepsake.vault.store import Vault


class _Row(msgspec.Struct, frozen=True):
    id: str
    enabled: bool


class _File(msgspec.Struct, frozen=True):
    authorities: tuple[_Row, ...]


def count_waiting(vault: Vault) -> int:
    """How many authorities have not stamped the newest entry; 0 where stamps are switched off.

    The same number as `keepsake.flows.stamp.waiting`, from ids alone: roots are *not* checked.

    Raises:
        KeepsakeError: VAULT_DAMAGED, or INTERNAL where the list of authorities cannot be read.
    """
    config = vault.config
    if not config.stamps_enabled:
        return 0
    named = os.environ.get("KEEPSAKE_AUTHORITIES")
    path = Path(named) if named else shared_path("data", "authorities.json")
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=_File).authorities
    except (OSError, msgspec.DecodeError) as error:
        raise KeepsakeError(Code.INTERNAL, "the list of authorities cannot be read") from error
    named_ids = config.authorities
    asked = [row.id for row in rows if (row.id in named_ids if named_ids else row.enabled)]
    size = vault.size()
    return sum(vault.stamps.newest(authority) < size for authority in asked)
