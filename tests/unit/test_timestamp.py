"""RFC 3161 requests and responses: with local authorities, against OpenSSL and rfc3161-client."""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from rfc3161_client._rust import parse_timestamp_request

from fixtures.tsa import certificates
from fixtures.tsa.responder import POLICY, Responder, granted
from fixtures.tsa.tokens import bare, certificates_of, with_certificates
from fixtures.verifiers.tokens import library_accepts
from keepsake.core.timestamp.exchange import (
    REASONS,
    TimestampError,
    TokenFacts,
    build_request,
    check_response,
)
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = hashlib.sha256(b"a checkpoint").digest()
NONCE = 0x8123456789ABCDEF
REQUEST = build_request(DIGEST, NONCE)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    return Responder(tmp_path_factory.mktemp("one"), "One", use_rsa=True, roundabout=True)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    return Responder(tmp_path_factory.mktemp("two"), "Two", use_rsa=False, roundabout=False)


def _check(tsr: bytes, responder: Responder, nonce: int | None = NONCE) -> TokenFacts:
    return check_response(tsr, DIGEST, nonce, [responder.root.pem()])


def _refusal(tsr: bytes, responder: Responder, nonce: int | None = NONCE) -> str:
    with pytest.raises(TimestampError) as caught:
        _check(tsr, responder, nonce)
    return caught.value.reason


def test_request_is_what_others_read(tmp_path: Path) -> None:
    read = parse_timestamp_request(REQUEST)
    assert (read.version, read.nonce, read.cert_req) == (1, NONCE, True)
    assert read.message_imprint.message == DIGEST
    file = tmp_path / "request.tsq"
    file.write_bytes(REQUEST)
    command = ["openssl", "ts", "-query", "-in", str(file), "-text"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "Hash Algorithm: sha256" in text
    assert "Nonce: 0x8123456789ABCDEF" in text
    assert "Certificate required: yes" in text


@pytest.mark.parametrize(("digest", "nonce"), [(b"short", 1), (DIGEST + b"x", 1), (DIGEST, -1)])
def test_request_refuses_what_is_no_request(digest: bytes, nonce: int) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        build_request(digest, nonce)


@pytest.mark.parametrize("name", ["one", "two"])
def test_good_token_tells_who_and_when(name: str, request: pytest.FixtureRequest) -> None:
    responder = request.getfixturevalue(name)
    found = _check(responder.answer(REQUEST), responder)
    assert found.policy == POLICY
    assert found.accuracy_microseconds == 1_000_000
    assert found.digest_algorithm == "sha256"
    assert found.signer == f"CN={responder.name} stamping"
    assert found.chain[-1].subject == f"CN={responder.name} root"
    assert len(found.chain) == (3 if name == "one" else 2)
    assert found.root_sha256 == hashlib.sha256(_der(responder.root.pem())).hexdigest()
    assert found.first_expiry == min(link.not_after for link in found.chain)


def test_each_token_has_its_own_number(two: Responder) -> None:
    first, second = (_check(two.answer(REQUEST), two) for _ in range(2))
    assert first.serial != second.serial
    assert first.time <= second.time


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("wrong_nonce", "nonce"),
        ("wrong_imprint", "imprint"),
        ("other_authority", "chain"),
        ("refused", "status"),
        ("expired", "time"),
        ("bad_signature", "signature"),
        ("garbage", "malformed"),
        ("empty", "malformed"),
        ("huge", "malformed"),
        ("purpose_also_tls", "purpose"),
        ("purpose_not_critical", "purpose"),
        ("purpose_none", "purpose"),
    ],
)
@pytest.mark.parametrize("name", ["one", "two"])
def test_bad_answer_is_refused_for_its_reason(
    name: str, mode: str, reason: str, request: pytest.FixtureRequest
) -> None:
    responder = request.getfixturevalue(name)
    assert _refusal(responder.answer(REQUEST, mode), responder) == reason


def test_right_token_of_the_wrong_authority(one: Responder, two: Responder) -> None:
    tsr = one.answer(REQUEST)
    assert _refusal(tsr, two) == "chain"
    assert check_response(tsr, DIGEST, NONCE, [two.root.pem(), one.root.pem()]).time


def test_certificate_put_in_by_somebody_else_changes_nothing(
    one: Responder, two: Responder
) -> None:
    """The case of rfc3161-client 1.0.6: a token of One must not pass as one of Two."""
    tsr = one.answer(REQUEST)
    added = [_der(two.root.pem()), _der(certificates.load(two.folder, "signer").pem())]
    injected = with_certificates(tsr, added + certificates_of(tsr))
    assert _check(injected, one).signer == "CN=One stamping"
    assert _refusal(injected, two) == "chain"


def test_signer_must_be_there_exactly_once(one: Responder, two: Responder) -> None:
    tsr = one.answer(REQUEST)
    present = certificates_of(tsr)
    signer = certificates.load(one.folder, "signer")
    twin = _twin(signer, two.root)
    assert _refusal(with_certificates(tsr, []), one) == "signer"
    assert _refusal(with_certificates(tsr, [*present, twin]), one) == "signer"
    others = [raw for raw in present if raw != _der(signer.pem())]
    assert _refusal(with_certificates(tsr, [*others, twin]), one) == "signer"
    assert _check(with_certificates(tsr, [*present, *present]), one).signer == "CN=One stamping"


