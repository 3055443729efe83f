"""What a bundle needs of the log and the authorities, read from a vault. Source: FORMAT.md §6."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.custody import ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import KeepsakeError
from keepsake.formats import bundle
from keepsake.formats.pins import Roots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from keepsake.stamp.authorities import Authority
    from keepsake.vault.reading import Unlocked


def log_facts(unlocked: Unlocked, chosen: Collection[int]) -> bundle.LogFacts:
    """The log as it is now, its stamps, and how large it was when these captures left before.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    vault = unlocked.vault
    stamps = [
        bundle.StampFiles(
            stamp.size,
            stamp.authority,
            stamp.checkpoint,
            stamp.tsr,
            msgspec.json.encode(stamp.record) if stamp.record else b"{}",
        )
        for stamp in vault.stamps.all()
    ]
    handed = _handed(unlocked, frozenset(chosen))
    return bundle.LogFacts(vault.key, vault.checkpoint(), vault.leaves(), stamps, handed)


def pins(authorities: Sequence[Authority]) -> list[Roots]:
    """The roots of every authority that is known, by id."""
    return [
        Roots(row.id, row.name, b"".join(pem.rstrip() + b"\n" for pem in row.roots))
        for row in sorted(authorities, key=lambda row: row.id)
    ]


def _handed(unlocked: Unlocked, chosen: frozenset[int]) -> list[int]:
    """Sizes of the log in earlier bundles with one of these captures, so that one can be compared.

    Bundles of other captures are left out: that they exist concerns nobody who has not got them.
    """
    sizes = []
    for index in range(unlocked.vault.size()):
        try:
            record = unlocked.entry(index)
            if record.kind != "export":
                continue
            made = body(record, ExportBody)
        except KeepsakeError:
            continue
        if made.size and chosen & set(made.captures):
            sizes.append(made.size)
    return sizes
