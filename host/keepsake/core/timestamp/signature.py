"""Checks the signature of a time-stamp token.

rfc3161-client, the library for this, refuses tokens whose certificates are not in the order that
DER asks of a SET; DigiCert sends such tokens. So the check is made here, with the primitives of the
cryptography package, and the tests compare it with OpenSSL.

Sources: RFC 5652 §5.4 and §5.6, RFC 5754, RFC 4056.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from keepsake.core.timestamp.token import HASHES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

    from keepsake.core.timestamp.values import Signature

_HASH_CLASSES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
# No RSASSA-PSS: `openssl ts` cannot check it, and what is kept must be checked by others too.
# Source: RFC 5754 §3.2 and §3.3. "" means the hash that was used for the content.
_RSA = {
    "1.2.840.113549.1.1.1": "",
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
}
_ECDSA = {
    "1.2.840.10045.2.1": "",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
_RSA_BITS_MIN = 2048


class SignatureError(Exception):
    """The signature does not hold, or is of a kind that is not accepted."""


def check_signature(signature: Signature, key: CertificatePublicKeyTypes) -> None:
    """The attributes hold the content's hash, and the key signed the attributes.

    Args:
        signature: From the token.
        key: Public key of the signer's certificate.

    Raises:
        SignatureError: Either is not so, or the algorithm is unknown, SHA-1 or weaker.
    """
    name = HASHES.get(signature.digest_algorithm)
    if name is None:
        raise SignatureError(f"hash {signature.digest_algorithm} is not accepted")
    if not hmac.compare_digest(
        hashlib.new(name, signature.content).digest(), signature.content_digest
    ):
        raise SignatureError("the signed hash is not of this content")
    try:
        _verify(signature, key, name)
    except (InvalidSignature, UnsupportedAlgorithm) as error:
        raise SignatureError("the signature does not hold") from error


def _verify(signature: Signature, key: CertificatePublicKeyTypes, content_hash: str) -> None:
    algorithm, value, data = signature.algorithm, signature.value, signature.attributes
    strong = isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_BITS_MIN
    if isinstance(key, rsa.RSAPublicKey) and strong and algorithm in _RSA:
        used = _HASH_CLASSES[_RSA[algorithm] or content_hash]()
        key.verify(value, data, padding.PKCS1v15(), used)
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and algorithm in _ECDSA:
        used = _HASH_CLASSES[_ECDSA[algorithm] or content_hash]()
        key.verify(value, data, ec.ECDSA(used))
        return
    raise SignatureError(f"signature algorithm {algorithm} is not accepted with this key")
