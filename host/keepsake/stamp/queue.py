"""When an authority may be asked again; times only, nothing is read or written here."""

from __future__ import annotations

from datetime import datetime, timedelta

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_DOUBLINGS_MAX = 7
JITTER_BYTES = 2
NONCE_BYTES = 8


def after_success(asked: datetime, spacing_seconds: float) -> datetime:
    """The earliest next request after one that worked, or that is under way."""
    return asked + timedelta(seconds=spacing_seconds)


def after_failure(
    asked: datetime, failures: int, spacing_seconds: float, jitter: bytes
) -> datetime:
    """The earliest next request after failures in a row: doubling from 30 seconds to an hour.

    Args:
        asked: When the last one was sent.
        failures: How many there were, this one included; at least 1.
        spacing_seconds: What the authority asks for; never less than that.
        jitter: `JITTER_BYTES` random bytes. They take away up to half of the wait, so that many
            computers that lost the network together do not come back together.
    """
    wait = min(_FIRST_WAIT * (1 << min(failures - 1, _DOUBLINGS_MAX)), _LONGEST_WAIT)
    part = int.from_bytes(jitter, "big") / (1 << 8 * len(jitter))
    return asked + max(wait * (1 - part / 2), timedelta(seconds=spacing_seconds))


def is_due(next_try: datetime, free: datetime, now: datetime, *, impatient: bool) -> bool:
    """Whether the authority may be asked now.

    Args:
        next_try: What was decided after the last request.
        free: When the spacing that the authority asks for is over, whatever came of the request.
        now: The present.
        impatient: A person asked for it: do not wait out the pause after a failure, only that.

    A time further away than any wait means that the clock was put back since; it is not waited for.
    """
    return any(now >= at or at - now > _LONGEST_WAIT for at in (next_try, *[free] * impatient))
