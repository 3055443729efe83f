"""Steps 2 and 3 for a vault: the signed checkpoint, the leaves, and every stamped checkpoint.

Source: FORMAT.md §7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import merkle, verify
from keepsake.core.errors import KeepsakeError
from keepsake.flows.audit.witnesses import check_witnesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.note import Checkpoint
    from keepsake.core.verify import Finding
    from keepsake.vault.handle import Vault
    from keepsake.vault.stamps import CalendarProof, Stamp

CHECKPOINT = "log/checkpoint"
LEAVES = "log/leaves"


def check_head(vault: Vault) -> tuple[verify.Step, Checkpoint | None]:
    """Step 2."""
    try:
        found = verify.check_checkpoint(vault.checkpoint(), vault.key, CHECKPOINT)
    except KeepsakeError:
        found = verify.invalid("file_missing", CHECKPOINT)
    if isinstance(found, verify.Finding):
        return verify.make_step(2, [found]), None
    return verify.make_step(2, [], {"entries": found.size}), found


class Stamped(NamedTuple):
    """What others have said of the log: authorities, and calendars."""

    stamps: list[Stamp]
    proofs: list[CalendarProof]


def check_log(
    vault: Vault, checkpoint: Checkpoint | None
) -> tuple[verify.Step, list[bytes], Stamped]:
    """Step 3; the leaves, and the stamps whose place in the log could be compared."""
    none = Stamped([], [])
    if checkpoint is None:
        return verify.make_step(3, [verify.not_checked("no_checkpoint", CHECKPOINT)]), [], none
    try:
        leaves = vault.leaves(checkpoint.size)
    except KeepsakeError:
        return verify.make_step(3, [verify.invalid("leaves_missing", LEAVES)]), [], none
    findings = []
    if merkle.root(leaves) != checkpoint.root:
        findings.append(verify.invalid("root", LEAVES))
    try:
        found = Stamped(vault.stamps.all(), vault.stamps.proofs())
    except KeepsakeError as error:
        found = none
        findings.append(verify.invalid("file_missing", error.facts.get("file", "log/stamps")))
    findings += _same_log(vault, [*found.stamps, *found.proofs], leaves)
    findings += [verify.invalid("stamp_lost", name) for name in vault.stamps.lost()]
    findings += check_witnesses(vault, leaves)
    return verify.make_step(3, findings, {"leaves": len(leaves)}), leaves, found


def _same_log(
    vault: Vault, stamps: Sequence[Stamp | CalendarProof], leaves: list[bytes]
) -> Iterator[Finding]:
    """Every stamped checkpoint is one that this log went through.

    The leaves are walked once, whatever the number of stamps.
    """
    edge: list[bytes] = []
    done = 0
    seen: dict[tuple[int, bytes], Finding | None] = {}
    for stamp in sorted(stamps, key=lambda one: one.size):
        key = (stamp.size, stamp.checkpoint)
        if key not in seen:
            for leaf in leaves[done : stamp.size]:
                edge = merkle.extend(edge, done, leaf)
                done += 1
            seen[key] = _one(vault, stamp, len(leaves), merkle.frontier_root(edge))
        found = seen[key]
        if found is not None:
            yield found


def _one(vault: Vault, stamp: Stamp | CalendarProof, present: int, root: bytes) -> Finding | None:
    file = f"log/stamps/{stamp.size}.checkpoint"
    found = verify.check_checkpoint(stamp.checkpoint, vault.key, file)
    if isinstance(found, verify.Finding):
        return found
    if found.size > present:
        facts = {"stamped": str(found.size), "present": str(present)}
        return verify.invalid("rolled_back", CHECKPOINT, **facts)
    if found.size != stamp.size or root != found.root:
        return verify.invalid("forked", file)
    return None
