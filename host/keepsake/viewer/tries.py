"""How soon another passphrase may be tried."""

from __future__ import annotations

from keepsake.core.errors import Code, KeepsakeError

FREE_TRIES = 3
LONGEST_WAIT_SECONDS = 60


class TooSoonError(KeepsakeError):
    """Too many wrong passphrases: the next is not looked at before some seconds have passed."""

    def __init__(self, seconds: int) -> None:
        super().__init__(Code.PASSPHRASE_WRONG, "too soon after a wrong passphrase")
        self.seconds = seconds


def wait_after(failures: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row: 0 for two, then 2, 4, 8 to 60."""
    if failures < FREE_TRIES:
        return 0
    return int(min(LONGEST_WAIT_SECONDS, 2 ** min(failures - FREE_TRIES + 1, 16)))
