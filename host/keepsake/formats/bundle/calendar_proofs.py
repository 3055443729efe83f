"""Proofs of calendars on their way into a bundle, and how they are checked by hand."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256
from keepsake.core.ots.encoding import read_file
from keepsake.core.ots.proof import APPEND, PREPEND, OtsError, claims

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.ots.proof import Claim, Operation

_TITLE = """

7b A further proof, by calendars (OpenTimestamps): what the last line shows is to be compared
   Une preuve supplémentaire, par des calendriers : ce que montre la dernière ligne est à comparer

"""
_BLOCK = """
   It must be the Merkle root of Bitcoin block {height}: look that block up at two sources that have
   nothing to do with each other, or ask your own node. Il doit être la racine de Merkle du bloc
   Bitcoin {height} : cherchez ce bloc auprès de deux sources indépendantes.
   bitcoin-cli getblockheader $(bitcoin-cli getblockhash {height})
   Or with the ots program / Ou avec le programme ots :
   ots verify -f data/log/stamps/{size}.checkpoint data/log/stamps/{size}-ots.ots

"""
_PENDING = """
   It is pending at {address} and proves nothing yet. The ots program asks for the rest:
   Elle est en attente chez {address} et ne prouve encore rien. Le programme ots demande la suite :
   ots upgrade data/log/stamps/{size}-ots.ots

"""


@dataclass(frozen=True, slots=True)
class CalendarProof:
    """One proof of calendars, byte for byte; `leads` is whether it leads to a block."""

    size: int
    checkpoint: bytes
    ots: bytes
    note: bytes
    leads: bool = False

    def claims(self) -> list[Claim]:
        """What it says; nothing where it cannot be read, which a check tells."""
        try:
            return list(claims(read_file(self.ots, sha256(self.checkpoint))))
        except OtsError:
            return []


def read_calendar_proof(size: int, checkpoint: bytes, ots: bytes, note: bytes) -> CalendarProof:
    """A proof with what can be told of it without looking again."""
    whole = CalendarProof(size, checkpoint, ots, note)
    return CalendarProof(
        size, checkpoint, ots, note, leads=any(one.is_block for one in whole.claims())
    )


def covering(calendar_proofs: Sequence[CalendarProof], entry: int) -> CalendarProof | None:
    """The smallest proof over an entry that leads to a block, else the smallest, None for none.

    A proof is over a signed list, and the consistency proofs say which lists contain which.
    """
    over = [one for one in calendar_proofs if one.size > entry]
    leading = [one for one in over if one.leads]
    return min(leading or over, key=lambda one: one.size, default=None)


def calendar_proof_files(
    calendar_proofs: Sequence[CalendarProof], stamped: set[int]
) -> Iterator[tuple[str, bytes]]:
    """Their files below `data/`; checkpoints that stamps brought along are there already."""
    for one in calendar_proofs:
        if one.size not in stamped:
            yield f"log/stamps/{one.size}.checkpoint", one.checkpoint
        yield f"log/stamps/{one.size}-ots.ots", one.ots
        yield f"log/stamps/{one.size}-ots.json", one.note


def by_hand(calendar_proofs: Sequence[CalendarProof]) -> str:
    """The part of CHECK-BY-HAND-FULL.txt about them, "" where there are none."""
    parts = []
    for one in calendar_proofs:
        for claim in one.claims():
            if not (claim.is_block or claim.is_pending):
                continue
            parts.append(f"    {_DIGEST.format(size=one.size)}\n")
            parts += [f"    {_step(operation)}\n" for operation in claim.way]
            parts.append(f"    {_SHOW if claim.is_block else _SHOW_PLAIN}\n")
            told = _BLOCK if claim.is_block else _PENDING
            facts = {"height": claim.attestation.height, "address": claim.attestation.address}
            parts.append(told.format(size=one.size, **facts))
    return "".join([_TITLE, *parts]) if parts else ""


_DGST = "openssl dgst -sha256 -binary"
_NODE = "../check/ots"
_DIGEST = _DGST + " data/log/stamps/{size}.checkpoint > " + _NODE
_SHOW_PLAIN = f"od -An -v -tx1 {_NODE} | tr -d ' \\n'; echo"
# Merkle roots are shown with the last byte first.
_SHOW = f"od -An -v -tx1 -w1 {_NODE} | tac | tr -d ' \\n'; echo"


def _step(operation: Operation) -> str:
    if operation.tag not in (APPEND, PREPEND):
        return f"{_DGST} {_NODE} > {_NODE}.next; mv {_NODE}.next {_NODE}"
    given = f"printf {base64.b64encode(operation.argument).decode()} | base64 -d"
    first, then = (f"cat {_NODE}", given) if operation.tag == APPEND else (given, f"cat {_NODE}")
    return f"({first}; {then}) > {_NODE}.next; mv {_NODE}.next {_NODE}"
