"""Stamps until nothing waits, for the process that a capture leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.env import parse_utc
from keepsake.flows.stamp.ask import StampOutcome, behind, stamp_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from keepsake.env import Environment
    from keepsake.stamp.authorities import Authority
    from keepsake.stamp.client import Fetch
    from keepsake.vault.handle import Vault

PATIENCE_SECONDS = 180.0
SHORTEST_PAUSE_SECONDS = 0.2


def stamp_with_retries(
    vault: Vault,
    authorities: Sequence[Authority],
    env: Environment,
    fetch: Fetch,
    sleep: Callable[[float], None],
    *,
    patience_seconds: float = PATIENCE_SECONDS,
) -> tuple[StampOutcome, ...]:
    """Stamps again and again until nothing waits, or until the next try is too far away.

    It waits out the spacing that an authority asks for, a short loss of the network, and entries
    that are written while it asks. Several such processes at once share the work.

    Args:
        vault: As for `stamp_now`.
        authorities: As for `stamp_now`.
        env: Clock and randomness.
        fetch: `keepsake.stamp.client.fetch`.
        sleep: Waits that many seconds.
        patience_seconds: How long to go on at most, by the clock of `env`.

    Returns:
        The last outcome of each authority that was behind.

    Raises:
        KeepsakeError: Of the vault only.
    """
    end = env.now() + timedelta(seconds=patience_seconds)
    outcomes: dict[str, StampOutcome] = {}
    while True:
        outcomes |= {one.authority: one for one in stamp_now(vault, authorities, env, fetch)}
        now = env.now()
        next_tries = [_next_try(vault, one, now) for one in behind(vault, authorities)]
        if not next_tries or min(next_tries) > end or now > end:
            return tuple(outcomes.values())
        sleep(max((min(next_tries) - now).total_seconds(), SHORTEST_PAUSE_SECONDS))


def _next_try(vault: Vault, authority: Authority, now: datetime) -> datetime:
    last = vault.stamps.attempts().get(authority.id)
    try:
        return max(parse_utc(last.next), now) if last else now
    except ValueError:
        return now
