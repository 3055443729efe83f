"""What a bundle needs of the log and the authorities, read from a vault. Source: FORMAT.md §6."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.custody import ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import KeepsakeError
from keepsake.core.renewal import KIND, RenewalBody
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.bundle.calendar_proofs import read_calendar_proof
from keepsake.formats.bundle.pins import Roots, encoded
from keepsake.vault import cosigned as kept

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from keepsake.stamp.authorities import Authority
    from keepsake.vault.unlocked import Unlocked


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
    handed, renewals = _history(unlocked, frozenset(chosen))
    checkpoint, leaves = vault.checkpoint(), vault.leaves()
    calendar_proofs = [
        read_calendar_proof(proof.size, proof.checkpoint, proof.ots, proof.note)
        for proof in vault.stamps.proofs()
    ]
    cosigned = [
        bundle.CosignedFile(one.found.checkpoint.size, one.file, one.data)
        for one in kept.every(vault)
        if one.found and one.found.checkpoint.size <= len(leaves)
    ]
    return bundle.LogFacts(
        vault.key, checkpoint, leaves, stamps, handed, renewals, calendar_proofs, cosigned
    )


def pins(authorities: Sequence[Authority]) -> list[Roots]:
    """The roots of every authority that is known, by id."""
    return [
        Roots(row.id, row.name, encoded(b"\n".join(row.roots)))
        for row in sorted(authorities, key=lambda row: row.id)
    ]


def _history(
    unlocked: Unlocked, chosen: frozenset[int]
) -> tuple[list[int], dict[int, tuple[bytes, frozenset[tuple[int, str]]]]]:
    """Sizes of the log in earlier bundles with one of these captures; and renewals of stamps.

    Bundles of other captures are left out: that they exist concerns nobody who has not got them.
    """
    sizes: list[int] = []
    renewals = {}
    for index, record in unlocked.readable():
        try:
            if record.kind == "export":
                made = body(record, ExportBody)
                sizes += [made.size] if made.size and chosen & set(made.captures) else []
            if record.kind == KIND:
                rows = body(record, RenewalBody).stamps
                renewed = frozenset((row.size, row.authority) for row in rows)
                renewals[index] = unlocked.entry_bytes(index), renewed
        except KeepsakeError:
            continue
    return sizes, renewals
