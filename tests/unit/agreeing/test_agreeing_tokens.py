"""Host, reader and openssl, as verify.py asks it, say the same of every time-stamp."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fixtures.tsa import certificates
from fixtures.tsa.responder import MODES, Responder
from keepsake.core.timestamp.exchange import TimestampError, build_request, check_response
from keepsake.formats.verify_py.files import BadFileError
from keepsake.formats.verify_py.times import ask_openssl
from unit import test_timestamp_vectors as public

if TYPE_CHECKING:
    from fixtures.verifiers.reader import ReaderChecks

DIGEST = hashlib.sha256(b"a checkpoint").digest()
NONCE = 0x8123456789ABCDEF
REQUEST = build_request(DIGEST, NONCE)
# openssl checks no nonce by itself: verify.py compares it with the one that was noted.
NOT_BY_OPENSSL = {"wrong_nonce"}


class Said(NamedTuple):
    """What each says: a reason, `good`, or for openssl only whether it accepts."""

    host: str
    reader: str
    openssl: bool


@pytest.fixture(scope="module", params=["rsa", "ecdsa"])
def authority(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Responder:
    rsa = request.param == "rsa"
    folder = tmp_path_factory.mktemp(request.param)
    return Responder(folder, request.param.upper(), use_rsa=rsa, roundabout=rsa)


def _ask_all(tsr: bytes, digest: bytes, nonce: int | None, roots: bytes, ask: ReaderChecks) -> Said:
    try:
        facts = check_response(tsr, digest, nonce, [roots])
        host, time = "good", round(facts.time.timestamp() * 1e6)
    except TimestampError as error:
        host, time = error.reason, None
    number = None if nonce is None else str(nonce)
    reader = ask("token", tsr=tsr, digest=digest, nonce=number, roots=roots.decode())
    assert reader.get("time") == time
    try:
        ask_openssl(tsr, digest.hex(), (roots.decode(),))
        accepted = True
    except BadFileError:
        accepted = False
    return Said(host, reader["reason"], accepted)


@pytest.mark.parametrize("mode", MODES)
def test_every_way_of_answering(
    mode: str, authority: Responder, in_the_reader: ReaderChecks
) -> None:
    tsr = authority.answer(REQUEST, mode)
    said = _ask_all(tsr, DIGEST, NONCE, authority.root.pem(), in_the_reader)
    assert said.host == said.reader
    assert (said.host == "good") is (mode == "good")
    assert said.openssl is (mode in {"good", *NOT_BY_OPENSSL})


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
    said = _ask_all(tsr, DIGEST, NONCE, root, in_the_reader)
    assert said == Said("good", "good", openssl=True)
    broken = tsr[:-1] + bytes((tsr[-1] ^ 1,))
    said = _ask_all(broken, DIGEST, NONCE, root, in_the_reader)
    assert said == Said("signature", "signature", openssl=False)


def test_a_signature_that_openssl_cannot_check_is_accepted_by_none(
    authority: Responder, in_the_reader: ReaderChecks
) -> None:
    signer = certificates.make_signer(f"{authority.name} stamping", authority.issuer, use_rsa=True)
    pss = ("-keyopt", "rsa_padding_mode:pss")
    tsr = authority.resign(authority.answer(REQUEST), signer, *pss)
    said = _ask_all(tsr, DIGEST, NONCE, authority.root.pem(), in_the_reader)
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


# They lie beside the project, not in it: a clone elsewhere has the answers above.
if public.PRESENT:

    @pytest.mark.parametrize("case", public.CASES, ids=public.name_of)
    def test_every_public_token(case: public.Case, in_the_reader: ReaderChecks) -> None:
        roots = b"".join(public.roots(case.roots))
        tsr, digest = case.file.read_bytes(), public.digest(case)
        said = _ask_all(tsr, digest, None, roots, in_the_reader)
        assert said == Said(case.expected, case.expected, openssl=case.expected == "good")
