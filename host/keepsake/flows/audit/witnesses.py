"""Step 3 for what witnesses cosigned: the list that each saw is the beginning of this one.

A witness's key is pinned by nobody but the person who enrolled with it. Where it is not known whose
a key is, a cosignature that holds is told as not checked. Source: FORMAT.md §5.7 and §7.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import merkle, verify
from keepsake.core.errors import KeepsakeError
from keepsake.flows.stamp import witness
from keepsake.vault import cosigned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from keepsake.core.cosignature import Cosigned, WitnessKey
    from keepsake.core.verify import Finding
    from keepsake.vault.handle import Vault

_CHECKPOINT = "log/checkpoint"


def check_witnesses(vault: Vault, leaves: Sequence[bytes]) -> Iterator[Finding]:
    """All there is to say of a vault's witnesses.

    Args:
        vault: Its options say whose keys the person knows.
        leaves: Every leaf hash up to the signed size.
    """
    try:
        known = [key for _, key in witness.enrolled(vault)]
    except KeepsakeError:
        known = []  # step 1 has told that the options are damaged
    try:
        files = cosigned.every(vault)
    except KeepsakeError as error:
        yield verify.invalid("file_missing", error.facts.get("file", ""))
        files = []
    for one in files:
        if one.found is None:
            yield verify.invalid("cosignature", one.file)
            continue
        head = one.found.checkpoint
        if head.size > len(leaves):
            facts = {"stamped": str(head.size), "present": str(len(leaves))}
            yield verify.invalid("rolled_back", _CHECKPOINT, **facts)
        elif merkle.root(leaves[: head.size]) != head.root:
            yield verify.invalid("forked", one.file)
        else:
            yield told(one.found, one.file, known)
    yield from _refusals(vault, known, len(leaves))


def told(found: Cosigned, file: str, known: Collection[WitnessKey]) -> Finding:
    """What a cosignature that holds says, and whether it is known whose it is."""
    facts = {
        "witness": found.key.name,
        "entries": str(found.checkpoint.size),
        "date": witness.time_text(found.at),
    }
    if found.key in known:
        return verify.confirmed("cosigned", file, **facts)
    return verify.further("cosigned_unpinned", file, **facts, key=found.key.text())


def _refusals(vault: Vault, known: Sequence[WitnessKey], size: int) -> Iterator[Finding]:
    """What witnesses said of another log, which nobody signed; and what they signed and is gone."""
    attempts = vault.stamps.attempts()
    for key in known:
        last = attempts.get(witness.attempt_name(key))
        if last is None:
            continue
        facts, file = {"witness": key.name, "seen": str(last.seen)}, cosigned.name_of(key)
        if last.reason in witness.NO_CONTINUATION:
            yield verify.not_checked(last.reason, _CHECKPOINT, **facts)
        elif not last.reason and 0 < last.seen <= size and not (vault.path / file).exists():
            yield verify.not_checked("cosigned_lost", file, **facts)
