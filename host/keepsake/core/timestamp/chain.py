"""Finds the signer's certificate and its way to a pinned root, at the moment of the token.

Sources: RFC 3161 §2.3 (purpose), RFC 5280 §6.1 (path validation), RFC 5035 §5 (naming the signer).
Not checked: revocation, certificate policies, name constraints. Which roots count is decided by
pinning them per authority, not by these.
"""

from __future__ import annotations

import hashlib
import hmac
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID

from keepsake.core.timestamp import der

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from keepsake.core.timestamp.values import Token

_DEPTH_MAX = 5
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


class ChainError(Exception):
    """The signer cannot be trusted for this token.

    Attributes:
        reason: Code word, one of `signer`, `purpose`, `chain`, `time`.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What to remember of one certificate on the way to the root.

    Attributes:
        subject: Name as RFC 4514 writes it.
        sha256: Fingerprint, hexadecimal.
        not_before: First moment of validity, UTC.
        not_after: Last moment of validity, UTC.
    """

    subject: str
    sha256: str
    not_before: datetime
    not_after: datetime


def load_roots(pems: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Reads pinned roots.

    Args:
        pems: One or more PEM certificates each.

    Raises:
        ValueError: One of them is not a certificate, or there is none.
    """
    roots = [root for pem in pems for root in x509.load_pem_x509_certificates(pem)]
    if not roots:
        raise ValueError("no root is pinned")
    return tuple(dict.fromkeys(roots))


def signer_of(token: Token) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate that signed, and the others that were sent along.

    The signer is the one certificate with the issuer and serial number of the signature, and the
    hashes in the signed attributes must be its own. A certificate added to the token by somebody
    else can therefore never become the signer.

    Raises:
        ChainError: `signer`: none or several match, or a hash or a name is of another certificate.
    """
    found = {sent.raw for sent in token.certificates if sent.issuer_serial == token.issuer_serial}
    if len(found) != 1:
        raise ChainError("signer", "the signer's certificate is not in the token exactly once")
    (raw,) = found
    for named in token.certificate_ids:
        digest = hashlib.new(named.algorithm, raw, usedforsecurity=False).digest()
        same = hmac.compare_digest(digest, named.digest)
        if not same or named.issuer_serial not in (None, token.issuer_serial):
            raise ChainError("signer", "the signed attributes name another certificate")
    signer = _load(raw)
    if token.info.name not in (None, *_names(signer)):
        raise ChainError("signer", "the statement names another authority")
    others = dict.fromkeys(sent.raw for sent in token.certificates if sent.raw != raw)
    return signer, tuple(one for other in others if (one := _readable(other)))


def _names(certificate: x509.Certificate) -> list[bytes]:
    """What it may be called: its subject, and the names beside it. Source: RFC 3161 §2.4.2."""
    extension = _extension(certificate, x509.SubjectAlternativeName)
    beside = der.read(extension.value.public_bytes()).children() if extension else []
    return [der.element(0xA4, certificate.subject.public_bytes()), *(name.raw for name in beside)]


def check_purpose(signer: x509.Certificate) -> None:
    """The signer may stamp, and may do nothing else. Source: RFC 3161 §2.3.

    Raises:
        ChainError: `purpose`.
    """
    extension = _extension(signer, x509.ExtendedKeyUsage)
    if extension is None or not extension.critical:
        raise ChainError("purpose", "extended key usage is absent or not critical")
    if list(extension.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ChainError("purpose", "extended key usage is not time-stamping alone")
    usage = _extension(signer, x509.KeyUsage)
    if usage and not (usage.value.digital_signature or usage.value.content_commitment):
        raise ChainError("purpose", "the key is not for signatures")


def path_to_root(
    signer: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    moment: datetime,
) -> tuple[x509.Certificate, ...]:
    """The way from the signer to a pinned root, all of it valid at that moment.

    Args:
        signer: Where to begin.
        others: Certificates sent along; used as steps, never as the end.
        roots: Where the way may end.
        moment: The token's time; the present time plays no part.

    Returns:
        Signer first, root last.

    Raises:
        ChainError: `chain`: there is no way; `time`: every way was outside its validity then.
    """
    paths = _paths((signer,), others, roots)
    if not paths:
        raise ChainError("chain", "no way to a root that is pinned for this authority")
    for path in paths:
        if all(c.not_valid_before_utc <= moment <= c.not_valid_after_utc for c in path):
            return path
    raise ChainError("time", "a certificate was not valid at the time of the token")


def facts(path: Sequence[x509.Certificate]) -> tuple[CertificateFacts, ...]:
    """What to remember of each certificate of a path."""
    return tuple(
        CertificateFacts(
            subject=certificate.subject.rfc4514_string(),
            sha256=hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )
        for certificate in path
    )


def _paths(
    path: tuple[x509.Certificate, ...],
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
) -> list[tuple[x509.Certificate, ...]]:
    last = path[-1]
    ends = [(*path, root) for root in roots if root not in path and _issued(last, root, len(path))]
    if len(path) >= _DEPTH_MAX:
        return ends
    steps = [c for c in others if c not in path and c not in roots and _issued(last, c, len(path))]
    return ends + [found for step in steps for found in _paths((*path, step), others, roots)]


def _issued(certificate: x509.Certificate, issuer: x509.Certificate, below: int) -> bool:
    """Whether the issuer is a CA that may have `below` certificates under it, and signed this."""
    try:
        if certificate.issuer != issuer.subject or not _may_issue(issuer, below - 1):
            return False
        certificate.verify_directly_issued_by(issuer)
    except (
        ChainError,
        InvalidSignature,
        UnsupportedAlgorithm,
        InternalError,
        ValueError,
        TypeError,
    ):
        return False
    return True


def _may_issue(issuer: x509.Certificate, intermediates_below: int) -> bool:
    basic = _extension(issuer, x509.BasicConstraints)
    if basic is None or not basic.value.ca:
        return False
    if basic.value.path_length is not None and basic.value.path_length < intermediates_below:
        return False
    usage = _extension(issuer, x509.KeyUsage)
    if usage is not None and not usage.value.key_cert_sign:
        return False
    purposes = _extension(issuer, x509.ExtendedKeyUsage)
    allowed = {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    return purposes is None or bool(allowed & set(purposes.value))


def _extension(
    certificate: x509.Certificate, kind: type[_Extension]
) -> x509.Extension[_Extension] | None:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
    except (ValueError, x509.DuplicateExtension) as error:
        raise ChainError("chain", f"a certificate's extensions cannot be read: {error}") from error


def _readable(raw: bytes) -> x509.Certificate | None:
    """A certificate that was sent along; None where it is damaged, for nobody needs to use it."""
    try:
        return _load(raw)
    except ChainError:
        return None


def _load(raw: bytes) -> x509.Certificate:
    try:
        with warnings.catch_warnings():
            # Real authorities have issued serial numbers that the library warns about.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return x509.load_der_x509_certificate(raw)
    except (ValueError, x509.InvalidVersion) as error:
        raise ChainError("chain", f"a certificate cannot be read: {error}") from error
