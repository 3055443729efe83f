"""Cosignatures are those of c2sp.org/tlog-cosignature."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keepsake.core import cosignature, merkle, note
from keepsake.core.cosignature import Cosignature, WitnessKey

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "witness.example/w1"
KEY = WitnessKey(NAME, WITNESS.public_key().public_bytes_raw())
CHECKPOINT = note.Checkpoint("log.example/one", 7, merkle.leaf_hash(b"root"))
SIGNED = note.sign(CHECKPOINT, LOG)
AT = 1_679_315_147


def cosigned() -> bytes:
    """The checkpoint with one."""
    return SIGNED + cosignature.sign(CHECKPOINT.text(), NAME, WITNESS, AT)


def test_what_is_signed_is_what_the_specification_says() -> None:
    raw = base64.b64decode(cosigned().splitlines()[-1].split(b" ")[2])
    told = b"cosignature/v1\ntime 1679315147\n" + CHECKPOINT.text().encode()
    assert raw[:4] == KEY.key_id
    assert int.from_bytes(raw[4:12]) == AT
    WITNESS.public_key().verify(raw[12:], told)


def test_it_is_found_beside_the_signature_of_the_log() -> None:
    assert cosignature.found(cosigned(), [KEY]) == [Cosignature(NAME, AT)]
    log = note.VerifierKey(CHECKPOINT.origin, LOG.public_key().public_bytes_raw())
    assert note.open_checkpoint(cosigned(), log) == CHECKPOINT


def test_one_of_an_unknown_witness_is_ignored() -> None:
    other = WitnessKey(NAME, bytes(32))
    assert cosignature.found(cosigned(), [other]) == []
    assert cosignature.found(SIGNED, [KEY]) == []


@pytest.mark.parametrize("at", [4, 11, 12, 75])
def test_a_changed_one_does_not_hold(at: int) -> None:
    raw = bytearray(base64.b64decode(cosigned().splitlines()[-1].split(b" ")[2]))
    raw[at] ^= 1
    changed = SIGNED + note.signature_line(NAME, bytes(raw))
    with pytest.raises(note.NoteError, match="does not hold"):
        cosignature.found(changed, [KEY])


def test_one_that_was_cut_does_not_hold() -> None:
    raw = base64.b64decode(cosigned().splitlines()[-1].split(b" ")[2])
    with pytest.raises(note.NoteError, match="length"):
        cosignature.found(SIGNED + note.signature_line(NAME, raw[:-1]), [KEY])


def test_one_under_another_checkpoint_does_not_hold() -> None:
    other = note.sign(note.Checkpoint("log.example/one", 8, CHECKPOINT.root), LOG)
    line = cosigned().splitlines(keepends=True)[-1]
    with pytest.raises(note.NoteError, match="does not hold"):
        cosignature.found(other + line, [KEY])
