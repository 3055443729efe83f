"""A receipt holds for exactly what was sent, under the key of the desk that signed it."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepsake.core import merkle, note
from keepsake.core.desk import receipt
from keepsake.core.desk.receipt import ReceiptError, Received

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "keepsake/desk/00000000-0000-4000-8000-000000000001"
VERIFIER = note.VerifierKey(ORIGIN, KEY.public_key().public_bytes_raw())
RECEIVED = Received("a" * 64, "b" * 64, 1234, "2026-12-02T09:00:00Z", "2027-12-02T09:00:00Z")


def a_receipt(received: Received = RECEIVED, index: int = 2, size: int = 5) -> bytes:
    """One that a desk gives whose log has `size` entries."""
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]
    leaves[index] = merkle.leaf_hash(received.entry())
    checkpoint = note.sign(note.Checkpoint(ORIGIN, size, merkle.root(leaves)), KEY)
    path = tuple(merkle.inclusion_proof(leaves, index))
    return receipt.encode(received, note.TlogProof(index, path, checkpoint))


def test_it_is_read_as_it_was_given() -> None:
    found = receipt.opened(a_receipt(), VERIFIER)
    assert found.received == RECEIVED
    assert (found.proof.index, found.checkpoint.size) == (2, 5)
    receipt.require_of(found, "a" * 64, "b" * 64, 1234)


@pytest.mark.parametrize(
    ("invitation", "sha256", "size"),
    [("c" * 64, "b" * 64, 1234), ("a" * 64, "c" * 64, 1234), ("a" * 64, "b" * 64, 1235)],
)
def test_it_is_for_nothing_else(invitation: str, sha256: str, size: int) -> None:
    found = receipt.opened(a_receipt(), VERIFIER)
    with pytest.raises(ReceiptError, match="other"):
        receipt.require_of(found, invitation, sha256, size)


def test_an_entry_of_another_kind_is_no_receipt() -> None:
    told = msgspec.structs.replace(RECEIVED, kind="deleted")
    with pytest.raises(ReceiptError, match="other"):
        receipt.require_of(receipt.opened(a_receipt(told), VERIFIER), "a" * 64, "b" * 64, 1234)


def test_another_size_in_it_leads_nowhere() -> None:
    changed = a_receipt().replace(b'"size":1234', b'"size":1235')
    with pytest.raises(ReceiptError, match="proof"):
        receipt.opened(changed, VERIFIER)


def test_another_desk_cannot_have_signed_it() -> None:
    other = note.VerifierKey(ORIGIN, bytes(32))
    with pytest.raises(ReceiptError, match="signature"):
        receipt.opened(a_receipt(), other)


@pytest.mark.parametrize("cut", [0, 1, 40, 200, -1])
def test_a_part_of_one_is_none(cut: int) -> None:
    with pytest.raises(ReceiptError):
        receipt.opened(a_receipt()[:cut], VERIFIER)


def test_json_written_another_way_is_another_entry() -> None:
    with pytest.raises(ReceiptError, match="form"):
        receipt.opened(a_receipt().replace(b'"size":1234', b'"size": 1234'), VERIFIER)
