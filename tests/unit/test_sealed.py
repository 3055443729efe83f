"""The program's own opening of sealed files agrees with the age library and with its vectors."""

from __future__ import annotations

import io
import os
import random

import pyrage
import pytest

from fixtures.age_vectors import age_vectors
from keepsake.core.age.opening import Buffer, Opener, SealedError, parse_secret
from keepsake.core.age.payload import hkdf
from keepsake.core.hashing import sha256_hex

SIZES = (0, 1, 65_535, 65_536, 65_537, 131_072, 200_001, 1_500_000)


@pytest.fixture(scope="module")
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def _in_pieces(opener: Opener, data: bytes, size: int | None = None) -> bytes:
    """Opens piece by piece, from a source that gives as few bytes at a time as it likes."""
    source = io.BytesIO(data)

    def read(into: memoryview) -> int:
        return source.readinto(into[: 1 + source.tell() % 70_001])

    whole = len(data) if size is None else size
    return b"".join(bytes(piece) for piece in opener.chunks(read, whole, Buffer()))


@pytest.mark.parametrize(
    ("salt", "info", "expected"),
    [
        (
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
        ),
        ("", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"),
    ],
    ids=["A.1", "A.3"],
)
def test_keys_are_derived_as_the_standard_has_it(salt: str, info: str, expected: str) -> None:
    """Source: RFC 5869, appendix A, whose keys are longer."""
    derived = hkdf(b"\x0b" * 22, bytes.fromhex(salt), bytes.fromhex(info))
    assert derived.hex() == expected


def _opener(identity: pyrage.x25519.Identity) -> Opener:
    return Opener(parse_secret(str(identity)))


@pytest.mark.parametrize("size", SIZES)
def test_what_the_library_seals_is_opened(identity: pyrage.x25519.Identity, size: int) -> None:
    data = os.urandom(size)
    sealed = pyrage.encrypt(data, [identity.to_public()])
    assert _opener(identity).open(sealed) == data == pyrage.decrypt(sealed, [identity])
    assert _in_pieces(_opener(identity), sealed) == data
    assert _opener(identity).gathered(io.BytesIO(sealed).readinto, len(sealed), Buffer()) == data
    found = _opener(identity).measure(io.BytesIO(sealed).readinto, len(sealed), Buffer())
    assert found == (size, sha256_hex(data))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("share", [0, 0.5, 1, 1.5])
def test_it_is_opened_into_memory_that_is_given_where_that_is_enough(
    identity: pyrage.x25519.Identity, size: int, share: float
) -> None:
    data = os.urandom(size)
    sealed = pyrage.encrypt(data, [identity.to_public()])
    into = memoryview(bytearray(int(size * share)))
    source = io.BytesIO(sealed).readinto
    whole = _opener(identity).gathered(source, len(sealed), Buffer(), into)
    assert whole == data
    assert (whole.obj is into.obj) == (share >= 1 or not size)


def test_one_of_several_receivers_opens_it(identity: pyrage.x25519.Identity) -> None:
    other = pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(b"for both", [other.to_public(), identity.to_public()])
    assert _opener(identity).open(sealed) == _opener(other).open(sealed) == b"for both"
    with pytest.raises(SealedError):
        _opener(pyrage.x25519.Identity.generate()).open(sealed)


def test_every_changed_cut_or_added_byte_is_refused(identity: pyrage.x25519.Identity) -> None:
    sealed = pyrage.encrypt(b"nineteen letters ok", [identity.to_public()])
    opener = _opener(identity)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << (at % 8)
        with pytest.raises(SealedError):
            opener.open(bytes(changed))
        with pytest.raises(SealedError):
            opener.open(sealed[:at])
        for data, size in ((bytes(changed), None), (sealed[:at], None), (sealed[:at], len(sealed))):
            with pytest.raises(SealedError):
                _in_pieces(opener, data, size)
    with pytest.raises(SealedError):
        opener.open(sealed + b"\0")
    with pytest.raises(SealedError):
        _in_pieces(opener, sealed + b"\0")
    with pytest.raises(SealedError):
        opener.gathered(io.BytesIO(sealed[:-1]).readinto, len(sealed), Buffer())


def test_pieces_moved_or_left_out_are_refused(identity: pyrage.x25519.Identity) -> None:
    sealed = pyrage.encrypt(bytes(3 * 65_536), [identity.to_public()])
    start = len(sealed) - 3 * 65_552
    head, pieces = (
        sealed[:start],
        [sealed[at : at + 65_552] for at in range(start, len(sealed), 65_552)],
    )
    one, two, three = pieces
    for wrong in ((two, one, three), (one, two), (one, three), (one, two, three, three), ()):
        with pytest.raises(SealedError):
            _opener(identity).open(head + b"".join(wrong))
        with pytest.raises(SealedError):
            _in_pieces(_opener(identity), head + b"".join(wrong))


def test_random_bytes_are_refused_and_nothing_else_happens(
    identity: pyrage.x25519.Identity,
) -> None:
    chance = random.Random("keepsake")
    for _ in range(500):
        data = b"age-encryption.org/v1\n" + chance.randbytes(chance.randrange(300))
        with pytest.raises(SealedError):
            _opener(identity).open(data)
        with pytest.raises(SealedError):
            _in_pieces(_opener(identity), data)


def test_every_public_vector_for_such_identities_gives_what_it_should() -> None:
    looked_at = 0
    for name, facts, sealed in age_vectors():
        secret = facts.get("identity", "")
        if not secret.startswith("AGE-SECRET-KEY-1") or "armored" in facts:
            continue
        looked_at += 1
        good = facts["expect"] == "success"
        try:
            content = Opener(parse_secret(secret)).open(sealed)
        except SealedError:
            assert not good, name
            with pytest.raises(SealedError):
                _in_pieces(Opener(parse_secret(secret)), sealed)
            continue
        assert good, name
        assert sha256_hex(content) == facts["payload"], name
        assert _in_pieces(Opener(parse_secret(secret)), sealed) == content, name
    assert looked_at == 68
