"""Entries as they are sealed: a long one is compressed, for a list of parts says much twice.

What its leaf hash is over is the entry as it is without. Source: FORMAT.md §2.5, RFC 1952.
"""

from __future__ import annotations

import zlib

from keepsake.core.age.payload import SealedError

PLAIN_BYTES_MAX = 4096
# A list of the most parts that one capture may have, several times; a file says what it likes.
DECOMPRESSED_BYTES_MAX = 1 << 26
_MAGIC = b"\x1f\x8b"
_GZIP = 31  # zlib's `wbits` for a header and an end as RFC 1952 has them


def compress(data: bytes) -> bytes:
    """What is sealed of an entry."""
    if len(data) <= PLAIN_BYTES_MAX:
        return data
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return packer.compress(data) + packer.flush()


def decompress(data: bytes) -> bytes:
    """The entry of which `data` was sealed.

    Raises:
        SealedError: It is compressed and is not whole, or more than an entry could be.
    """
    if not data.startswith(_MAGIC):
        return data
    unpacker = zlib.decompressobj(_GZIP)
    try:
        found = unpacker.decompress(data, DECOMPRESSED_BYTES_MAX)
    except zlib.error as error:
        raise SealedError("an entry that cannot be unpacked") from error
    if not unpacker.eof or unpacker.unused_data:
        raise SealedError("an entry that is not whole")
    return found
