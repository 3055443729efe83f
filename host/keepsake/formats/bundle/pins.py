"""The roots that this program pins for each authority, as OPEN-ME.html and verify.py carry them.

What a bundle holds under `log/roots` is for those who check by hand; it is trusted nowhere, and
must be pinned certificates in the one form that they are written in here, and nothing else.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.hashing import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\n[^-]*-----END CERTIFICATE-----\n")
_LINE = 64  # RFC 7468 section 2
_PLACE = re.compile(rb'(<script type="application/json" id="roots">)[^<]*(</script>)')


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots that are pinned for one authority, in PEM."""

    authority: str
    name: str
    pem: bytes

    @property
    def certificates(self) -> tuple[str, ...]:
        """Each certificate in the one form that `encoded` gives it."""
        return tuple(block.decode() for block in _blocks(encoded(self.pem)))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of each certificate, hexadecimal."""
        return tuple(sha256_hex(raw) for raw in _certificates(self.pem))


def encoded(pem: bytes) -> bytes:
    """The certificates of a file in the one form that a bundle may have them in, one after another.

    That is PEM as RFC 7468 has it, 64 letters a line, and nothing before, between or behind: other
    programs take certificates from labels and places where nobody looks for them.
    """
    return b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + _lines(raw) + b"-----END CERTIFICATE-----\n"
        for raw in _certificates(pem)
    )


def is_exactly(data: bytes, pinned: Iterable[bytes]) -> bool:
    """Whether a file is pinned certificates as `encoded` gives them, each once, and nothing else.

    Not all that are pinned need be there: a later program may pin more.

    Args:
        data: The file.
        pinned: PEM of what is pinned.
    """
    blocks = _blocks(data)
    known = {block for pem in pinned for block in _blocks(encoded(pem))}
    whole = b"".join(blocks) == data and len(set(blocks)) == len(blocks)
    return bool(blocks) and whole and set(blocks) <= known


def _blocks(data: bytes) -> list[bytes]:
    return _BLOCK.findall(data)


def _certificates(pem: bytes) -> list[bytes]:
    return [raw for body in _PEM.findall(pem) if (raw := _decoded(body))]


def _lines(raw: bytes) -> bytes:
    text = base64.b64encode(raw)
    return b"".join(text[at : at + _LINE] + b"\n" for at in range(0, len(text), _LINE))


def put_into_reader(page: bytes, pins: Sequence[Roots]) -> bytes:
    """The reader's page with these roots as the ones that it trusts.

    Raises:
        ValueError: The page has not exactly one place for them.
    """
    rows = [{"id": row.authority, "name": row.name, "pem": row.pem.decode()} for row in pins]
    # In a script element nothing is an escape but this.
    text = msgspec.json.encode(rows).replace(b"<", b"\\u003c")
    before, *rest = _PLACE.split(page)
    if len(rest) != 3:
        raise ValueError("the page has no single place for roots")
    return b"".join((before, rest[0], text, rest[1], rest[2]))


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()))
    except ValueError:
        return b""
