"""The desk as a witness of vaults and of other desks (c2sp.org/tlog-witness).

Of a log that was enrolled it keeps the newest checkpoint that it cosigned. It cosigns another only
where that is shown to be a continuation, so that a log which was rolled back or forked is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import cosignature, merkle, note
from keepsake.desk import events
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from psycopg.rows import DictRow

    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log

PROOF_LINES_MAX = 63


class WitnessError(Exception):
    """A checkpoint is not cosigned.

    Attributes:
        status: What is answered over HTTP.
        size: With 409, how large the log was when it was cosigned; else -1.
    """

    def __init__(self, status: int, size: int = -1) -> None:
        super().__init__(status)
        self.status, self.size = status, size


def enrol(
    transaction: Transaction, log: Log, key: note.VerifierKey, who: str, now: datetime
) -> bool:
    """Takes a log on; gives whether it is new. Another key for a known origin is not taken."""
    done = transaction.execute(
        "insert into witnessed (origin, key, size, root, enrolled) values (%s, %s, 0, %s, %s)"
        " on conflict do nothing",
        [key.name, key.text(), merkle.root([]), now],
    )
    if done.rowcount:
        about = {"origin": key.name}
        events.record(transaction, log, Event(Kind.LOG_ENROLLED, who, now, about))
    return bool(done.rowcount)


def add_checkpoint(
    transaction: Transaction, log: Log, body: bytes, signer: Ed25519PrivateKey, now: datetime
) -> bytes:
    """Cosigns a checkpoint that continues the last one.

    Args:
        transaction: In which it is written; the cosignature is given out after it ended well.
        log: Of the desk, where a refusal for what is no continuation is written down.
        body: Of the request: an older size, a consistency proof, and the checkpoint.
        signer: The witness's own key, under the name of `name_of`.
        now: By the desk's clock.

    Returns:
        The line of the cosignature.

    Raises:
        WitnessError: It is refused. What was written down of that belongs to the transaction, which
            the caller ends well all the same.
    """
    try:
        proof = note.ConsistencyProof.parse(body)
        text, _ = note.split(proof.checkpoint)
    except note.NoteError as error:
        raise WitnessError(400) from error
    origin = text.partition("\n")[0]
    known = one(transaction, "select * from witnessed where origin = %s for update", origin)
    if known is None:
        raise WitnessError(404)
    try:
        checkpoint = note.open_checkpoint(proof.checkpoint, note.VerifierKey.parse(known["key"]))
    except note.NoteError as error:
        raise WitnessError(403) from error
    status = _refused(known, proof, checkpoint)
    if status:
        about = {
            "origin": origin,
            "size": checkpoint.size,
            "known": known["size"],
            "status": status,
        }
        events.record(transaction, log, Event(Kind.CHECKPOINT_REFUSED, "log", now, about))
        raise WitnessError(status, known["size"])
    transaction.execute(
        "update witnessed set size = %s, root = %s, cosigned = %s where origin = %s",
        [checkpoint.size, checkpoint.root, now, origin],
    )
    return cosignature.sign(text, name_of(log), signer, int(now.timestamp()))


def name_of(log: Log) -> str:
    """Name of the witness's key."""
    return f"{log.origin}/witness"


def _refused(known: DictRow, proof: note.ConsistencyProof, checkpoint: note.Checkpoint) -> int:
    if proof.size > checkpoint.size or len(proof.hashes) > PROOF_LINES_MAX:
        return 400
    if proof.size != known["size"]:
        return 409
    root = bytes(known["root"])
    if proof.size == checkpoint.size:
        return 0 if checkpoint.root == root and not proof.hashes else 409
    if proof.size == 0:
        return 422 if proof.hashes else 0
    try:
        merkle.verify_consistency(proof.size, checkpoint.size, proof.hashes, root, checkpoint.root)
    except merkle.MerkleError:
        return 422
    return 0
