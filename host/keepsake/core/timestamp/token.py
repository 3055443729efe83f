"""Takes a time-stamp response apart into values; believes nothing that it reads.

Sources: RFC 3161 §2.4.2 (response, TSTInfo), RFC 5652 §5 (SignedData), RFC 5816 and RFC 5035
(ESSCertIDv2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.timestamp import der
from keepsake.core.timestamp.values import (
    CertificateId,
    Info,
    NotGrantedError,
    SentCertificate,
    Signature,
    Token,
)

if TYPE_CHECKING:
    from keepsake.core.timestamp.der import Node

# Source: RFC 5652 §5.1 and §11, RFC 3161 §2.4.2, RFC 2634 §5.4, RFC 5035 §3.
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

# Source: RFC 8017 appendix B.1, RFC 5754 §2. SHA-1 only ever names a certificate (RFC 2634 §5.4).
HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
CERTIFICATES_MAX = 10
# accuracy, ordering, nonce, tsa, extensions; their tags differ, so order says nothing more.
_OPTIONAL = {der.SEQUENCE, der.BOOLEAN, der.INTEGER, 0xA0, 0xA1}


def parse_response(data: bytes) -> Token:
    """Reads a TimeStampResp.

    Raises:
        DerError: It is not one, or not with exactly one signer.
        NotGrantedError: It is one without a token, or with a status other than granted.
    """
    status_info, *rest = der.read(data).sound().expect(der.SEQUENCE).children()
    status = status_info.expect(der.SEQUENCE).children()[0].integer()
    if status != 0:
        raise NotGrantedError(status)
    if len(rest) != 1:
        raise der.DerError("granted, but not with one token")
    return _token(rest[0])


def _token(content_info: Node) -> Token:
    kind, wrapped = _pair(content_info)
    if kind.oid() != _SIGNED_DATA:
        raise der.DerError("the token is not signed data")
    version, algorithms, content, *rest = (
        _only_child(wrapped.expect(0xA0)).expect(der.SEQUENCE).children()
    )
    version.integer()
    for algorithm in algorithms.expect(der.SET).children():
        algorithm.expect(der.SEQUENCE)
    certificates = rest.pop(0).children() if rest and rest[0].tag == 0xA0 else []
    if rest and rest[0].tag == 0xA1:
        rest.pop(0)
    if len(rest) != 1 or len(certificates) > CERTIFICATES_MAX:
        raise der.DerError("signed data with other parts than expected")
    signers = rest[0].expect(der.SET).children()
    if len(signers) != 1:
        raise der.DerError("not exactly one signer")  # Source: RFC 3161 §2.4.2
    sent = tuple(_certificate(node) for node in certificates)
    statement = _statement(content)
    issuer_serial, ids, signature = _signer(signers[0], statement)
    return Token(_info(statement), sent, issuer_serial, ids, signature)


def _certificate(node: Node) -> SentCertificate:
    """Source: RFC 5280 §4.1, Certificate and TBSCertificate."""
    whole, _, signature = node.expect(der.SEQUENCE).children()
    if signature.expect(der.BIT_STRING).content[:1] != b"\x00":
        raise der.DerError("a signature that is not whole bytes")
    body = whole.expect(der.SEQUENCE).children()
    skip = 1 if body[0].tag == 0xA0 else 0
    return SentCertificate(node.raw, (body[skip + 2].raw, body[skip].integer()))


def _statement(node: Node) -> bytes:
    kind, wrapped = _pair(node)
    if kind.oid() != _TST_INFO:
        raise der.DerError("what is signed is not a time-stamp")
    return _only_child(wrapped.expect(0xA0)).expect(der.OCTET_STRING).content


def _info(statement: bytes) -> Info:
    version, policy, imprint, serial, moment, *rest = (
        der.read(statement).expect(der.SEQUENCE).children()
    )
    if version.integer() != 1:
        raise der.DerError("a time-stamp of an unknown version")
    algorithm, hashed = _pair(imprint)
    optional = {part.tag: part for part in rest}
    if len(optional) != len(rest) or not set(optional) <= _OPTIONAL:
        raise der.DerError("a time-stamp with parts twice or unknown")
    return Info(
        policy=policy.oid(),
        imprint_algorithm=algorithm.expect(der.SEQUENCE).children()[0].oid(),
        imprint=hashed.expect(der.OCTET_STRING).content,
        serial=serial.integer(),
        time=moment.time(),
        accuracy_microseconds=_accuracy(optional.get(der.SEQUENCE)),
        nonce=optional[der.INTEGER].integer() if der.INTEGER in optional else None,
        name=_only_child(optional[0xA0]).raw if 0xA0 in optional else None,
    )


def _accuracy(node: Node | None) -> int | None:
    if node is None:
        return None
    unit = {der.INTEGER: 1_000_000, 0x80: 1_000, 0x81: 1}
    total = 0
    for part in node.children():
        if part.tag not in unit:
            raise der.DerError("an accuracy with an unknown part")
        total += unit[part.tag] * int.from_bytes(part.content, "big")
    return total


def _signer(
    node: Node, statement: bytes
) -> tuple[tuple[bytes, int], tuple[CertificateId, ...], Signature]:
    version, identifier, digest, attributes, algorithm, value, *_ = node.expect(
        der.SEQUENCE
    ).children()
    version.integer()
    values = _attributes(attributes.expect(0xA0))
    issuer, serial = _pair(identifier)
    method = algorithm.expect(der.SEQUENCE).children()
    signature = Signature(
        content=statement,
        content_digest=values[_MESSAGE_DIGEST].expect(der.OCTET_STRING).content,
        attributes=der.element(der.SET, attributes.content),
        digest_algorithm=digest.expect(der.SEQUENCE).children()[0].oid(),
        algorithm=method[0].oid(),
        value=value.expect(der.OCTET_STRING).content,
    )
    return (issuer.raw, serial.integer()), _certificate_ids(values), signature


def _certificate_ids(values: dict[str, Node]) -> tuple[CertificateId, ...]:
    readers = {_SIGNING_CERTIFICATE: _id_v1, _SIGNING_CERTIFICATE_V2: _id_v2}
    ids = tuple(read(values[kind]) for kind, read in readers.items() if kind in values)
    if not ids:
        raise der.DerError("the signer's certificate is not named in what is signed")
    return ids


def _attributes(node: Node) -> dict[str, Node]:
    values: dict[str, Node] = {}
    for attribute in node.children():
        kind, wrapped = _pair(attribute)
        if kind.oid() in values:
            raise der.DerError("a signed attribute twice")
        members = wrapped.expect(der.SET).children()
        if not members:
            raise der.DerError("a signed attribute without a value")
        values[kind.oid()] = members[0]
    if not {_CONTENT_TYPE, _MESSAGE_DIGEST} <= set(values):
        raise der.DerError("the signed attributes lack the kind or the hash of the content")
    if values[_CONTENT_TYPE].oid() != _TST_INFO:
        raise der.DerError("the signed kind of content is not a time-stamp")
    return values


def _first_id(value: Node) -> list[Node]:
    """The parts of the first ESSCertID(v2): it names the signer. Source: RFC 5035 §5."""
    first, *_ = value.expect(der.SEQUENCE).children()[0].expect(der.SEQUENCE).children()
    return first.expect(der.SEQUENCE).children()


def _id_v1(value: Node) -> CertificateId:
    digest, *rest = _first_id(value)
    return CertificateId("sha1", digest.expect(der.OCTET_STRING).content, _issuer_serial(rest))


def _id_v2(value: Node) -> CertificateId:
    parts = _first_id(value)
    algorithm = "sha256"  # Source: RFC 5035 §4, the default
    if parts[0].tag == der.SEQUENCE:
        named = parts.pop(0).children()[0].oid()
        if named not in HASHES:
            raise der.DerError(f"the certificate is named by an unknown hash, {named}")
        algorithm = HASHES[named]
    digest, *rest = parts
    return CertificateId(algorithm, digest.expect(der.OCTET_STRING).content, _issuer_serial(rest))


def _issuer_serial(rest: list[Node]) -> tuple[bytes, int] | None:
    if not rest:
        return None
    names, serial = _pair(rest[0])
    name = names.children()[0]
    return _only_child(name.expect(0xA4)).raw, serial.integer()


def _pair(node: Node) -> tuple[Node, Node]:
    first, second = node.expect(der.SEQUENCE).children()
    return first, second


def _only_child(node: Node) -> Node:
    (child,) = node.children()
    return child
