"""Checks one kept stamp: its token, and what was noted beside it. Source: FORMAT.md §5 and §7.7."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core import verify
from keepsake.core.hashing import sha256, sha256_hex
from keepsake.core.timestamp import TimestampError, check_response
from keepsake.env import parse_utc

if TYPE_CHECKING:
    from keepsake.core.timestamp import TokenFacts
    from keepsake.core.verify import Finding
    from keepsake.vault.stamps import Stamp, StampRecord

# What is noted has whole milliseconds.
_ROUNDING_MS = 1


def check_stamp(stamp: Stamp, roots: tuple[bytes, ...] | None) -> verify.Token | list[Finding]:
    """Step 7 for one stamp: its token against its checkpoint and its authority's roots.

    Args:
        stamp: As it was kept.
        roots: PEM of what is pinned for its authority; None where nothing is known of it.

    Returns:
        The token, or what is wrong.
    """
    side = f"{stamp.file.removesuffix('.tsr')}.json"
    if not roots:
        return [verify.not_checked("authority_unknown", stamp.file)]
    record = stamp.record
    untouched = record is not None and record.sha256 == sha256_hex(stamp.tsr)
    nonce = _nonce(record) if untouched else None
    try:
        facts = check_response(stamp.tsr, sha256(stamp.checkpoint), nonce, roots)
    except TimestampError as error:
        if untouched and error.reason == "nonce":
            return [verify.invalid("stamp_record", side)]
        return [verify.invalid(f"token_{error.reason}", stamp.file)]
    if record is not None and not untouched:
        # The token is right, so it is a part without signature, or the note of its hash.
        return [verify.invalid("stamp_answer", name) for name in (stamp.file, side)]
    if record is None or not _fits(record, facts):
        return [verify.invalid("stamp_record", side)]
    return verify.Token(stamp.size, facts.time, stamp.file)


def _nonce(record: StampRecord | None) -> int | None:
    try:
        return int(record.nonce, 16) if record else None
    except ValueError:
        return -1


def _fits(record: StampRecord, facts: TokenFacts) -> bool:
    """Whether the times that were noted agree with each other and with the token."""
    try:
        asked, answered = parse_utc(record.asked), parse_utc(record.answered)
        noted = parse_utc(record.token_time)
    except ValueError:
        return False
    difference = asked + (answered - asked) / 2 - facts.time
    milliseconds = difference / timedelta(milliseconds=1)
    same_time = abs(noted - facts.time) <= timedelta(milliseconds=_ROUNDING_MS)
    return same_time and abs(milliseconds - record.clock_difference_ms) <= _ROUNDING_MS
