"""Public RFC 3161 tokens, answers of real authorities among them, asked of all three.

What the tokens were made from is "hello" or unknown; then their own imprint is used.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fixtures.tsa.responder import granted
from fixtures.verifiers.tokens import Said, ask_all
from keepsake.core.timestamp.exchange import check_response
from keepsake.core.timestamp.token import parse_response
from keepsake.shared import shared_path
from keepsake.stamp.authorities import load_authorities
from outside import vectors

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.verifiers.reader import ReaderChecks

_LIBRARY = vectors.folder("rfc3161-client", "test", "fixtures")
_ARCHIVER = vectors.folder("auto-archiver-tsr", "tests", "data", "timestamping")
_BARE = "timestamp_token_http-timestamp-identrust-com"


class Case(NamedTuple):
    """A token, the roots it is checked against, and what must come of it."""

    file: Path
    roots: str
    expected: str
    hello: str = ""


CASES = [
    Case(_LIBRARY / "sigstage" / "response-sha256.tsr", "sigstage", "good", "sha256"),
    Case(_LIBRARY / "sigstage" / "response-sha384.tsr", "sigstage", "good", "sha384"),
    Case(_LIBRARY / "sigstage" / "response-sha512.tsr", "sigstage", "good", "sha512"),
    Case(_LIBRARY / "sigstage" / "response-sha256.tsr", "test_tsa", "chain", "sha256"),
    Case(_LIBRARY / "sigstage" / "response-sha256.tsr", "sigstage", "imprint", "sha384"),
    Case(_LIBRARY / "sigstage" / "response-invalid-signature.tsr", "sigstage", "signature"),
    Case(_LIBRARY / "sigstage" / "response-no-embedded-cert.tsr", "sigstage", "signer"),
    Case(_LIBRARY / "sigstore.mock" / "response-expired.tsr", "sigstore.mock", "signer"),
    Case(_LIBRARY / "test_tsa" / "response.tsr", "test_tsa", "good", "sha512"),
    Case(_LIBRARY / "test_tsa" / "response.tsr", "sigstage", "chain", "sha512"),
    Case(_LIBRARY / "test_tsa" / "response-injected-certs.tsr", "test_tsa", "good", "sha512"),
    Case(_LIBRARY / "test_tsa" / "response-injected-certs.tsr", "sigstage", "chain", "sha512"),
    Case(_LIBRARY / "test_tsa" / "other_response.tsr", "test_tsa", "chain", "sha512"),
    Case(_LIBRARY / "identrust" / "issue-104.tsr", "identrust", "good", "sha512"),
    Case(_LIBRARY / "identrust" / "issue-104.tsr", "digicert", "chain", "sha512"),
    Case(_ARCHIVER / "digicert.tsr", "digicert", "good"),
    Case(_ARCHIVER / "digicert.tsr", "identrust", "chain"),
    Case(_ARCHIVER / "valid_timestamp.tsr", "identrust", "good"),
    Case(_ARCHIVER / "valid_timestamp.tsr", "digicert", "chain"),
    Case(_ARCHIVER / "rfc3161-client-issue-104.tsr", "identrust", "good", "sha512"),
    Case(_ARCHIVER / "self_signed.tsr", "digicert", "chain"),
    Case(_ARCHIVER / _BARE, "identrust", "malformed"),
]


def roots(name: str) -> list[bytes]:
    """The issuing certificates of a folder, or the roots that the program pins."""
    for authority in load_authorities():
        if authority.id == name:
            return list(authority.roots)
    chain = x509.load_pem_x509_certificates((_LIBRARY / name / "ts_chain.pem").read_bytes())
    return [root.public_bytes(Encoding.PEM) for root in chain[1:]]


def digest(case: Case) -> bytes:
    if case.hello:
        return hashlib.new(case.hello, b"hello").digest()
    if case.file.name == _BARE:
        return bytes(64)
    return parse_response(case.file.read_bytes()).info.imprint


def name_of(case: Case) -> str:
    """A case in few words."""
    return f"{case.file.stem[:24]}-{case.roots}-{case.expected}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_public_token(case: Case, in_the_reader: ReaderChecks) -> None:
    tsr, trusted = case.file.read_bytes(), b"".join(roots(case.roots))
    said = ask_all(tsr, digest(case), None, trusted, in_the_reader)
    assert said == Said(case.expected, case.expected, openssl=case.expected == "good")


def test_every_public_token_is_used() -> None:
    files = {path for path in _LIBRARY.rglob("*.tsr")} | set(_ARCHIVER.iterdir())
    assert files == {case.file for case in CASES}


def test_bare_token_is_good_once_it_is_in_a_response() -> None:
    tsr = granted((_ARCHIVER / _BARE).read_bytes())
    digest = parse_response(tsr).info.imprint
    assert check_response(tsr, digest, None, roots("identrust")).time.year == 2025


def test_token_outlives_the_certificate_that_signed_it() -> None:
    """The certificate ran out on 17 January 2026; the token is of 11 March 2025."""
    tsr = (_ARCHIVER / "valid_timestamp.tsr").read_bytes()
    found = check_response(tsr, parse_response(tsr).info.imprint, None, roots("identrust"))
    assert found.time.isoformat() == "2025-03-11T10:43:58+00:00"
    assert found.first_expiry.date().isoformat() == "2026-01-17"
    assert found.accuracy_microseconds is None


def test_authority_that_sends_certificates_out_of_order_is_read() -> None:
    tsr = (_ARCHIVER / "digicert.tsr").read_bytes()
    sent = [one.raw for one in parse_response(tsr).certificates]
    assert sent != sorted(sent)
    found = check_response(tsr, parse_response(tsr).info.imprint, None, roots("digicert"))
    root = shared_path("data", "roots", "digicert-trusted-root-g4.pem").read_bytes()
    assert found.root_sha256 == hashlib.sha256(_der(root)).hexdigest()
    assert [link.subject.split(",")[0] for link in found.chain] == [
        "CN=DigiCert Timestamp 2024",
        "CN=DigiCert Trusted G4 RSA4096 SHA256 TimeStamping CA",
        "CN=DigiCert Trusted Root G4",
    ]


def test_defaults_are_authorities_with_a_real_token_here() -> None:
    enabled = {authority.id for authority in load_authorities() if authority.enabled}
    good = {case.roots for case in CASES if case.expected == "good"}
    assert len(enabled) == 2
    assert enabled <= good


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
