"""Host, reader, openssl, as verify.py asks it, and rfc3161-client say the same of time-stamps."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fixtures.tsa import certificates
from fixtures.tsa.responder import MODES, Responder, granted
from fixtures.tsa.tokens import bare, certificates_of, with_certificates
from fixtures.verifiers.tokens import Said, ask_all, library_accepts
from keepsake.core.timestamp.exchange import TimestampError, build_request, check_response

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.verifiers.reader import ReaderChecks

DIGEST = hashlib.sha256(b"a checkpoint").digest()
NONCE = 0x8123456789ABCDEF
REQUEST = build_request(DIGEST, NONCE)
# openssl checks no nonce by itself, nor does the library: verify.py compares it with the noted one.
NOT_BY_OPENSSL = {"wrong_nonce"}
NO_TOKEN = {"refused", "garbage", "empty", "huge"}


@pytest.fixture(scope="module", params=["rsa", "ecdsa"])
def authority(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Responder:
    rsa = request.param == "rsa"
    folder = tmp_path_factory.mktemp(request.param)
    return Responder(folder, request.param.upper(), use_rsa=rsa, roundabout=rsa)


@pytest.mark.parametrize("mode", MODES)
def test_every_way_of_answering(
    mode: str, authority: Responder, in_the_reader: ReaderChecks
) -> None:
    tsr = authority.answer(REQUEST, mode)
    said = ask_all(tsr, DIGEST, NONCE, authority.root.pem(), in_the_reader)
    assert said.host == said.reader
    assert (said.host == "good") is (mode == "good")
    assert said.openssl is (mode in {"good", *NOT_BY_OPENSSL})
    # The library reads nothing but certificates in DER order, which openssl does not keep.
    ordered = _in_order(tsr) if mode not in NO_TOKEN else tsr
    accepted = library_accepts(ordered, DIGEST, authority.root.certificate)
    assert accepted is said.openssl


def test_every_shape_that_authorities_send(
    authority: Responder, in_the_reader: ReaderChecks, tmp_path: Path
) -> None:
    """What real answers differ in: which certificates come along, in which order, and around it."""
    tsr, root = authority.answer(REQUEST), authority.root.pem()
    other = Responder(tmp_path, "Other", use_rsa=False, roundabout=False)
    sent, foreign = certificates_of(tsr), other.root.certificate.public_bytes(Encoding.DER)
    good, no_signer = Said("good", "good", openssl=True), Said("signer", "signer", openssl=False)
    shapes = {
        "in order": (with_certificates(tsr, sorted(sent)), good),
        "out of order": (with_certificates(tsr, sorted(sent, reverse=True)), good),
        "twice": (with_certificates(tsr, [*sent, *sent]), good),
        "with a stranger's": (with_certificates(tsr, [foreign, *sent]), good),
        "without any": (with_certificates(tsr, []), no_signer),
        "put around anew": (granted(bare(tsr)), good),
        "bare": (bare(tsr), Said("malformed", "malformed", openssl=False)),
    }
    for shape, (made, expected) in shapes.items():
        assert ask_all(made, DIGEST, NONCE, root, in_the_reader) == expected, shape
        of_other = ask_all(made, DIGEST, NONCE, other.root.pem(), in_the_reader)
        assert of_other.openssl is False, shape
        assert "good" not in of_other, shape
    assert library_accepts(shapes["in order"][0], DIGEST, authority.root.certificate)
    assert not library_accepts(shapes["in order"][0], DIGEST, other.root.certificate)


@pytest.mark.parametrize("use_rsa", [True, False], ids=["rsa", "ecdsa"])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_every_kind_of_signature(
    authority: Responder,
    in_the_reader: ReaderChecks,
    use_rsa: bool,
    digest: str,
) -> None:
    signer = certificates.make_signer(
        f"{authority.name} stamping", authority.issuer, use_rsa=use_rsa
    )
    tsr = authority.resign(authority.answer(REQUEST), signer, "-md", digest)
    root = authority.root.pem()
    said = ask_all(tsr, DIGEST, NONCE, root, in_the_reader)
    assert said == Said("good", "good", openssl=True)
    broken = tsr[:-1] + bytes((tsr[-1] ^ 1,))
    said = ask_all(broken, DIGEST, NONCE, root, in_the_reader)
    assert said == Said("signature", "signature", openssl=False)


def test_a_signature_that_openssl_cannot_check_is_accepted_by_none(
    authority: Responder, in_the_reader: ReaderChecks
) -> None:
    signer = certificates.make_signer(f"{authority.name} stamping", authority.issuer, use_rsa=True)
    pss = ("-keyopt", "rsa_padding_mode:pss")
    tsr = authority.resign(authority.answer(REQUEST), signer, *pss)
    said = ask_all(tsr, DIGEST, NONCE, authority.root.pem(), in_the_reader)
    assert said == Said("signature", "signature", openssl=False)


def test_a_changed_byte_anywhere_is_judged_alike(
    authority: Responder, in_the_reader: ReaderChecks
) -> None:
    tsr, roots = authority.answer(REQUEST), authority.root.pem()
    # Where the root was sent along it is not needed, and how closely each looks at it is its own.
    sent_root = authority.root.certificate.public_bytes(Encoding.DER)
    start = tsr.find(sent_root)
    spared = range(start, start + len(sent_root)) if start >= 0 else range(0)
    for position in range(0, len(tsr), 5):
        if position in spared:
            continue
        changed = bytearray(tsr)
        changed[position] ^= 1 << position % 8
        try:
            check_response(bytes(changed), DIGEST, NONCE, [roots])
            host = "good"
        except TimestampError as error:
            host = error.reason
        reader = in_the_reader(
            "token", tsr=bytes(changed), digest=DIGEST, nonce=str(NONCE), roots=roots.decode()
        )
        # Which reason comes first may differ where a byte breaks several things.
        assert (host == "good") is (reader["reason"] == "good"), (position, host, reader)


def test_a_plain_value_that_claims_to_be_made_of_others_is_refused_by_both(
    authority: Responder, in_the_reader: ReaderChecks
) -> None:
    """The NULL of an algorithm, which nobody reads: found by a change that one of them let pass."""
    tsr, roots = authority.answer(REQUEST), authority.root.pem()
    # After the names of hashes and of RSA; the same two bytes elsewhere may be anything.
    places = [found.end() - 2 for found in re.finditer(rb"\x02\x01\x05\x00|\x01\x01\x05\x00", tsr)]
    for at in places:
        changed = tsr[:at] + b"\x25" + tsr[at + 1 :]
        reader = in_the_reader(
            "token", tsr=changed, digest=DIGEST, nonce=str(NONCE), roots=roots.decode()
        )
        with pytest.raises(TimestampError):
            check_response(changed, DIGEST, NONCE, [roots])
        assert reader["reason"] != "good", at
    assert places


def _in_order(tsr: bytes) -> bytes:
    return with_certificates(tsr, sorted(certificates_of(tsr)))
