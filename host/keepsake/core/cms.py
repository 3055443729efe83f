"""A detached CMS signature as PAdES wants it. Sources: RFC 5652 §5, RFC 5035 §3, ETSI EN 319 142-1.

No library writes one without bringing a reader of certificates, lists and networks of its own: the
library that signs knows no attribute that names the certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from keepsake.core.hashing import sha256
from keepsake.core.timestamp.der import OCTET_STRING, SEQUENCE, SET, element, integer, oid, read

if TYPE_CHECKING:
    from keepsake.core.paper_key import PaperKey

_DATA = "1.2.840.113549.1.7.1"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_SHA256 = "2.16.840.1.101.3.4.2.1"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_IMPLICIT_0 = 0xA0
_VERSION = 1


def signed_data(digest: bytes, key: PaperKey) -> bytes:
    """A signature over something else, without a time and without the thing itself (PAdES B-B).

    Args:
        digest: SHA-256 of what is signed.
        key: Signs; both its certificates go along. Sets are ordered by their bytes, as DER has
            them (ITU-T X.690 §11.6), which puts the shorter certificate, the issuer's, first.
    """
    certificate, issuer = (
        each.public_bytes(Encoding.DER) for each in (key.certificate, key.issuer)
    )
    attributes = _attributes(digest, certificate)
    signer = element(
        SEQUENCE,
        integer(_VERSION),
        element(SEQUENCE, _issuer_of(certificate), integer(key.certificate.serial_number)),
        _algorithm(_SHA256),
        element(_IMPLICIT_0, attributes),
        _algorithm(_ECDSA_SHA256),
        element(OCTET_STRING, key.sign(element(SET, attributes))),
    )
    signed = element(
        SEQUENCE,
        integer(_VERSION),
        element(SET, _algorithm(_SHA256)),
        element(SEQUENCE, oid(_DATA)),
        element(_IMPLICIT_0, *sorted((certificate, issuer))),
        element(SET, signer),
    )
    return element(SEQUENCE, oid(_SIGNED_DATA), element(_IMPLICIT_0, signed))


def _attributes(digest: bytes, certificate: bytes) -> bytes:
    named = element(SEQUENCE, element(OCTET_STRING, sha256(certificate)))
    values = (
        _attribute(_CONTENT_TYPE, oid(_DATA)),
        _attribute(_MESSAGE_DIGEST, element(OCTET_STRING, digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, element(SEQUENCE, element(SEQUENCE, named))),
    )
    return b"".join(sorted(values))


def _attribute(kind: str, value: bytes) -> bytes:
    return element(SEQUENCE, oid(kind), element(SET, value))


def _algorithm(dotted: str) -> bytes:
    return element(SEQUENCE, oid(dotted))


def _issuer_of(certificate: bytes) -> bytes:
    """The issuer's name, byte for byte: version, serial and algorithm come before it."""
    return read(certificate).children()[0].children()[3].raw
