"""Asks for RFC 3161 time-stamps and checks the answers; no clock, no network, no files.

A token proves that the hash existed at the token's time, to whoever trusts the authority. It says
nothing about where the hashed bytes came from.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InternalError, UnsupportedAlgorithm

from keepsake.core.timestamp import chain, der
from keepsake.core.timestamp.signature import SignatureError, check_signature
from keepsake.core.timestamp.token import HASHES, parse_response
from keepsake.core.timestamp.values import NotGrantedError, Token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from keepsake.core.timestamp.chain import CertificateFacts

_SHA256 = "2.16.840.1.101.3.4.2.1"
_DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
RESPONSE_BYTES_MAX = 65_536

REASONS = (
    "malformed",
    "status",
    "imprint",
    "nonce",
    "signer",
    "purpose",
    "chain",
    "time",
    "signature",
)


class TimestampError(Exception):
    """A time-stamp response that must not be relied on.

    Attributes:
        reason: One of `REASONS`; words for it are in `shared/data/words/stamp.json`.
        detail: For a bug report.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a good token states and by whom.

    Attributes:
        time: When the hash existed at the latest, UTC.
        serial: The authority's number of this token.
        policy: OID of the rules the authority says it followed.
        accuracy_microseconds: How far off the time may be, None where the authority does not say.
        digest_algorithm: Hash of the imprint, for instance `sha256`.
        chain: The signer's certificate first, the pinned root last.
    """

    time: datetime
    serial: int
    policy: str
    accuracy_microseconds: int | None
    digest_algorithm: str
    chain: tuple[CertificateFacts, ...]

    @property
    def signer(self) -> str:
        """Name of the certificate that signed."""
        return self.chain[0].subject

    @property
    def root_sha256(self) -> str:
        """Fingerprint of the pinned root that the signer leads to."""
        return self.chain[-1].sha256

    @property
    def first_expiry(self) -> datetime:
        """When the first certificate of the chain runs out; a later stamp should exist by then."""
        return min(certificate.not_after for certificate in self.chain)


def build_request(digest: bytes, nonce: int) -> bytes:
    """Writes a TimeStampReq for a SHA-256, with the nonce and with certificates asked for.

    Args:
        digest: 32 bytes.
        nonce: Unpredictable and used once.

    Raises:
        ValueError: The digest has another length, or the nonce is negative.

    Source: RFC 3161 §2.4.1.
    """
    if len(digest) != _DIGEST_BYTES["sha256"] or nonce < 0:
        raise ValueError("a request needs a SHA-256 and a nonce that is not negative")
    algorithm = der.element(der.SEQUENCE, der.oid(_SHA256), der.element(der.NULL))
    imprint = der.element(der.SEQUENCE, algorithm, der.element(der.OCTET_STRING, digest))
    certificates = der.element(der.BOOLEAN, b"\xff")
    return der.element(der.SEQUENCE, der.integer(1), imprint, der.integer(nonce), certificates)


def check_response(
    tsr: bytes, digest: bytes, nonce: int | None, roots: Sequence[bytes]
) -> TokenFacts:
    """Checks a response completely: FORMAT.md §5.2, RFC 3161 §2.2 and §2.3.

    The order is fixed, so that a reason means that everything before it was in order: form, status,
    imprint, nonce, the signer's certificate, its purpose, its way to a root at the token's time,
    signature. Not checked: revocation, and whether the authority's clock was right.

    Args:
        tsr: A TimeStampResp as the authority sent it.
        digest: What was stamped; 32, 48 or 64 bytes tell SHA-256, SHA-384 or SHA-512.
        nonce: The nonce of the request; None where it is not known any more.
        roots: PEM of the roots pinned for the authority that was asked.

    Raises:
        TimestampError: Anything is wrong.
        ValueError: The pinned roots cannot be read; the fault is not the token's.
    """
    pinned = chain.load_roots(roots)
    token = _parse(tsr)
    _check_answer(token, digest, nonce)
    try:
        signer, others = chain.signer_of(token)
        chain.check_purpose(signer)
        path = chain.path_to_root(signer, others, pinned, token.info.time)
        check_signature(token.signature, signer.public_key())
        links = chain.facts(path)
    except chain.ChainError as error:
        raise TimestampError(error.reason, str(error)) from error
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError) as error:
        # A certificate is read piece by piece, so that a bad piece only shows when it is used; the
        # library has several names for that.
        raise TimestampError("chain", f"a certificate cannot be read: {error}") from error
    except SignatureError as error:
        raise TimestampError("signature", str(error)) from error
    info = token.info
    return TokenFacts(
        time=info.time,
        serial=info.serial,
        policy=info.policy,
        accuracy_microseconds=info.accuracy_microseconds,
        digest_algorithm=HASHES[info.imprint_algorithm],
        chain=links,
    )


def _parse(tsr: bytes) -> Token:
    if len(tsr) > RESPONSE_BYTES_MAX:
        raise TimestampError("malformed", "longer than any time-stamp")
    try:
        return parse_response(tsr)
    except NotGrantedError as error:
        raise TimestampError("status", f"the authority answered with {error}") from error
    except (ValueError, IndexError) as error:
        raise TimestampError("malformed", str(error)) from error


def _check_answer(token: Token, digest: bytes, nonce: int | None) -> None:
    info = token.info
    length = _DIGEST_BYTES.get(HASHES.get(info.imprint_algorithm, ""))
    if length != len(digest) or not hmac.compare_digest(info.imprint, digest):
        raise TimestampError("imprint", "the token is for other bytes")
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("nonce", "the token answers another request")
