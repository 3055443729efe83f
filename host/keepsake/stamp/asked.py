"""Which authorities are asked, by their ids alone: every start of the host counts what waits.

Roots are neither read nor compared with their fingerprints here; whoever asks an authority or
checks a token loads the list whole, in `authorities`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Row(msgspec.Struct, frozen=True):
    id: str
    enabled: bool


class _File(msgspec.Struct, frozen=True):
    authorities: tuple[_Row, ...]


def list_path() -> Path:
    """The list of authorities and calendars: the one of `KEEPSAKE_AUTHORITIES`, or our own."""
    named = os.environ.get("KEEPSAKE_AUTHORITIES")
    return Path(named) if named else shared_path("data", "authorities.json")


def asked_ids(chosen: Sequence[str]) -> tuple[str, ...]:
    """Ids of the authorities that a vault asks: those it names, or the enabled ones.

    Raises:
        KeepsakeError: INTERNAL; the list cannot be read.
    """
    path = list_path()
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=_File).authorities
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        detail = f"the list of time-stamp authorities cannot be used: {error}"
        raise KeepsakeError(Code.INTERNAL, detail, file=path.name) from error
    return tuple(row.id for row in rows if (row.id in chosen if chosen else row.enabled))
