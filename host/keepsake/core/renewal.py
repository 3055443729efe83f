"""Renewal of time-stamps: a record that lists old ones by hash, so that newer stamps cover them.

A token proves little once its certificates have run out and their keys may be in anybody's hands.
An entry that holds the hashes of such answers, stamped before that day, shows that they are older.
Source: FORMAT.md §5.5; the idea is that of RFC 4998 §5.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import verify
from keepsake.core.hashing import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.verify import Finding

KIND = "renewal"


class Renewed(msgspec.Struct, frozen=True):
    """One stamp: tree size, authority, hash of its answer, and when its certificates run out."""

    size: int
    authority: str
    sha256: str
    expires: str


class RenewalBody(msgspec.Struct, frozen=True):
    """The stamps that are renewed by whatever stamps this entry."""

    stamps: tuple[Renewed, ...]


def check_renewal(
    body: RenewalBody, read: Callable[[Renewed], bytes | None], name: Callable[[Renewed], str]
) -> list[Finding]:
    """Step 7: the stamps that are here are the ones that were renewed.

    Args:
        body: Of an entry that is proven.
        read: Gives a stamp's answer, None where it is not here.
        name: Gives its file name for findings.
    """
    found = [(row, read(row)) for row in body.stamps]
    return [
        verify.invalid("stamp_renewed", name(row))
        for row, tsr in found
        if tsr is not None and sha256_hex(tsr) != row.sha256
    ]
