"""SHA-256, in the two spellings that the formats use."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

DIGEST_BYTES = 32


class Measured(NamedTuple):
    """What is compared of an artifact: its size in bytes, and SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


def measure(data: bytes | memoryview) -> Measured:
    """Measures what is held in memory."""
    return Measured(len(data), hashlib.sha256(data).hexdigest())


def sha256(data: bytes) -> bytes:
    """The 32 bytes of SHA-256. Source: FIPS 180-4 §6.2."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """SHA-256 in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
