"""Step 1: the papers carry the vault's signature within themselves. Part of verify.py.

From the signature in the PDF (RFC 5652) to the certificate in it (RFC 5280), and from that to the
vault's own key, which signed it. Nothing rests on it here: the copy as a whole is signed.
"""

from __future__ import annotations

import re

from keepsake.formats.verify_py.ed25519 import ed25519_ok
from keepsake.formats.verify_py.files import BadFileError, Bag, Result, counted
from keepsake.formats.verify_py.log import Key, sha256
from keepsake.formats.verify_py.p256 import p256_ok

Piece = tuple[int, bytes, bytes]  # tag, content, all of it
PAPER = re.compile(r"data/(?!exhibits/|derived/).+\.pdf")
RANGES = re.compile(rb"/ByteRange\[0 ([0-9]{1,12}) ([0-9]{1,12}) ([0-9]{1,12})\]")
P256_POINT = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107034200")
DIGEST_OF = bytes.fromhex("06092a864886f70d010904")
CERTIFICATE_OF = bytes.fromhex("060b2a864886f70d010910022f")


def pieces_of(data: bytes) -> list[Piece]:
    """The elements of DER, one after the other."""
    found = []
    while data:
        length, start = data[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start], "big")
        end = start + length
        if end > len(data) or start > 6:
            raise ValueError("cut short")
        found.append((data[0], data[start:end], data[:end]))
        data = data[end:]
    return found


def signature_in(paper: bytes) -> tuple[bytes, bytes] | None:
    """The CMS in a PDF and what it signs, which is everything else; None where there is none."""
    if b"/ByteRange" not in paper:
        return None
    gap, behind, rest = (int(number) for number in RANGES.findall(paper)[-1])
    whole = behind + rest == len(paper) and 0 < gap < behind
    if not whole or paper[gap : gap + 1] + paper[behind - 1 : behind] != b"<>":
        raise ValueError("does not sign all of it")
    signed = bytes.fromhex(paper[gap + 1 : behind - 1].decode())
    length = 4 + int.from_bytes(signed[2:4], "big")
    if any(signed[length:]):
        raise ValueError("something is behind the signature")
    return signed[:length], paper[:gap] + paper[behind:]


def vouched(certificate: bytes, key: Key) -> bytes:
    """The key that a certificate is of, once the vault's own key signed it."""
    held, _, mark = pieces_of(pieces_of(certificate)[0][1])
    if not ed25519_ok(key[2], held[2], mark[1][1:]):
        raise BadFileError("the certificate in it is not signed by the vault")
    spki = pieces_of(held[1])[6][1]
    if not spki.startswith(P256_POINT):
        raise ValueError("another kind of key")
    return spki[len(P256_POINT) :]


def check_paper(paper: bytes, key: Key) -> bool:
    """Whether it carries a signature; one that does not lead to the vault is an error."""
    found = signature_in(paper)
    if found is None:
        return False
    held = pieces_of(pieces_of(pieces_of(pieces_of(found[0])[0][1])[1][1])[0][1])
    signer = pieces_of(pieces_of(held[4][1])[0][1])
    said = {piece[2] for piece in pieces_of(signer[3][1])}
    told = {pieces_of(row[1])[0][2]: pieces_of(row[1])[1][1] for row in map(first_of, said)}
    if told[DIGEST_OF] != b"\x04\x20" + sha256(found[1]):
        raise BadFileError("changed since it was signed")
    named = told[CERTIFICATE_OF][-32:]
    certificates = [piece[2] for piece in pieces_of(held[3][1]) if sha256(piece[2]) == named]
    if not certificates:
        raise BadFileError("signed with another certificate")
    r, s = (int.from_bytes(number[1], "big") for number in pieces_of(first_of(signer[5][1])[1]))
    signed = b"\x31" + signer[3][2][1:]
    if not p256_ok(vouched(certificates[0], key), signed, (r, s)):
        raise BadFileError("its signature does not hold")
    return True


def first_of(data: bytes) -> Piece:
    """The first element."""
    return pieces_of(data)[0]


def check_papers(bag: Bag, key: Key, step: Result) -> None:
    """Each paper, told beside: a copy of an earlier version has none that is signed."""
    names = sorted(name for name in bag.names if PAPER.fullmatch(name))
    signed = 0
    for name in names:
        one = Result()
        signed += bool(one.attempt(check_paper, bag.read(name), key, file=name))
        step.beside += [f"{name}: not signed by the vault in itself ({why})" for why in one.bad]
    if signed:
        step.good.append(f"{signed} of {counted(len(names), 'paper')} signed by the vault itself")
