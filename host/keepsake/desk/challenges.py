"""Challenges that a browser brings back: signed by the desk, for a while, each taken once.

Nothing is kept for those who only ask for one. A challenge is kept once it was taken, so that the
same answer lets nobody in again.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from keepsake.desk.database import Transaction
    from keepsake.desk.settings import Settings

_NONCE_BYTES = 16
_TIME_BYTES = 8
_BEFORE_MAC = _NONCE_BYTES + _TIME_BYTES


class ChallengeError(Exception):
    """It is none of ours, for something else, too old, or was taken before."""


class Challenges(NamedTuple):
    """Those of one use.

    Attributes:
        key: What they are signed with.
        holds_for: How long each holds.
    """

    key: bytes
    holds_for: timedelta

    @classmethod
    def of(cls, settings: Settings, use: bytes, holds_for: timedelta) -> Challenges:
        """Those of a desk for one use; every process of it has the same key, which is kept nowhere.

        Raises:
            SettingsError: Its log has no key.
        """
        secret = settings.signer().private_bytes_raw()
        return cls(hmac.new(secret, use, "sha256").digest(), holds_for)

    def new(self, purpose: bytes, now: datetime) -> bytes:
        """One for a purpose; neither is a secret."""
        ends = int((now + self.holds_for).timestamp())
        told = secrets.token_bytes(_NONCE_BYTES) + ends.to_bytes(_TIME_BYTES, "big")
        return told + self._mac(told, purpose)

    def require(self, challenge: bytes, purpose: bytes, now: datetime) -> None:
        """Asks whether it is ours for this purpose and still holds; not whether it was taken.

        Raises:
            ChallengeError: It is not, or does not.
        """
        told, mac = challenge[:_BEFORE_MAC], challenge[_BEFORE_MAC:]
        ours = hmac.compare_digest(mac, self._mac(told, purpose))
        ends = int.from_bytes(told[_NONCE_BYTES:], "big")
        if not ours or ends <= now.timestamp():
            raise ChallengeError

    def began(self, challenge: bytes) -> float:
        """When one was made, seconds since 1970; of what is none of ours it says nothing."""
        ends = int.from_bytes(challenge[_NONCE_BYTES:_BEFORE_MAC], "big")
        return ends - self.holds_for.total_seconds()

    def take(
        self, transaction: Transaction, challenge: bytes, purpose: bytes, now: datetime
    ) -> None:
        """Takes one, once.

        Raises:
            ChallengeError: As `require`, or it was taken before.
        """
        self.require(challenge, purpose, now)
        transaction.execute("delete from challenge where until < %s", [now])
        done = transaction.execute(
            "insert into challenge (value, until) values (%s, %s) on conflict do nothing",
            [challenge, now + self.holds_for],
        )
        if not done.rowcount:
            raise ChallengeError

    def _mac(self, told: bytes, purpose: bytes) -> bytes:
        return hmac.new(self.key, told + purpose, "sha256").digest()
