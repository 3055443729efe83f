"""Proofs of OpenTimestamps: read, joined and written as the library for them does."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import (
    BitcoinBlockHeaderAttestation,
    PendingAttestation,
    UnknownAttestation,
)
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA1, OpSHA256
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from fixtures.tsa.calendar import read_detached, serialized
from keepsake.core.ots import encoding
from keepsake.core.ots import proof as ots
from keepsake.core.ots.proof import OtsError

DIGEST = hashlib.sha256(b"the file").digest()
CALENDAR = "https://alice.calendar.example/x"


@st.composite
def proofs(draw: st.DrawFn, message: bytes = DIGEST, depth: int = 5) -> Timestamp:
    """Any proof that the library can write of the operations and witnesses that are followed."""
    whole = Timestamp(message)
    for _ in range(draw(st.integers(1, 3))):
        if depth == 0 or draw(st.booleans()):
            kinds = ["pending", "unknown", *(["block"] if len(message) == 32 else [])]
            kind = draw(st.sampled_from(kinds))
            if kind == "pending":
                whole.attestations.add(PendingAttestation(f"{CALENDAR}{draw(st.integers(0, 99))}"))
            elif kind == "block":
                whole.attestations.add(BitcoinBlockHeaderAttestation(draw(st.integers(0, 10**6))))
            else:
                payload = draw(st.binary(max_size=200))
                whole.attestations.add(UnknownAttestation(b"somebody", payload))
            continue
        argument = draw(st.binary(min_size=1, max_size=200))
        operation = draw(st.sampled_from([OpSHA256(), OpAppend(argument), OpPrepend(argument)]))
        if operation not in whole.ops:
            whole.ops[operation] = draw(proofs(operation(message), depth - 1))
    return whole


def _file(whole: Timestamp) -> bytes:
    return serialized(DetachedTimestampFile(OpSHA256(), whole))


@given(proofs())
def test_any_proof_is_read_and_written_as_by_the_library(whole: Timestamp) -> None:
    data = _file(whole)
    node = encoding.read_file(data, DIGEST)
    assert encoding.write_file(node) == data
    found = {(claim.message, claim.attestation.tag) for claim in ots.claims(node)}
    assert found == {(message, one.TAG) for message, one in whole.all_attestations()}
    for claim in ots.claims(node):
        message = DIGEST
        for operation in claim.way:
            message = operation.apply(message)
        assert message == claim.message


@given(proofs(), proofs())
def test_joining_is_the_librarys(one: Timestamp, two: Timestamp) -> None:
    first, second = (encoding.read_file(_file(each), DIGEST) for each in (one, two))
    joined = encoding.write_file(ots.merge(first, second))
    one.merge(two)
    assert joined == _file(one)


@given(proofs(), st.data())
def test_a_changed_byte_is_no_error_of_another_kind(whole: Timestamp, data: st.DataObject) -> None:
    changed = bytearray(_file(whole))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        encoding.read_file(bytes(changed), DIGEST)
    except OtsError:
        return


def test_a_promise_that_is_kept_is_not_pending_any_more() -> None:
    answer = Timestamp(ots.commitment(DIGEST, b"n" * 16))
    answer.attestations.add(PendingAttestation(CALENDAR))
    read = encoding.read_answer(serialized(answer), answer.msg)
    node = ots.hidden(DIGEST, b"n" * 16, [read])
    (claim,) = ots.claims(node)
    assert (claim.is_pending, claim.attestation.address) == (True, CALENDAR)
    rest = Timestamp(answer.msg)
    block = rest.ops.add(OpAppend(b"x")).ops.add(OpSHA256())
    block.attestations.add(BitcoinBlockHeaderAttestation(840_000))
    grown = ots.graft(node, encoding.read_answer(serialized(rest), rest.msg))
    promise, kept = ots.claims(grown)
    assert (promise.is_pending, promise.superseded) == (False, True)
    assert (kept.is_block, kept.attestation.height) == (True, 840_000)
    assert kept.merkle_root == block.msg[::-1].hex()
    again = read_detached(encoding.write_file(grown))
    assert again.timestamp.msg == DIGEST
    assert {type(one) for _, one in again.timestamp.all_attestations()} == {
        PendingAttestation,
        BitcoinBlockHeaderAttestation,
    }


def _pending() -> Timestamp:
    whole = Timestamp(DIGEST)
    whole.attestations.add(PendingAttestation(CALENDAR))
    return whole


def _deep(levels: int) -> bytes:
    whole = below = Timestamp(DIGEST)
    for _ in range(levels):
        below = below.ops.add(OpSHA256())
    below.attestations.add(PendingAttestation(CALENDAR))
    return _file(whole)


def _sha1() -> bytes:
    whole = Timestamp(DIGEST)
    whole.ops.add(OpSHA1()).attestations.add(PendingAttestation(CALENDAR))
    return _file(whole)


_GOOD = _file(_pending())
REFUSED = {
    "nothing": b"",
    "other text": b"<html>Sign in</html>",
    "another version": _GOOD.replace(b"\x01\x08", b"\x02\x08", 1),
    "cut short": _GOOD[:-1],
    "more behind it": _GOOD + b"\x00",
    "of other bytes": _GOOD.replace(DIGEST, bytes(32)),
    "an address with a space": _GOOD.replace(b"alice", b"al ce"),
    "too deep": _deep(200).replace(b"\x08" * 200, b"\x08" * 300),
    "an operation that is not followed": _sha1(),
    "a number without end": _GOOD[:-36] + b"\xff" * 36,
    "too long": _GOOD + bytes(70_000),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_proof_is_refused(kind: str) -> None:
    with pytest.raises(OtsError):
        encoding.read_file(REFUSED[kind], DIGEST)


def test_two_proofs_of_different_messages_are_not_joined() -> None:
    with pytest.raises(OtsError):
        ots.merge(ots.Node(DIGEST), ots.Node(bytes(32)))
    with pytest.raises(OtsError):
        encoding.write_file(ots.Node(DIGEST))
