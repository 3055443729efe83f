"""SHA-256, in the two spellings that the formats use."""

from __future__ import annotations

import hashlib

DIGEST_BYTES = 32


def sha256(data: bytes) -> bytes:
    """The 32 bytes of SHA-256. Source: FIPS 180-4 §6.2."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """SHA-256 in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
