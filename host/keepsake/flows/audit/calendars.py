"""Step 7 for proofs of calendars: a further proof beside the authorities' tokens.

Its way is followed from the checkpoint to a calendar's promise or to a block. Whether the block is
one of Bitcoin no file can say: whoever checks gives its header, or compares it by hand. So what is
found decides the step only where it is wrong. Source: FORMAT.md §5.6 and §7.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import verify
from keepsake.core.hashing import sha256
from keepsake.core.ots.encoding import read_file
from keepsake.core.ots.proof import OtsError, claims, merkle_root_of
from keepsake.vault.stamps import proof_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.core.ots.proof import Claim
    from keepsake.core.verify import Finding
    from keepsake.vault.stamps import CalendarProof

    Headers = Mapping[int, bytes]

NO_HEADERS: Headers = {}


def looked_at(tokens: Sequence[object], proofs: Sequence[object]) -> dict[str, int]:
    """How many were checked, by kind; calendars are named only where there are proofs of them."""
    return {"tokens": len(tokens), **({"proofs": len(proofs)} if proofs else {})}


def check_proof(proof: CalendarProof, headers: Headers) -> list[Finding]:
    """Everything there is to say of one proof; nothing where a header that was given confirms it.

    Args:
        proof: As it was kept.
        headers: Of Bitcoin blocks, 80 bytes each, by height, from whoever checks.
    """
    if proof.note != proof_note(proof.ots):
        side = f"{proof.file.removesuffix('.ots')}.json"
        return [verify.invalid("ots_changed", name) for name in (proof.file, side)]
    try:
        found = list(claims(read_file(proof.ots, sha256(proof.checkpoint))))
    except OtsError:
        return [verify.invalid("ots_wrong", proof.file)]
    blocks = [one for one in found if one.is_block]
    if blocks:
        return [told for one in blocks for told in _block(one, proof.file, headers)]
    pending = sorted({one.attestation.address for one in found if one.is_pending})
    if pending:
        return [verify.further("ots_pending", proof.file, calendar=one) for one in pending]
    return [verify.further("ots_unknown", proof.file)]


def check_proofs(proofs: Sequence[CalendarProof], headers: Headers) -> list[Finding]:
    """What is wrong with any of a vault's proofs, and what the newest ones say.

    A proof covers every record below its size. So of those that lead to a block the newest is told,
    and of those that are pending the newest, where it covers more.
    """
    findings: list[Finding] = []
    told: dict[str, tuple[int, list[Finding]]] = {}
    for proof in proofs:
        found = check_proof(proof, headers)
        findings += [one for one in found if one.outcome is verify.Outcome.INVALID]
        told[found[0].reason if found else "confirmed"] = (proof.size, found)
    block = max(told.get(name, (0, []))[0] for name in ("ots_block", "confirmed"))
    for reason in ("ots_block", "ots_pending", "ots_unknown"):
        size, found = told.get(reason, (0, []))
        if size > block or (reason == "ots_block" and size == block):
            findings += found
    return findings


def _block(claim: Claim, file: str, headers: Headers) -> list[Finding]:
    height = claim.attestation.height
    header = headers.get(height)
    if header is None:
        facts = {"height": str(height), "root": claim.merkle_root}
        return [verify.further("ots_block", file, **facts)]
    if merkle_root_of(header) != claim.message:
        return [verify.invalid("ots_block_other", file, height=str(height))]
    return []
