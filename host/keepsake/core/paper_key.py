"""The key that signs papers within themselves, and the certificates that lead from it to the vault.

Readers of PDFs do not know Ed25519, so papers have a key of another kind, P-256. It is made from
the vault's own each time it is needed: there is no second file to keep, to lose or to write, and a
vault of any age has one. Source: FORMAT.md §6.19, ADR 0018.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_INFO = b"keepsake/papers/1\n"
# Sixteen bytes more than the order has, so that no value is likelier. Source: FIPS 186-5 A.2.1.
_SECRET_BYTES = 48
# Source: SEC 2 §2.4.2.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# Not tied to any clock: what a paper proves of time, stamps prove. Source: RFC 5280 §4.1.2.5.
_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_UNTIL = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_VAULT_SERIAL, _PAPERS_SERIAL = 1, 2


@dataclass(frozen=True, slots=True)
class PaperKey:
    """What signs the papers of one vault; the same bytes whenever it is made.

    Attributes:
        private: P-256.
        certificate: That of `private`, signed by the vault's key.
        issuer: That of the vault's key, signed by itself.
    """

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuer: x509.Certificate

    def sign(self, data: bytes) -> bytes:
        """An ECDSA signature over SHA-256, the same for the same data. Source: RFC 6979."""
        return self.private.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def paper_key(signer: Ed25519PrivateKey, origin: str) -> PaperKey:
    """Makes the key of a vault's papers.

    Args:
        signer: The vault's own key.
        origin: Of its log, the name of the vault's certificate.
    """
    secret = HKDF(hashes.SHA256(), _SECRET_BYTES, None, _INFO + origin.encode())
    value = int.from_bytes(secret.derive(signer.private_bytes_raw()), "big")
    private = ec.derive_private_key(value % (_ORDER - 1) + 1, ec.SECP256R1())
    vault = _named(origin)
    issuer = (
        _begun(vault, vault, _VAULT_SERIAL)
        .public_key(signer.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer.public_key()), False)
        .sign(signer, None)
    )
    certificate = (
        _begun(_named(f"Keepsake vault {origin.rpartition('/')[2]}"), vault, _PAPERS_SERIAL)
        .public_key(private.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
        .sign(signer, None)
    )
    return PaperKey(private, certificate, issuer)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _begun(subject: x509.Name, issuer: x509.Name, serial: int) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(issuer, subject, None, serial, _FROM, _UNTIL)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
