"""Checks one kept stamp: its token, and what was noted beside it. Source: FORMAT.md §5 and §7.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import verify
from keepsake.core.hashing import sha256, sha256_hex
from keepsake.core.timestamp.exchange import TimestampError, check_response
from keepsake.env import parse_utc, utc_text
from keepsake.vault.stamps import clock_difference_ms

if TYPE_CHECKING:
    from keepsake.core.timestamp.exchange import TokenFacts
    from keepsake.core.verify import Finding
    from keepsake.vault.stamps import Stamp, StampRecord


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
    nonce = _nonce(record) if record is not None and untouched else None
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


def _nonce(record: StampRecord) -> int:
    """The nonce as this program writes it; any other spelling is a changed one."""
    try:
        nonce = int(record.nonce, 16)
    except ValueError:
        return -1
    return nonce if f"{nonce:016x}" == record.nonce else -1


def _fits(record: StampRecord, facts: TokenFacts) -> bool:
    """Whether the times that were noted agree with each other and with the token."""
    try:
        difference = clock_difference_ms(record.asked, record.answered, facts.time)
        exact = all(utc_text(parse_utc(text)) == text for text in (record.asked, record.answered))
    except ValueError:
        return False
    same_time = record.token_time == utc_text(facts.time)
    return exact and same_time and difference == record.clock_difference_ms
