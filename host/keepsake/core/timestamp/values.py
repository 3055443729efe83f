"""What a time-stamp token holds, as values; nothing here has been checked.

Sources: RFC 3161 §2.4.2, RFC 5652 §5, RFC 5035 §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class NotGrantedError(Exception):
    """The authority answered without a token.

    Attributes:
        status: PKIStatus. Source: RFC 3161 §2.4.2.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class CertificateId:
    """A hash of the certificate that signed, from the signed attributes.

    Attributes:
        algorithm: Name for hashlib.
        digest: Hash over the whole certificate.
        issuer_serial: DER of the issuer's name and the serial number, where they are given.
    """

    algorithm: str
    digest: bytes
    issuer_serial: tuple[bytes, int] | None


@dataclass(frozen=True, slots=True)
class Info:
    """What the authority states; `name` is its own, a GeneralName. Source: RFC 3161 §2.4.2."""

    policy: str
    imprint_algorithm: str
    imprint: bytes
    serial: int
    time: datetime
    accuracy_microseconds: int | None
    nonce: int | None
    name: bytes | None


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of the token. Source: RFC 5652 §5.3 and §5.4.

    Attributes:
        content: The statement's bytes, over which the hash in the attributes is made.
        content_digest: That hash, as the signed attributes have it.
        attributes: The signed attributes as a SET, in the order in which they were sent.
        digest_algorithm: OID of the hash of the content.
        algorithm: OID of the signature algorithm.
        value: The signature.
    """

    content: bytes
    content_digest: bytes
    attributes: bytes
    digest_algorithm: str
    algorithm: str
    value: bytes


@dataclass(frozen=True, slots=True)
class SentCertificate:
    """A certificate in the token, which anybody may have put there.

    Attributes:
        raw: All of its DER.
        issuer_serial: DER of the issuer's name, and the serial number.
    """

    raw: bytes
    issuer_serial: tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; nothing in it is checked but its form.

    Attributes:
        info: The statement.
        certificates: Every certificate sent along.
        issuer_serial: DER of issuer and serial number by which the signer is named, if so named.
        certificate_ids: The signer's certificate as the signed attributes name it, at least one.
        signature: What was signed, and how.
    """

    info: Info
    certificates: tuple[SentCertificate, ...]
    issuer_serial: tuple[bytes, int]
    certificate_ids: tuple[CertificateId, ...]
    signature: Signature
