"""The roots that this program pins for each authority, as OPEN-ME.html and verify.py carry them.

What a bundle holds under `log/roots` is for those who check by hand; it is trusted nowhere.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.hashing import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Sequence

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_PLACE = re.compile(rb'(<script type="application/json" id="roots">)[^<]*(</script>)')


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots that are pinned for one authority, in PEM."""

    authority: str
    name: str
    pem: bytes

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """SHA-256 of each certificate, hexadecimal."""
        return fingerprints(self.pem)


def fingerprints(pem: bytes) -> tuple[str, ...]:
    """SHA-256 of each certificate in a file; what cannot be read is none."""
    return tuple(sha256_hex(_decoded(body)) for body in _PEM.findall(pem))


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