def test_bare_token_is_not_a_response(one: Responder) -> None:
    token = bare(one.answer(REQUEST))
    assert _refusal(token, one) == "malformed"
    assert _check(granted(token), one).policy == POLICY


@pytest.mark.parametrize(
    "use_rsa",
    [True, False],
    ids=["rsa", "ecdsa"],
)
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_signature_algorithms(one: Responder, use_rsa: bool, digest: str) -> None:
    signer = certificates.make_signer("One stamping", one.issuer, use_rsa=use_rsa)
    tsr = one.resign(one.answer(REQUEST), signer, "-md", digest)
    assert _check(tsr, one).signer == "CN=One stamping"
    assert _refusal(tsr[:-1] + bytes((tsr[-1] ^ 1,)), one) == "signature"


def test_signer_of_another_name_than_the_statement_has(one: Responder) -> None:
    signer = certificates.make_signer("Somebody else", one.issuer)
    assert _refusal(one.resign(one.answer(REQUEST), signer), one) == "signer"


def test_weak_hash_is_refused(one: Responder) -> None:
    signer = certificates.make_signer("One stamping", one.issuer, use_rsa=True)
    assert _refusal(one.resign(one.answer(REQUEST), signer, "-md", "sha1"), one) == "signature"


def test_roots_that_are_none_are_the_callers_fault(one: Responder) -> None:
    tsr = one.answer(REQUEST)
    for roots in ([], [b""], [b"not a certificate"]):
        with pytest.raises(ValueError):  # noqa: PT011 the text is the library's
            check_response(tsr, DIGEST, NONCE, roots)


def test_openssl_and_rfc3161_client_agree(one: Responder, two: Responder, tmp_path: Path) -> None:
    for responder in (one, two):
        for mode in ("good", "wrong_imprint", "other_authority", "bad_signature", "expired"):
            tsr = responder.answer(REQUEST, mode)
            good = mode == "good"
            assert _openssl_accepts(tsr, responder, tmp_path) is good, mode
            # The library reads nothing but certificates in DER order, which openssl does not keep.
            ordered = with_certificates(tsr, sorted(certificates_of(tsr)))
            assert library_accepts(ordered, DIGEST, responder.root.certificate) is good, mode


@settings(max_examples=400)
@given(data=st.data())
def test_changed_byte_is_refused_or_changes_nothing(data: st.DataObject, one: Responder) -> None:
    tsr = bytearray(_kept_answer(one))
    position = data.draw(st.integers(0, len(tsr) - 1))
    tsr[position] ^= data.draw(st.integers(1, 255))
    try:
        found = _check(bytes(tsr), one)
    except TimestampError as error:
        refused = error.reason
    else:
        # Not everything is covered by the signature; what the token states is.
        assert found == _check(_kept_answer(one), one)
        return
    assert refused in REASONS


def test_cut_or_longer_answer_is_malformed(one: Responder) -> None:
    tsr = _kept_answer(one)
    for length in range(0, len(tsr), 7):
        assert _refusal(tsr[:length], one) == "malformed"
    assert _refusal(tsr + b"\x00", one) == "malformed"


@given(st.binary(max_size=300))
def test_noise_is_malformed(noise: bytes) -> None:
    with pytest.raises(TimestampError) as caught:
        check_response(noise, DIGEST, NONCE, [_ANY_ROOT])
    assert caught.value.reason in ("malformed", "status")


def test_every_reason_has_words() -> None:
    words = json.loads(shared_path("data", "words", "stamp.json").read_text(encoding="utf-8"))
    assert {f"reason.{reason}" for reason in REASONS} <= set(words)
    assert all(set(texts) == {"en", "fr"} and all(texts.values()) for texts in words.values())


_ANY_ROOT = certificates.make_root("Any root").pem()
_ANSWERS: dict[str, bytes] = {}


def _kept_answer(responder: Responder) -> bytes:
    return _ANSWERS.setdefault(str(responder.folder), responder.answer(REQUEST))


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def _twin(signer: certificates.Issued, forger: certificates.Issued) -> bytes:
    """A certificate with the same issuer, number, name and key, not issued by the authority."""
    real = signer.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(real.subject)
        .issuer_name(real.issuer)
        .public_key(signer.key.public_key())
        .serial_number(real.serial_number)
        .not_valid_before(real.not_valid_before_utc)
        .not_valid_after(real.not_valid_after_utc)
    )
    return builder.sign(forger.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _openssl_accepts(tsr: bytes, responder: Responder, folder: Path) -> bool:
    file = folder / f"{secrets.token_hex(4)}.tsr"
    file.write_bytes(tsr)
    command = ["openssl", "ts", "-verify", "-digest", DIGEST.hex(), "-in", str(file)]
    command += ["-CAfile", str(responder.folder / "root.pem")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
