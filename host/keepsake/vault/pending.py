"""What the file `pending` says: which file is being replaced, and the entry that goes with it.

One that is not as it was written is believed in nothing. Source: FORMAT.md §1.10.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES, sha256_hex

if TYPE_CHECKING:
    from pathlib import Path

PENDING = "pending"
# The checksum is absent in what versions before 0.2 wrote.
_HEAD = re.compile(rb"(vault\.json|identity\.age|recovery\.age)(?: ([0-9a-f]{64}))?\n")


class Pending(NamedTuple):
    """What `pending` holds.

    Attributes:
        name: The file that it is about.
        digest: SHA-256 of that file as it will be.
        leaf: Leaf hash of the entry.
        sealed: The entry, sealed.
    """

    name: str
    digest: bytes
    leaf: bytes
    sealed: bytes

    def encode(self) -> bytes:
        """The bytes of the file."""
        rest = self.digest + self.leaf + self.sealed
        return b"%s %s\n%s" % (self.name.encode(), sha256_hex(rest).encode(), rest)


def read(path: Path) -> Pending | None:
    """What a `pending` says; None where it is missing or not as it was written.

    Raises:
        KeepsakeError: VAULT_DAMAGED; it cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=PENDING) from error
    head = _HEAD.match(data)
    if not head:
        return None
    rest = data[head.end() :]
    whole = head[2] is None or hmac.compare_digest(sha256_hex(rest).encode(), head[2])
    if not whole or len(rest) <= 2 * DIGEST_BYTES:
        return None
    digest, leaf = rest[:DIGEST_BYTES], rest[DIGEST_BYTES : 2 * DIGEST_BYTES]
    return Pending(head[1].decode(), digest, leaf, rest[2 * DIGEST_BYTES :])
