"""Signed notes, checkpoints and log proofs are read strictly."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from keepsake.core import note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VERIFIER = note.VerifierKey("keepsake/log/example", KEY.public_key().public_bytes_raw())
CHECKPOINT = note.Checkpoint(VERIFIER.name, 7, bytes(32))
SIGNED = note.sign(CHECKPOINT, KEY)


def test_published_example_of_the_verifier_key_format() -> None:
    # The key and name of the example in the documentation of golang.org/x/mod/sumdb/note.
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert note.VerifierKey.parse(text).text() == text


def test_published_note_verifies() -> None:
    # The message and signature of the same documentation, which every implementation must accept.
    key = note.VerifierKey.parse(
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    message = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNX"
        "gKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    # Its text is no checkpoint, so the signature must pass and only the reading of the text fail.
    with pytest.raises(note.NoteError, match="not a checkpoint"):
        note.open_checkpoint(message.encode(), key)


def test_round_trip() -> None:
    assert note.open_checkpoint(SIGNED, VERIFIER) == CHECKPOINT


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_changed_byte_passes(position: int, change: int) -> None:
    changed = bytearray(SIGNED)
    changed[position] ^= change
    with pytest.raises(note.NoteError):
        note.open_checkpoint(bytes(changed), VERIFIER)


@given(st.binary(max_size=300))
def test_anything_else_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(note.NoteError):
        note.open_checkpoint(data, VERIFIER)
    with pytest.raises(note.NoteError):
        note.TlogProof.parse(data)


@pytest.mark.parametrize(
    "text",
    ["a\n07\n" + "A" * 43 + "=\n", "a\n7\nAA==\n", "\n7\n" + "A" * 43 + "=\n", "a\n-1\n\n", ""],
)
def test_checkpoint_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(note.NoteError):
        note.Checkpoint.parse(text)


def test_another_key_of_the_same_name_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(note.NoteError, match="not signed by"):
        note.open_checkpoint(note.sign(CHECKPOINT, other), VERIFIER)


def test_a_further_signature_of_somebody_else_is_fine() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    further = note.sign(note.Checkpoint("witness", 1, bytes(32)), other).decode()
    both = SIGNED + (further.rsplit("\n\n", 1)[1]).encode()
    assert note.open_checkpoint(both, VERIFIER) == CHECKPOINT


def test_proof_round_trip_and_exactness() -> None:
    proof = note.TlogProof(5, (bytes(32), bytes(range(32))), SIGNED)
    assert note.TlogProof.parse(proof.encode()) == proof
    with pytest.raises(note.NoteError):
        note.TlogProof.parse(proof.encode().replace(b"index 5", b"index 05"))


def test_a_number_that_is_too_long_to_be_read_is_refused_as_every_other_form() -> None:
    long = "9" * 5_000
    root = note.split(SIGNED)[0].split("\n")[2]
    with pytest.raises(note.NoteError):
        note.Checkpoint.parse(f"example\n{long}\n{root}\n")
    with pytest.raises(note.NoteError):
        note.TlogProof.parse(f"c2sp.org/tlog-proof@v1\nindex {long}\n\n".encode() + SIGNED)
    with pytest.raises(note.NoteError):
        note.ConsistencyProof.parse(f"old {long}\n\n".encode() + SIGNED)
