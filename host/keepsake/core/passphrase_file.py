"""Opens age files under a passphrase. Source: C2SP age, "The scrypt recipient type"."""

from __future__ import annotations

import pyrage

# The library refuses a file when it judges, from a few milliseconds of trying, that this computer
# would take long over it. One that is busy at that very moment misjudges; asking again costs as
# little.
_TRIES = 100
_REFUSED = "Excessive work"


def decrypt(data: bytes, passphrase: str) -> bytes:
    """Decrypts an age file with one scrypt stanza.

    Not checked here: the work factor, which callers compare with their limit before.

    Raises:
        pyrage.DecryptError: The passphrase is wrong or the file is damaged; or, after many tries,
            this computer is far slower than the one that made the file.
    """
    for _ in range(_TRIES):
        try:
            return bytes(pyrage.passphrase.decrypt(data, passphrase))
        except pyrage.DecryptError as error:
            if not str(error).startswith(_REFUSED):
                raise
            refused = error
    raise refused
